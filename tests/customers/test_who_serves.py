"""Who can be talked to at a customer: people there today, whoever changes what by which page."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from app.core.clock import today
from app.core.db import db
from app.customers.contacts import Contact, ContactLink
from app.customers.models import Customer
from app.customers.passage import assess, contact_names
from app.jobs.assess_files import assess_files
from tests.customers.test_changed_files import edit_contact
from tests.factories import make_contact, make_customer, make_department
from tests.migrating import migration, on


@pytest.fixture
def browser(unguarded, sign_in):
    return sign_in("Archivist")[0]


@pytest.fixture
def place(machine):
    """A customer with one contact: its id, the contact's and their link's."""
    with machine() as session:
        customer = make_customer("星辰科技有限公司")
        contact = make_contact(customer)
        assess(session, customer)
        link = session.scalars(select(ContactLink)).one()
        return customer.id, contact.id, link.id


def there(machine, pk):
    """Who is there by name, and whether the score says the same."""
    with machine() as session:
        customer = session.get(Customer, pk)
        kept = customer.completeness
        assert assess(session, customer).score == kept
        return contact_names(session, customer)


@pytest.mark.clause("S9.3(一)")
def test_a_contact_who_was_voided_is_nobody_to_talk_to(browser, machine, place):
    customer, contact, _ = place
    assert there(machine, customer) == ["钱进"]
    browser.post("/contacts/step/void", data={"rowid": contact, "reason": "重复录入的人"})
    with machine() as session:
        assert session.get(Contact, contact) is None or session.get(Contact, contact).voided_at
    assert there(machine, customer) == []


@pytest.mark.clause("S9.3(一)")
def test_a_contact_who_left_is_nobody_to_talk_to_and_may_come_back(browser, machine, place):
    customer, contact, _ = place
    edit_contact(browser, contact, has_left="y")
    assert there(machine, customer) == []
    edit_contact(browser, contact)
    assert there(machine, customer) == ["钱进"]


@pytest.mark.parametrize(("days", "names"), [(-1, []), (0, []), (1, ["钱进"])])
def test_a_part_lasts_until_its_end(browser, machine, place, days, names):
    customer, contact, link = place
    told = {"contact": contact, "role": "liaison", "row_version": "1"}
    end = today() + timedelta(days=days)
    answer = browser.post(f"/customer-contacts/edit/{link}", data={**told, "to_on": str(end)})
    assert answer.status_code == 302
    assert there(machine, customer) == names


@pytest.mark.parametrize("page", ["form", "program"])
def test_who_moves_to_another_customer_is_found_there(browser, machine, place, page):
    customer, contact, _ = place
    with machine():
        other = make_customer("新东家有限公司").id
    if page == "form":
        edit_contact(browser, contact, customer=other)
    else:
        tag = browser.get(f"/api/v1/contact/{contact}").headers["ETag"]
        sent = browser.patch(
            f"/api/v1/contact/{contact}", json={"customer": other}, headers={"If-Match": tag}
        )
        assert sent.status_code == 200
    assert "钱进" in browser.get(f"/customer-contacts/of/{other}").get_data(as_text=True)
    assert there(machine, other) == ["钱进"]
    assert there(machine, customer) == ["钱进"]  # Until somebody ends that part.


def test_who_has_a_part_there_already_gets_no_second(browser, machine, place):
    customer, contact, _ = place
    with machine() as session:
        other = make_customer("新东家有限公司").id
        session.add(ContactLink(contact_id=contact, customer_id=other))
    edit_contact(browser, contact, customer=other)
    edit_contact(browser, contact, customer=customer)
    with machine() as session:
        assert len(session.scalars(select(ContactLink)).all()) == 2


def test_files_out_of_reach_are_scored_within_minutes(machine, place, unguarded, sign_in):
    """A contact serves two departments; one of them says that the person left."""
    customer, contact, _ = place
    with machine() as session:
        here = make_department().id
        mine = make_customer("本部门客户", department_id=here).id
        session.add(ContactLink(contact_id=contact, customer_id=mine))
        session.get(Contact, contact).customer_id = mine
    browser, _ = sign_in("Archivist", department=here)
    edit_contact(browser, contact, has_left="y")
    assert there(machine, mine) == []
    with machine() as session:
        assess_files(session, today())
    assert there(machine, customer) == []


def test_a_part_whose_last_day_comes_is_counted_no_more(machine, place):
    customer, _, link = place
    with machine() as session:
        session.get(ContactLink, link).to_on = today()
    with machine() as session:
        assess_files(session, today())
    assert there(machine, customer) == []


def test_the_index_of_ended_parts_goes_and_comes(app):
    module = migration("20261127_0224_index_ended_parts")
    with app.app_context():
        with db.engine.begin() as connection, on(connection):
            module.downgrade()
            module.upgrade()
        assert "ix_contact_link_ends" in {
            index["name"] for index in inspect(db.engine).get_indexes("contact_link")
        }
