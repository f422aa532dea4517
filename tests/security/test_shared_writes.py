"""What is shown to somebody by a share is shown: nothing is written below it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import now
from app.customers.contacts import ContactLink
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.models import Department, Person, Share
from tests.factories import make_contact, make_customer, make_department, make_user


@pytest.fixture
def shown(machine, sign_in):
    """A browser of somebody who is shown a customer of another department, and both."""
    browser, user_id = sign_in("Staff")
    with machine() as session:
        customer = make_customer("远方公司", department_id=make_department().id)
        own = make_customer("自己的公司", account_manager_id=user_id)
        known = make_contact(own, "王五")
        until = now() + timedelta(days=9)
        told = {"subject": "customer", "subject_id": customer.id, "until": until}
        by = {"granted_by_id": make_user().id, "confirmed_by_id": make_user().id}
        session.add(Share(user_id=user_id, reason="joint project", **told, **by))
        session.commit()
        name = session.get(Person, user_id).username
        return browser, name, customer.id, customer.number, known.id


def test_its_page_offers_no_edit_and_ones_own_does(machine, shown):
    browser, _, pk, _, contact = shown
    page = browser.get(f"/customers/show/{pk}")
    assert page.status_code == 200
    assert f"/customers/edit/{pk}" not in page.get_data(as_text=True)
    assert f"/customers/edit/{pk}" not in browser.get(f"/customers/gaps/{pk}").text
    with machine() as session:
        own = select(ContactLink.customer_id).where(ContactLink.contact_id == contact)
        mine = session.scalars(own).one()
    assert f"/customers/edit/{mine}" in browser.get(f"/customers/show/{mine}").text


def test_a_form_adds_nobody_to_a_customer_that_is_only_shown(unguarded, machine, shown):
    browser, _, pk, _, contact = shown
    assert browser.get(f"/customers/show/{pk}").status_code == 200
    part = {"role": "user", "contact": str(contact), "customer": str(pk)}
    browser.post(f"/customer-contacts/add?for={pk}", data=part)
    with machine() as session:
        links = select(func.count(ContactLink.id)).where(ContactLink.customer_id == pk)
        assert session.scalar(links) == 0


def test_nor_does_a_file(app, machine, shown, tmp_path):
    _, name, _, number, _ = shown
    path = tmp_path / "a.csv"
    path.write_text(f"客户编号,姓名,处理依据\n{number},赵六,合同\n", encoding="utf-8")
    with machine() as session:
        with acting_as(acting_user(name)):
            place = session.scalars(select(Department).where(Department.code == "ROOT")).one()
            report = import_file(path, place, Options(subject="contact"))
        assert report.count(Outcome.refused) == 1
