"""Files of customer care on screen: who may send them, what the importer is told, how they end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.care.entitlements import Entitlement
from app.care.events import CustomerEvent, Participation
from app.care.interactions import StaffInteraction
from app.care.plans import CarePlan
from app.care.suppressions import Suppression
from app.care.visits import CareVisit
from app.cli import department_of
from app.core.clock import today
from app.customers.models import Customer
from app.exchange.importing import Options, import_file
from app.exchange.rules import BatchStatus
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.models import Person
from app.security.rules import RecordKind, Security
from app.security.writes import OnDutyError
from tests.care.factories import CARE, leave_alone, make_event
from tests.contracts.factories import put_on_duty
from tests.exchange.screens import batch, csv_file, send, step, work
from tests.factories import make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S1.5(2)", "S5.3.2.1")
NAME, SECRET = "销售一号有限公司", "机密二号有限公司"
DAY = today().isoformat()
#: Subject → its table, the fields of a file, and a good row of one; the first is the customer.
FILES = {
    "customer_event": (CustomerEvent, ("name", "from_on"), ("夏令营", DAY)),
    "participation": (Participation, ("customer_name", "event"), (NAME, "开放日")),
    "staff_interaction": (
        StaffInteraction,
        ("customer_name", "employee", "happened_on", "summary"),
        (NAME, "host", DAY, "陪同参观"),
    ),
    "entitlement": (
        Entitlement,
        ("customer_name", "what", "from_on", "basis"),
        (NAME, "九五折", DAY, "框架合同"),
    ),
    "care_visit": (CareVisit, ("customer_name", "planned_on"), (NAME, DAY)),
    "suppression": (
        Suppression,
        ("customer_name", "channel", "reason"),
        (NAME, "短信", "来电要求勿扰"),
    ),
    "care_plan": (CarePlan, ("customer_name", "kind", "recurs_on"), (NAME, "生日", "05-20")),
}


@pytest.fixture
def company(site, machine):
    """Service is on duty for care, personnel for interactions; sales keeps the customers."""
    with machine() as session:
        service, personnel, sales = make_department(), make_department(), make_department()
        make_customer(NAME, department_id=sales.id)
        make_customer(SECRET, department_id=sales.id, security=Security.confidential)
        make_event(name="开放日")
        make_user(username="host")
        put_on_duty(service, CARE)
        put_on_duty(personnel, [RecordKind.interaction])
        session.flush()
        return {"service": service.id, "personnel": personnel.id, "sales": sales.id}


@pytest.fixture
def clerks(sign_in, company):
    """Who enters each subject, by the department on duty; and somebody of neither."""
    found = {name: sign_in("Archivist", department=company[name])[0] for name in company}
    mine = {"staff_interaction": found["personnel"]}
    return {name: mine.get(name, found["service"]) for name in FILES} | {"stranger": found["sales"]}


def count(machine, entity):
    with machine() as session:
        return session.scalar(select(func.count()).select_from(entity))


def checked(site, browser, subject, *rows):
    """A file of these rows, sent, matched and checked: its number."""
    _, fields, _ = FILES[subject]
    page = send(browser, csv_file(fields, *rows), subject=subject)
    pk = int(page.rsplit("/", 1)[-1])
    work(site)
    chosen = {f"field-{place}": name for place, name in enumerate(fields)}
    told = {"mode": "create", "key": "number", **chosen}
    assert browser.post(f"/imports/match/{pk}", data=told).status_code == 302
    work(site)
    return pk


def figures(machine, pk):
    kept = batch(machine, pk)
    return kept.rows_in, kept.created, kept.duplicate, kept.refused


@pytest.mark.clause("S1.5(4)")
@pytest.mark.parametrize("subject", FILES)
def test_the_department_on_duty_brings_a_file_in_and_takes_it_back(site, machine, clerks, subject):
    entity, _, row = FILES[subject]
    browser, before = clerks[subject], count(machine, entity)
    hidden = (SECRET, *row[1:])
    pk = checked(site, browser, subject, row, hidden, row)
    is_open = entity is CustomerEvent  # It names no customer, so none is hidden.
    assert figures(machine, pk) == ((3, 2, 1, 0) if is_open else (3, 1, 1, 1))
    shown = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "文件中此记录出现了两次。" in shown
    assert ("您可见的客户" in shown) is not is_open
    step(browser, "apply", pk)
    assert work(site) == ["done"]
    made = 1 + is_open
    assert count(machine, entity) == before + made
    browser.post("/language/en")
    told = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "The file lists this record twice." in told
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    assert batch(machine, pk).status is BatchStatus.undone
    assert count(machine, entity) == before + (made if is_open else 0)


@pytest.mark.clause("S1.5(3)", "S1.5(4)")
@pytest.mark.parametrize("subject", FILES)
def test_nobody_else_sends_such_a_file_nor_is_offered_to(
    site, machine, sign_in, company, clerks, subject
):
    entity, fields, row = FILES[subject]
    reader, _ = sign_in("Auditor")
    wrong = clerks["care_visit" if subject == "staff_interaction" else "staff_interaction"]
    for browser in (clerks["stranger"], wrong, reader):
        page = send(browser, csv_file(fields, row), subject=subject)
        assert "/imports/show/" not in page
        assert f'id="subject-{subject}"' not in browser.get("/imports/add").get_data(as_text=True)
    before = count(machine, entity)
    assert work(site) == []
    assert count(machine, entity) == before


@pytest.mark.parametrize("subject", FILES)
def test_a_command_writes_no_more_than_its_user_may(machine, company, clerks, tmp_path, subject):
    entity, fields, row = FILES[subject]
    before = count(machine, entity)
    with machine() as session:
        of_sales = Person.department_id == company["sales"]
        seller = session.scalar(select(Person.username).where(of_sales, Person.username != "host"))
        path = tmp_path / "list.csv"
        path.write_bytes(csv_file(fields, row))
        told = Options(subject=subject, headers=dict(zip(fields, fields, strict=True)))
        with acting_as(acting_user(seller)), pytest.raises(OnDutyError):
            import_file(path, department_of("", company["sales"]), told)
    assert count(machine, entity) == before


@pytest.mark.clause("S8.五.2(3)")
def test_a_wish_that_comes_between_the_look_and_the_import_still_binds(site, machine, clerks):
    """The good rows come in; each reader is told in their language, and who only looks no name."""
    browser = clerks["care_visit"]
    later = (today() + timedelta(days=7)).isoformat()
    pk = checked(site, browser, "care_visit", (NAME, DAY), (NAME, later))
    assert figures(machine, pk) == (2, 2, 0, 0)
    with machine() as session:
        customer = session.scalars(select(Customer).where(Customer.name == NAME)).one()
        leave_alone(customer, since_on=today() + timedelta(days=2))
    step(browser, "apply", pk)
    assert work(site) == ["done"]
    assert figures(machine, pk) == (2, 1, 0, 1)
    assert count(machine, CareVisit) == 1
    for language, said in (
        ("zh", f"{NAME} 已列入勿扰名单，不得以“上门”方式联系。"),
        ("en", f"{NAME} must not be contacted by On site: see the do-not-contact list."),
    ):
        browser.post(f"/language/{language}")
        assert said in browser.get(f"/imports/show/{pk}").get_data(as_text=True)


def test_who_only_looks_on_is_told_no_name(site, machine, company, sign_in, clerks):
    browser = clerks["care_visit"]
    with machine() as session:
        leave_alone(session.scalars(select(Customer).where(Customer.name == NAME)).one())
    pk = checked(site, browser, "care_visit", (NAME, DAY))
    assert figures(machine, pk) == (1, 0, 0, 1)
    colleague, _ = sign_in("Archivist", department=company["service"])
    shown = colleague.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "勿扰名单" in shown
    assert NAME not in shown


LISTS = {
    "customer_event": "customer-events",
    "staff_interaction": "staff-interactions",
    "entitlement": "entitlements",
    "care_visit": "care-visits",
    "suppression": "suppressions",
    "care_plan": "care-plans",
}


def test_an_empty_list_offers_a_file_to_who_may_fill_it(machine, clerks):
    with machine() as session:
        for event in session.scalars(select(CustomerEvent)):
            session.delete(event)
    for subject, door in LISTS.items():
        offer = f"/imports/add?subject={subject}"
        for browser in (clerks[subject], clerks["stranger"]):
            page = browser.get(f"/{door}/list/").get_data(as_text=True)
            assert (offer in page) is (browser is clerks[subject]), (subject, door)
    chosen = clerks["care_visit"].get("/imports/add?subject=care_visit").get_data(as_text=True)
    assert 'value="care_visit" checked' in chosen
