"""Made-up customers: the same for the same seed, valid as typed ones, written by two people."""

import pytest
from sqlalchemy import func, select

from app.care.surveys import Survey
from app.contracts.models import Contract
from app.contracts.receivables import Receivable
from app.core.clock import today
from app.core.words import RuleError
from app.customers.contacts import Contact
from app.customers.evidence import Evidence, Verification
from app.customers.identifiers import uscc_problem, uscc_warnings
from app.customers.models import Customer
from app.customers.phones import read_phone
from app.customers.rules import EntryStatus
from app.demo.filling import FINANCE, PEOPLE, fill_archive
from app.demo.making import Maker
from app.service.models import ServiceRecord
from app.setup import demo_people
from tests.factories import make_customer, make_department, make_user, root

PAGES = ("/", "/customers/list/")


def made(seed, count=300):
    return list(Maker(seed, today()).customers(count))


def test_a_seed_makes_the_same_customers_and_another_makes_others():
    assert made(1) == made(1)
    assert made(1) != made(2)


def test_what_is_made_up_passes_for_typed():
    every = made(1)
    names = [one.fields["name"] for one in every]
    assert len(set(names)) == len(names)
    for one in every:
        if code := one.fields.get("uscc"):
            assert (uscc_problem(code), uscc_warnings(code)) == (None, [])
        for number in (one.fields.get("phone"), *(person.mobile for person in one.people)):
            assert number is None or read_phone(number).stored
    assert {one.fields["kind"].name for one in every} == {
        "individual", "enterprise", "government", "other",
    }  # fmt: skip


@pytest.fixture
def archivists(session):
    for name in PEOPLE:
        make_user(role="ChiefArchivist", username=name)
    session.commit()


def test_the_archive_is_filled_through_every_status_by_two_people(session, archivists):
    assert fill_archive(session, 60, 1, is_more=False) == 60
    customers = session.scalars(select(Customer)).all()
    assert {customer.entry_status for customer in customers} == set(EntryStatus)
    for customer in customers:
        assert customer.completeness > 0
        assert customer.created_by_id not in {None, customer.reviewed_by_id}
        if customer.entry_status is EntryStatus.filed:
            assert customer.filed_by_id == customer.reviewed_by_id
    for entity in (Contact, Evidence, Verification):
        assert session.scalar(select(func.count(entity.id))) > 20


def test_an_archive_in_use_is_left_alone_unless_asked(session, archivists):
    make_customer()
    session.commit()
    with pytest.raises(RuleError, match="--more"):
        fill_archive(session, 3, 1, is_more=False)
    assert fill_archive(session, 3, 1, is_more=True) == 3
    with pytest.raises(RuleError, match="seed"):
        fill_archive(session, 3, 1, is_more=True)


def test_it_fills_the_archive_as_a_first_start_makes_it(session):
    """With that archive's own people, departments and duties, and none of a test's."""
    made = demo_people(root())
    assert {*PEOPLE, FINANCE} <= made.keys()
    session.commit()
    assert fill_archive(session, 12, 1, is_more=False) == 12
    for entity in (Contract, Receivable, ServiceRecord, Survey):
        assert session.scalar(select(func.count(entity.id)))


def test_without_the_two_archivists_nothing_is_made(session):
    with pytest.raises(RuleError, match="archivist1"):
        fill_archive(session, 3, 1, is_more=False)


@pytest.mark.parametrize(("is_demo", "is_told"), [(True, True), (False, False)])
def test_an_empty_archive_in_development_says_how_to_fill_it(
    app, sign_in, machine, monkeypatch, is_demo, is_told
):
    monkeypatch.setitem(app.config, "DEMO", is_demo)
    browser, _ = sign_in("ChiefArchivist")
    pages = [browser.get(path).text for path in PAGES]
    assert [".venv/bin/flask --app run demo" in page for page in pages] == [is_told] * 2
    with machine():
        make_customer(department_id=make_department().id)
        elsewhere = make_department().id
    stranger, _ = sign_in("Archivist", department=elsewhere)
    assert all("目前没有您可以查看的" in stranger.get(path).text for path in PAGES)
    pages = [who.get(path).text for who in (browser, stranger) for path in PAGES]
    assert not any("run demo" in page for page in pages)
