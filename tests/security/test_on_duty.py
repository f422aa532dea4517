"""On duty for one kind of record: the headings of the customers one serves, that kind, no more."""

from datetime import timedelta

import pytest

from app.care.views.events import ParticipationView
from app.core.clock import today
from app.security.rules import RecordKind
from tests.contracts.factories import put_on_duty
from tests.endurance.scale import SCALE
from tests.factories import make_contact, make_department, make_person
from tests.security import business, care
from tests.security.leaks import text_of
from tests.security.planted import ELSEWHERE, Door, Sight, check_nothing_escapes, plant_all
from tests.service.factories import make_complaint

pytestmark = pytest.mark.clause("S1.5(3)", "S4.10", "S9.3(二)")
#: Kind → what is planted to prove it, on which database.
PLANTED = {
    "contract": (business.plant, business.VOIDED, "sqlite"),
    "transaction": (business.plant, business.VOIDED, "sqlite"),
    "payment": (business.plant, business.VOIDED, "postgresql"),
    "service": (business.plant, business.VOIDED, "sqlite"),
    "complaint": (business.plant, business.VOIDED, "sqlite"),
    "survey": (care.plant, care.NAMES, "sqlite"),
    "care": (care.plant, care.NAMES, "postgresql"),
    "interaction": (care.plant, care.NAMES, "sqlite"),
}


def kinds_today():
    """Every other kind in turn with the days, half a minute each; all of them at full size."""
    turn = today().toordinal()
    kinds = [(kind, told[2]) for kind, told in PLANTED.items()]
    return [one for n, one in enumerate(kinds) if SCALE > 1 or (n + turn) % 2 == 0]


@pytest.mark.parametrize(("kind", "database"), kinds_today(), scope="session")
def test_no_door_shows_or_changes_what_another_department_enters(
    unguarded, sign_in, machine, kind, database
):
    plant, order, _ = PLANTED[kind]
    with machine() as session:
        _, rows = plant_all(session, plant, order)
        place = make_department()
        put_on_duty(place, [RecordKind[kind]])
        place = place.id
    if kind == "care":  # A guest is told by a contact's name, which a heading does not bring.
        rows = {at: {s: r for s, r in told.items() if s is not ParticipationView}
                for at, told in rows.items()}  # fmt: skip
    browser, _ = sign_in("Staff", department=place)
    check_nothing_escapes(unguarded, browser, machine, rows, Sight("Staff", kind), ELSEWHERE)


@pytest.fixture
def served(machine):
    """(where service is on duty for complaints, a person of another department who complained)"""
    with machine():
        service, sales = make_department(), make_department()
        put_on_duty(service, [RecordKind.complaint])
        person = make_person("赵六", mobile="13912345678", department_id=sales.id,
                             email="zhaoliu@qq.com", address="北京市朝阳区建国路 88 号",
                             quiet_since=today() - timedelta(days=99))  # fmt: skip
        make_complaint(person, contact=make_contact(person, "孙隐", mobile="13800138000"))
        return service.id, person.id


#: How a person is reached and who is behind a customer, plain and behind a mask.
KEPT_BACK = ("13912345678", "139****5678", "zhaoliu", "z***@", "建国路", "朝阳区", "孙隐", "孙*",
             "13800138000", "138****8000")  # fmt: skip
HEADINGS = (
    Door("GET", "/customer-headings/list/"),
    Door("GET", "/customer-headings/show/{customer}"),
    Door("GET", "/customer-headings/history/{customer}"),
    Door("GET", "/customer-headings/find?q=赵"),
    Door("GET", "/api/v1/customer_heading/"),
)
OWN_KIND = (
    Door("GET", "/complaints/list/"),
    Door("GET", "/complaints/show/1"),
    Door("GET", "/complaints/edit/1"),
    Door("GET", "/customer-complaints/of/{customer}"),
    Door("GET", "/api/v1/complaint/"),
    Door("GET", "/api/v1/complaint/1"),
)
NAMELESS = (
    Door("GET", "/stale-customers/list/"),
    Door("GET", "/customers/list/?cols=name,email,address"),
    Door("POST", "/customers/export/csv", {}),
    Door("GET", "/customers/show/{customer}"),
    Door("GET", "/customers/history/{customer}"),
    Door("GET", "/api/v1/customer/"),
    Door("GET", "/api/v1/customer/{customer}"),
    Door("GET", "/contacts/list/"),
    Door("GET", "/contacts/others?q=孙"),
    Door("GET", "/contacts/show/1"),
    Door("GET", "/api/v1/contact/"),
    Door("GET", "/sheets/filled/{customer}"),
)


def read(browser, door, customer):
    return text_of(door._replace(address=door.address.format(customer=customer)).open(browser))


@pytest.mark.parametrize("door", [*HEADINGS, *OWN_KIND, *NAMELESS])
def test_a_heading_and_the_own_kind_tell_nobodys_reach_and_no_contact(
    unguarded, sign_in, served, door
):
    place, customer = served
    browser, _ = sign_in("Staff", department=place)
    told = read(browser, door, customer)
    assert [word for word in KEPT_BACK if word in told] == []
    if door in NAMELESS:
        assert "赵六" not in told
    elif "/history/" not in door.address and "/of/" not in door.address:
        assert "赵六" in told


def test_nor_does_the_file_of_headings(unguarded, sign_in, served):
    place, customer = served
    browser, _ = sign_in("Archivist", department=place)
    told = read(browser, Door("POST", "/customer-headings/export/csv", {}), customer)
    assert "赵六" in told
    assert [word for word in KEPT_BACK if word in told] == []
