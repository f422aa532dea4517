"""A record's history and a contact's customer are told by name, as far as the reader may know."""

import re

import pytest

from app.core.db import db
from app.customers.contacts import Contact, ContactLink
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.security.models import Person
from tests.factories import keep, make_contact, make_customer, make_department, make_user
from tests.test_weight import counting


@pytest.fixture
def moved(machine):
    """A contact moved from a foreign customer to a near one, then to one that was voided."""
    with machine() as session:
        here, there = make_department(), make_department()
        near = make_customer("近处轻工有限公司", department_id=here.id)
        foreign = make_customer("远方重工有限公司", department_id=there.id)
        gone = make_customer("旧日贸易有限公司", department_id=here.id)
        contact = make_contact(foreign, name="钱双边")
        keep(ContactLink(contact=contact, customer=near))
        keep(ContactLink(contact=contact, customer=gone))
        session.commit()
        for customer in (near, gone):
            contact.customer = customer
            session.commit()
        gone.void(make_user(), "merged elsewhere")
        return {"contact": contact.id, "here": here.id}


def text(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_contact_s_history_names_customers_within_reach(moved, sign_in):
    browser, _ = sign_in("Archivist", department=moved["here"])
    told = text(browser, f"/contacts/history/{moved['contact']}")
    assert "<del>其他部门客户</del>" in told
    assert "<ins>近处轻工有限公司</ins>" in told
    assert "<ins>旧日贸易有限公司（已作废）</ins>" in told
    assert "远方重工" not in told


def test_a_voided_main_customer_is_named_to_who_would_see_it(moved, sign_in):
    browser, _ = sign_in("Archivist", department=moved["here"])
    for address in ("/contacts/list/", f"/contacts/show/{moved['contact']}"):
        assert "旧日贸易有限公司（已作废）" in text(browser, address)
    tab = text(browser, f"/contact-customers/of/{moved['contact']}")
    assert "旧日贸易有限公司（已作废）" in tab
    assert "其他部门客户 × 1" in tab
    assert "远方重工" not in tab


def test_a_voided_customer_of_another_department_stays_unnamed(moved, machine, sign_in):
    with machine() as session:
        contact = session.get(Contact, moved["contact"])
        foreign = session.query(Customer).filter_by(name="远方重工有限公司").one()
        contact.customer = foreign
        session.commit()
        foreign.void(make_user(), "merged elsewhere")
    browser, _ = sign_in("Archivist", department=moved["here"])
    for address in (
        "/contacts/list/",
        f"/contacts/show/{moved['contact']}",
        f"/contacts/history/{moved['contact']}",
    ):
        shown = text(browser, address)
        assert "其他部门客户" in shown
        assert "远方重工" not in shown


def test_a_customer_s_history_tells_people_and_choices_in_words(machine, sign_in):
    with machine() as session:
        customer = make_customer("星辰科技有限公司")
        session.commit()
        person = make_user(username="wang")
        customer.account_manager = db.session.get(Person, person.id)
        customer.entry_status = EntryStatus.submitted
        session.commit()
        number = customer.id
    told = text(sign_in("ChiefArchivist")[0], f"/customers/history/{number}")
    assert "<ins>wang</ins>" in told
    assert "<del>草稿</del>" in told
    assert "<ins>待审核</ins>" in told


def test_an_opened_value_is_told_with_its_purpose_and_reason(unguarded, machine, sign_in):
    with machine():
        number = make_contact(make_customer(), mobile="13800138000").id
    browser, _ = sign_in("ChiefArchivist")
    asked = {"field": "mobile", "purpose": "verify", "reason": "核对回访电话"}
    assert browser.post(f"/contacts/reveal/{number}", data=asked).status_code == 200
    told = text(browser, f"/contacts/history/{number}")
    for said in ("<b>字段</b> 手机", "核实身份或账户", "核对回访电话"):
        assert said in told


def test_voided_main_customers_cost_a_list_one_question(machine, sign_in, moved):
    browser, _ = sign_in("Archivist", department=moved["here"])
    browser.get("/contacts/list/")
    with counting() as few:
        browser.get("/contacts/list/")
    with machine() as session:
        for _ in range(3):
            gone = make_customer(department_id=moved["here"])
            contact = make_contact(gone)
            keep(ContactLink(contact=contact, customer=make_customer(department_id=moved["here"])))
            gone.void(make_user(), "merged elsewhere")
        session.commit()
    with counting() as many:
        assert text(browser, "/contacts/list/").count("（已作废）") == 4
    assert len(many) == len(few)


def test_a_history_goes_on_past_its_newest_entries(machine, sign_in, monkeypatch):
    monkeypatch.setattr("app.security.history.READ_AT_ONCE", 2)
    with machine() as session:
        contact = make_contact(make_customer())
        session.commit()
        for turn in range(4):
            contact.remark = f"第{turn}次"
            session.commit()
        number = contact.id
    browser, _ = sign_in("ChiefArchivist")
    address, pages = f"/contacts/history/{number}", []
    while address:
        pages.append(text(browser, address))
        found = re.search(r'hx-get="([^"]*before=[^"]*)"', pages[-1])
        address = found and found[1]
    assert [page.count("timeline-mark") for page in pages] == [2, 2, 1]
    for turn in range(4):
        assert sum(f"<ins>第{turn}次</ins>" in page for page in pages) == 1


@pytest.mark.parametrize("place", ["", "x", "-1", "9" * 30, "²"])
def test_a_place_that_is_none_starts_at_the_newest(machine, sign_in, place):
    with machine():
        number = make_contact(make_customer()).id
    browser, _ = sign_in("ChiefArchivist")
    assert "timeline-mark" in text(browser, f"/contacts/history/{number}?before={place}")
