"""Where a person is reached is personal data; where an enterprise is, is printed on its cards."""

import json

import pytest
from sqlalchemy import select

from app.audit.chain import Event
from app.audit.listener import note
from app.audit.models import AuditEntry
from app.core.gate import deciding, masked, masks_of
from app.customers.layout import PLAN
from app.customers.models import Customer
from app.customers.sheet_past import keep
from tests.customers.sheets import cells, filled_sheet
from tests.factories import make_customer, make_person, root
from tests.test_weight import counting

MAIL, PLACE = "zhaoliu@qq.com", "北京市朝阳区建国路 88 号"
HIDDEN_MAIL, HIDDEN_PLACE = "z***@qq.com", "北京市朝阳区****"
FIELDS = {"email": MAIL, "address": PLACE}


@pytest.fixture
def two(machine):
    """A person and an enterprise that are reached at the same places: number → kind."""
    with machine():
        person = make_person("赵六", mobile="13912345678", **FIELDS)
        firm = make_customer("星辰科技有限公司", **FIELDS)
        return {"individual": person.id, "enterprise": firm.id}


@pytest.fixture
def archivist(unguarded, sign_in):
    return sign_in("ChiefArchivist")[0]


def told(answer):
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


DOORS = {
    "show": "/customers/show/{id}",
    "edit form": "/customers/edit/{id}",
    "API": "/api/v1/customer/{id}",
    "printed sheet": "/sheets/filled/{id}",
}


@pytest.mark.clause("S9.4(一)")
@pytest.mark.parametrize("door", [*DOORS, "list", "API list", "export", "workbook", "review"])
@pytest.mark.parametrize("kind", ["individual", "enterprise"])
def test_every_door_masks_a_persons_reach_and_shows_an_enterprises(
    archivist, machine, two, door, kind
):
    pk, narrowed = two[kind], f"?kind={kind}&cols=name,email,address"
    if door in DOORS:
        text = told(archivist.get(DOORS[door].format(id=pk)))
    elif door == "list":
        text = told(archivist.get(f"/customers/list/{narrowed}"))
    elif door == "API list":
        text = told(archivist.get(f"/api/v1/customer/?kind={kind}"))
        assert "建国路" not in text
        return
    elif door == "export":
        text = told(archivist.post(f"/customers/export/csv{narrowed}"))
    elif door == "workbook":
        text = str(cells(filled_sheet(archivist, pk)))
    else:
        with machine() as session:
            session.get(Customer, pk).submit()
        text = told(archivist.get(f"/reviews/show/{pk}"))
    is_hidden = kind == "individual"
    assert (MAIL in text, PLACE in text) == (not is_hidden, not is_hidden)
    assert (HIDDEN_MAIL in text, HIDDEN_PLACE in text) == (is_hidden, is_hidden)


def test_a_list_that_shows_them_asks_no_more_than_one_that_does_not(archivist, two):
    archivist.get("/customers/list/?cols=name,number")
    with counting() as few:
        archivist.get("/customers/list/?cols=name,number")
    with counting() as many:
        told(archivist.get("/customers/list/?cols=name,email,address"))
    assert len(many) == len(few)


def form_of(archivist, machine, pk, **changed):
    with machine() as session:
        version = session.get(Customer, pk).version
        place = str(root().id)
    fields = {
        "name": "赵六", "basis": "contract", "market": "domestic", "time_status": "prospective",
        "security": "internal", "department": place, "row_version": str(version),
        "email": HIDDEN_MAIL, "address": HIDDEN_PLACE,
    }  # fmt: skip
    return archivist.post(f"/customers/edit/{pk}", data=fields | changed)


def test_a_mask_sent_back_keeps_what_is_behind_it(archivist, machine, two):
    answer = form_of(archivist, machine, two["individual"], remark="常客")
    assert answer.status_code == 302
    with machine() as session:
        person = session.get(Customer, two["individual"])
        assert (person.remark, person.email, person.address) == ("常客", MAIL, PLACE)


def test_what_is_typed_over_a_mask_counts_and_half_a_mask_does_not(archivist, machine, two):
    pk = two["individual"]
    half = form_of(archivist, machine, pk, address="上海市****")
    assert "里是星号" in told(half)
    assert form_of(archivist, machine, pk, address="上海市徐汇区漕溪路 1 号").status_code == 302
    with machine() as session:
        person = session.get(Customer, pk)
        assert (person.email, person.address) == (MAIL, "上海市徐汇区漕溪路 1 号")


def test_an_enterprises_address_may_hold_a_star(archivist, machine, two):
    pk = two["enterprise"]
    answer = form_of(archivist, machine, pk, name="星辰科技有限公司", email="", address="A*座 1 号")
    assert answer.status_code == 302
    with machine() as session:
        assert session.get(Customer, pk).address == "A*座 1 号"


@pytest.mark.parametrize("field", ["email", "address"])
@pytest.mark.parametrize(("kind", "status"), [("individual", 200), ("enterprise", 422)])
def test_they_are_opened_for_a_reason_where_they_are_masked(archivist, two, field, kind, status):
    asked = {"field": field, "purpose": "contact", "reason": "回访前核对"}
    answer = archivist.post(f"/customers/reveal/{two[kind]}", data=asked)
    assert answer.status_code == status
    if status == 200:
        assert answer.json["value"] == FIELDS[field]


def test_a_program_that_sends_other_fields_changes_neither(archivist, machine, two):
    pk = two["individual"]
    version = archivist.get(f"/api/v1/customer/{pk}").json["result"]["version"]
    sent = archivist.patch(f"/api/v1/customer/{pk}", json={"remark": "常客", "version": version})
    assert (sent.status_code, sent.json["result"]["email"]) == (200, HIDDEN_MAIL)
    with machine() as session:
        person = session.get(Customer, pk)
        assert (person.remark, person.email, person.address) == ("常客", MAIL, PLACE)


@pytest.mark.parametrize("kind", ["individual", "enterprise"])
def test_the_trail_keeps_them_masked_and_tells_older_entries_so(archivist, machine, two, kind):
    pk = two[kind]
    with machine() as session:
        session.get(Customer, pk).address = "上海市徐汇区漕溪路 1 号"
        session.commit()
        asked = select(AuditEntry.detail).where(AuditEntry.subject_id == pk)
        kept = str([json.loads(detail) for detail in session.scalars(asked)])
    assert ("漕溪路" in kept, MAIL in kept) == ((kind == "enterprise"),) * 2
    assert ("上海市徐汇区****" in kept) == (kind == "individual")


def test_an_entry_written_before_it_was_masked_is_told_masked(archivist, machine, two):
    for kind, pk in two.items():
        with machine() as session:
            note(session(), Event("change", "customer", pk, {"address": [None, PLACE]}))
        text = told(archivist.get(f"/customers/history/{pk}"))
        assert (PLACE in text) == (kind == "enterprise")
        assert (HIDDEN_PLACE in text) == (kind == "individual")


def test_a_sheet_older_than_its_record_is_quoted_masked(machine, two):
    class Field:
        name, errors = "email", ()

    with machine() as session:
        for kind, pk in two.items():
            keep(session.get(Customer, pk), Field, "", "neu@mail.test")
            assert ("neu@mail.test" in str(Field.errors)) == (kind == "enterprise")


def test_a_row_that_does_not_say_what_it_is_is_masked():
    assert masked(Customer, "email", MAIL, object()) == HIDDEN_MAIL
    assert {"email", "address"} <= masks_of(Customer, None).keys()
    assert deciding(Customer, ("name", "email")) == ("kind",)
    assert deciding(Customer, PLAN.columns) == ()


def test_the_warning_of_a_duplicate_names_neither(archivist, two):
    text = told(archivist.post("/customers/near", data={"email": MAIL, "name": ""}))
    assert "赵六" in text
    assert PLACE not in text
