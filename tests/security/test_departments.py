"""The company's tree as administrators change it: one root, no circle, a reason for each move."""

import json

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.cli import department_of
from app.security.models import Department
from tests.customers.sheets import Reader
from tests.factories import keep, make_customer, make_department, root

REASON = "two departments become one"


@pytest.fixture
def admin(unguarded, sign_in):
    return sign_in("SystemAdmin")[0]


@pytest.fixture
def chain(machine):
    """The root, a department below it, and one below that."""
    with machine():
        first = make_department(root())
        return [root().id, first.id, make_department(first).id]


def text(answer):
    return answer.get_data(as_text=True)


def add(admin, code, **more):
    names = {"code": code, "name_zh": f"{code}部", "name_en": f"{code} office"}
    return admin.post("/departments/add", data={**names, **more})


def edit(admin, pk, **changes):
    fields = Reader(text(admin.get(f"/departments/edit/{pk}"))).fields
    return admin.post(f"/departments/edit/{pk}", data={**fields, **changes})


def above(machine, **named):
    with machine() as session:
        return session.scalars(select(Department.parent_id).filter_by(**named)).one()


def test_a_new_department_is_part_of_the_one_that_was_chosen(admin, machine, chain):
    assert add(admin, "SALES", parent=chain[1]).status_code == 302
    assert above(machine, code="SALES") == chain[1]
    page = text(admin.get("/departments/list/?q=SALES"))
    with machine() as session:
        assert session.get(Department, chain[1]).name_zh in page


def test_only_one_department_stands_at_the_top(admin, machine, chain):
    page = text(add(admin, "SECOND"))
    assert "只能有一个顶层部门" in page
    assert "SECOND部" in page
    assert "只能有一个顶层部门" in text(edit(admin, chain[1], parent="", reason=REASON))
    assert above(machine, id=chain[1]) == chain[0]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_circle_of_any_length_is_refused_at_the_field(admin, machine, chain, place):
    page = edit(admin, chain[0], parent=chain[place], reason=REASON)
    assert page.status_code == 200
    assert "已直接或间接隶属于本部门" in text(page)
    assert above(machine, id=chain[0]) is None


def test_a_move_needs_a_reason_and_a_renaming_none(admin, machine, chain):
    assert edit(admin, chain[2], name_zh="改名部").status_code == 302
    assert "理由" in text(edit(admin, chain[2], parent=chain[0]))
    assert above(machine, id=chain[2]) == chain[1]
    assert edit(admin, chain[2], parent=chain[0], reason=REASON).status_code == 302
    assert above(machine, id=chain[2]) == chain[0]
    with machine() as session:
        told = select(AuditEntry.detail).where(AuditEntry.event == "department moved")
        assert json.loads(session.scalars(told).one()) == {"reason": REASON}


def test_whoever_leads_the_new_place_sees_the_customers_at_once(admin, sign_in, machine, chain):
    with machine():
        aside = make_department(root()).id
        customer = make_customer(department_id=chain[2]).id
    head, _ = sign_in("DepartmentHead", department=aside)
    assert head.get(f"/customers/show/{customer}").status_code == 404
    edit(admin, chain[2], parent=aside, reason=REASON)
    assert head.get(f"/customers/show/{customer}").status_code == 200


def test_the_list_is_narrowed_to_what_is_part_of_one(admin, machine, chain):
    with machine() as session:
        codes = [session.get(Department, pk).code for pk in chain]
    page = text(admin.get(f"/departments/list/?parent_id={chain[1]}"))
    assert codes[2] in page
    assert codes[0] not in page
    found = admin.get(f"/departments/above?q={codes[1]}").json["results"]
    assert [row["id"] for row in found] == [chain[1]]


def test_a_command_that_names_no_department_takes_the_first_root(session):
    """An archive may hold another root, from before the rule."""
    first = root()
    keep(Department(code="AAA", name_zh="另一家", name_en="Another"))
    assert department_of("", None).id == first.id
