"""A command run for a person does no more than that person may on screen."""

from itertools import count

import pytest
from flask import current_app
from sqlalchemy import select

from app.exchange.models import ImportBatch
from app.security.models import RoleState
from app.security.pairs import Rights
from tests.exchange.screens import csv_file, customers
from tests.factories import make_department, make_user

pytestmark = pytest.mark.clause("S6.五.2")
HEADER = ("客户名称", "电话")
TWO = csv_file(HEADER, ("甲仪器有限公司", "1"), ("", "2"))
#: The process keeps what a version of the roles grants; no two tests may mean the same one.
versions = count(1_000)
NO_IMPORTS, NO_RECORDS = "您无权导入文件。", "您无权新增或更改此类记录。"


@pytest.fixture
def bring(app, tmp_path):
    """Run the command for ``user``; how it ended."""

    def _bring(user, *args, content=TWO):
        (tmp_path / "a.csv").write_bytes(content)
        words = ["import", str(tmp_path / "a.csv"), "--user", user, *args]
        with app.app_context():
            return app.test_cli_runner().invoke(args=words)

    return _bring


def batches(machine):
    with machine() as session:
        return session.execute(select(ImportBatch.__table__)).all()


def lose(machine, role, *rights):
    """Take rights from a role, as an administrator does."""
    with machine() as session:
        held = Rights(session)
        pairs = {held.pair(*right) for right in rights}
        kept = current_app.appbuilder.sm.find_role(role)
        kept.permissions = [pair for pair in kept.permissions if pair not in pairs]
        session.get_one(RoleState, 1).version = next(versions)


def hire(machine, username, role):
    with machine():
        make_user(role, username=username)


@pytest.mark.parametrize("role", ["Auditor", "SecurityAdmin", "SystemAdmin", "Leader"])
def test_who_may_not_import_on_screen_does_not_by_command(machine, bring, role):
    hire(machine, "someone", role)
    done = bring("someone")
    assert (done.exit_code, done.output.strip()) == (2, NO_IMPORTS)
    assert customers(machine) == batches(machine) == []


@pytest.mark.parametrize(
    ("lost", "args"),
    [(("can_add", "Customers"), ()),
     (("can_edit", "Customers"), ("--update-by", "number")),
     (("can_edit", "Customers"), ("--update-by", "uscc", "--no-create")),
     (("can_add", "Contacts"), ("--as", "contacts"))],
)  # fmt: skip
def test_a_subject_asks_for_its_own_rights_too(machine, bring, lost, args):
    hire(machine, "li", "Archivist")
    lose(machine, "Archivist", lost)
    done = bring("li", *args)
    assert (done.exit_code, done.output.strip()) == (2, NO_RECORDS)
    assert customers(machine) == batches(machine) == []


def test_people_beside_customers_ask_for_the_right_to_add_contacts(machine, bring):
    hire(machine, "li", "Archivist")
    lose(machine, "Archivist", ("can_add", "Contacts"))
    done = bring("li", content=csv_file(("客户名称", "总经理"), ("甲仪器有限公司", "王明")))
    assert done.exit_code == 2
    assert "不能添加联系人" in done.output
    assert customers(machine) == []


def test_another_department_is_no_more_open_than_on_screen(machine, bring):
    with machine():
        here, there = make_department(), make_department()
        make_user("Archivist", department=here.id, username="li")
        code = there.code
    done = bring("li", "--department", code)
    assert done.exit_code == 2
    assert "不能向该部门导入" in done.output
    assert customers(machine) == []


@pytest.mark.parametrize(
    ("role", "args", "made"),
    [("Staff", (), 0), ("Staff", ("--no-stop-on-error",), 1), ("Archivist", (), 1),
     ("Archivist", ("--stop-on-error",), 0)],
)  # fmt: skip
def test_an_error_stops_the_file_of_who_may_not_review(machine, bring, role, args, made):
    hire(machine, "li", role)
    done = bring("li", *args)
    assert done.exit_code == 1
    assert len(customers(machine)) == made
