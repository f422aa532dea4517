"""From the command line a list leaves as it does from the screen: checked, marked, remembered."""

import csv
import json

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from tests.factories import make_customer, make_department, make_user


@pytest.fixture
def files(machine):
    with machine():
        here, there = make_department(), make_department()
        make_user("Archivist", department=here.id, username="alice")
        make_user("Staff", department=here.id, username="bob")
        make_customer("近处轻工有限公司", department_id=here.id)
        make_customer("远方重工有限公司", department_id=there.id)


def run(app, *args):
    return app.test_cli_runner().invoke(args=["export", *map(str, args)])


def names(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [row[0] for row in csv.reader(lines)][2:]


def test_the_machine_takes_all_and_a_user_their_own(app, files, tmp_path, machine):
    file = tmp_path / "out.csv"
    assert run(app, "customer", "--to", file).exit_code == 0
    assert len(names(file)) == 2
    assert file.stat().st_mode & 0o077 == 0
    assert run(app, "customer", "--to", file, "--user", "alice").exit_code == 0
    assert names(file) == ["近处轻工有限公司"]
    with machine() as session:
        asked = select(AuditEntry).where(AuditEntry.event == "export ended")
        entries = session.scalars(asked.order_by(AuditEntry.id)).all()
        assert [entry.actor for entry in entries] == ["system", "user:alice"]
        assert json.loads(entries[0].detail)["whole"] is True


def test_a_filter_narrows(app, files, tmp_path):
    file = tmp_path / "out.csv"
    assert run(app, "customer", "--filter", "q=远方&sort=-name", "--to", file).exit_code == 0
    assert names(file) == ["远方重工有限公司"]


@pytest.mark.parametrize(
    "args",
    [("nosuch", "--to", "a.csv"), ("customer", "--to", "a.pdf"),
     ("customer", "--to", "a.csv", "--user", "bob"), ("customer", "--to", "a.csv", "--user", "zoe"),
     ("customer", "--to", "a.csv", "--filter", "nosuch=1"),
     ("customer", "--to", "a.csv", "--filter", "kind=nosuch")],
)  # fmt: skip
def test_a_refusal_is_one_sentence_status_2_and_no_file(app, files, tmp_path, monkeypatch, args):
    monkeypatch.chdir(tmp_path)
    done = run(app, *args)
    assert done.exit_code == 2
    assert len(done.output.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
