"""An import by command that is killed or breaks is stopped, and a person decides on it."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.words import RuleError
from app.customers.models import Customer
from app.exchange.importing import Options, import_file
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rules import BatchStatus
from app.jobs.runner import run_job
from app.work.lease import me
from app.work.models import JobRun, RunStatus
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn, one_of
from tests.exchange.screens import HEADER, batch, csv_file, customers, step, work
from tests.factories import make_user, root

ROWS = 1_100
MANY = csv_file(HEADER, *((f"第{n}仪器有限公司", "", "") for n in range(ROWS)))
READ = ROWS // 500 + 1  # Blocks of the reading; the writing's come after them.
ROOT = Path(__file__).parents[2]
GONE = "执行该导入的命令已中途终止"


@pytest.fixture
def person(site, sign_in):
    """Who sends the file, and their browser."""
    return sign_in("Archivist", username="li")[0]


@pytest.fixture
def command(site, environ, tmp_path, person):
    """Run the command until it ends at its N-th block; its batch's id."""

    def _command(number, how):
        (tmp_path / "a.csv").write_bytes(MANY)
        told = {k: v for k, v in os.environ.items() if not k.startswith("KEDANG_")} | environ
        words = [sys.executable, "-m", "tests.exchange.killed_command", str(tmp_path / "a.csv"),
                 "li", str(number), how]  # fmt: skip
        ended = subprocess.run(words, env=told, cwd=ROOT, check=False, capture_output=True)
        assert ended.returncode == {"kill": -9, "fail": 1}[how], ended.stderr.decode()
        return 1

    return _command


def living(machine):
    return [row.name for row in customers(machine) if row.voided_at is None]


def page(browser, pk):
    return browser.get(f"/imports/show/{pk}").get_data(as_text=True)


def runs(machine):
    with machine() as session:
        return session.scalars(select(JobRun.status).where(JobRun.job == "import_file")).all()


@pytest.mark.parametrize(
    ("way", "database"), in_turn(["apply", "undo"], DATABASES), scope="session"
)
def test_what_a_killed_command_left_is_stopped_on_its_page_and_decided(
    site, machine, person, command, way
):
    pk = command(READ + 1, "kill")
    assert batch(machine, pk).status is BatchStatus.applying
    assert 0 < len(customers(machine)) < ROWS
    assert GONE in page(person, pk)
    step(person, "stop", pk)
    assert batch(machine, pk).status is BatchStatus.stopped
    assert runs(machine) == [RunStatus.stopped]
    step(person, way, pk)
    assert work(site) == ["done"]
    assert len(living(machine)) == {"apply": ROWS, "undo": 0}[way]
    assert len(customers(machine)) == len({row.name for row in customers(machine)})


@pytest.mark.parametrize("database", one_of(DATABASES, 0), scope="session")
def test_the_jobs_stop_it_where_nobody_looks(site, machine, person, command):
    pk = command(READ + 1, "kill")
    with site.app_context():
        assert run_job("stop_imports", "slot") == "1 stopped"
        assert run_job("stop_imports", "later") == "0 stopped"
    assert batch(machine, pk).status is BatchStatus.stopped
    assert "命令未执行完即已终止" in page(person, pk)


@pytest.mark.parametrize("database", one_of(DATABASES, 1), scope="session")
def test_what_was_only_read_is_thrown_away(site, machine, person, command):
    pk = command(1, "kill")
    assert batch(machine, pk).status is BatchStatus.reading
    step(person, "stop", pk)
    assert work(site) == ["done"]
    assert batch(machine, pk).status is BatchStatus.dropped
    with machine() as session:
        assert session.scalars(select(ImportRow.id)).all() == []


@pytest.mark.parametrize("database", one_of(DATABASES, 2), scope="session")
def test_a_command_that_breaks_stops_its_batch_itself(site, machine, person, command):
    pk = command(READ + 1, "fail")
    kept = batch(machine, pk)
    assert kept.status is BatchStatus.stopped
    assert "命令未执行完即已终止" in page(person, pk)
    assert 0 < len(customers(machine)) < ROWS
    assert runs(machine) == [RunStatus.stopped]


@pytest.mark.parametrize("database", one_of(DATABASES, 3), scope="session")
def test_a_command_that_breaks_before_it_writes_leaves_nothing(site, machine, person, command):
    pk = command(1, "fail")
    assert batch(machine, pk).status is BatchStatus.dropped
    with machine() as session:
        assert session.scalars(select(ImportRow.id)).all() == []


# ── one that lives ───────────────────────────────────────────────
def during(monkeypatch, happens):
    """Let something happen after the first block that is written."""
    from app.exchange import writing  # noqa: PLC0415 - the module whose name is replaced

    settled, seen = writing.settle, []

    def settle(session, *told):
        settled(session, *told)
        if not seen:
            seen.append(True)
            happens(session)

    monkeypatch.setattr(writing, "settle", settle)


def bring(session, tmp_path):
    (tmp_path / "a.csv").write_bytes(MANY)
    return import_file(tmp_path / "a.csv", root(), Options())


def test_a_command_that_lives_is_stopped_at_its_next_block(session, tmp_path, monkeypatch):
    def wish(session):
        found = session.scalars(select(ImportBatch)).one()
        assert not found.is_abandoned(session)
        found.stop(session, make_user())
        session.commit()

    during(monkeypatch, wish)
    with pytest.raises(RuleError, match="已停止"):
        bring(session, tmp_path)
    assert session.scalars(select(ImportBatch.status)).one() is BatchStatus.stopped
    assert 0 < len(session.scalars(select(Customer.id)).all()) < ROWS


def test_a_command_that_seemed_dead_finds_its_lease_lost(session, tmp_path, monkeypatch):
    def take_for_dead(session):
        session.execute(update(JobRun).values(lease_until=now() - timedelta(seconds=1)))
        found = session.scalars(select(ImportBatch)).one()
        found.stop(session, make_user())
        session.commit()

    during(monkeypatch, take_for_dead)
    with pytest.raises(RuleError, match="已停止"):
        bring(session, tmp_path)
    assert session.scalars(select(ImportBatch.status)).one() is BatchStatus.stopped
    assert len(session.scalars(select(Customer.id)).all()) == 500


def test_a_command_is_told_by_the_process_that_does_it(session, tmp_path):
    bring(session, tmp_path)
    run = session.scalars(select(JobRun)).one()
    assert (run.job, run.owner, run.status) == ("import_file", me(), RunStatus.done)
