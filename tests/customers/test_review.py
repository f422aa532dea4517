"""Review and entry: every required element looked at by somebody else; maintainers handed over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.clock import today
from app.core.words import RuleError
from app.customers.completeness import Element, ElementRule
from app.customers.contacts import Contact
from app.customers.models import Customer
from app.customers.passage import assess
from app.customers.review_rules import check_looked_at, reason_of
from app.customers.reviews import HandOver, ReviewMark
from app.customers.rules import CustomerKind, EntryStatus
from app.security.models import Person
from tests.factories import make_contact, make_customer, make_department, make_person, make_user

WHOLE = {
    "uscc": "91350100M000100Y43",
    "address": "深圳市南山区科技路 1 号",
    "phone": "0755-1234567",
    "business_scope": "仪器批发",
}
REQUIRED = ("name", "uscc", "contact", "address", "phone", "business_scope")


def submit(machine, known):
    """A company with a contact, its file submitted: its id."""
    with machine() as session:
        customer = make_customer("星辰科技有限公司", **known)
        make_contact(customer)
        assess(session, customer)
        customer.submit()
        return customer.id


@pytest.fixture
def submitted(machine):
    return submit(machine, WHOLE)


def tick(browser, customer, machine, wish, marks, **more):
    with machine() as session:
        version = session.get(Customer, customer).version
    told = {f"mark-{name}": answer for name, answer in marks.items()}
    told |= {"row_version": str(version), "wish": wish, **more}
    return browser.post(f"/reviews/decide/{customer}", data=told)


def test_passing_needs_every_required_element_right():
    elements = [Element("name", 1, ElementRule.required), Element("email", 1, ElementRule.expected)]
    assert check_looked_at(elements, {"name": True}, str) is None
    for marks in ({}, {"email": True}, {"name": True, "email": False}, {"name": False}):
        with pytest.raises(RuleError, match=r"name|email"):
            check_looked_at(elements, marks, str)


def test_what_goes_back_names_each_wrong_field_with_its_remark():
    assert reason_of({"phone": "空号"}, "请重填", str) == "phone：空号；请重填"
    with pytest.raises(RuleError):
        reason_of({}, None, str)


@pytest.mark.clause("S3.收集.3", "S1.4(2)")
def test_a_file_passes_only_when_every_required_field_was_ticked(
    unguarded, sign_in, submitted, machine
):
    browser, user = sign_in("Archivist")
    page = tick(browser, submitted, machine, "pass", {"name": "right"})
    assert "尚未核对" in page.get_data(as_text=True)
    with machine() as session:
        assert session.get(Customer, submitted).entry_status is EntryStatus.submitted
        assert session.scalars(select(ReviewMark)).all() == []
    every = dict.fromkeys(REQUIRED, "right")
    assert tick(browser, submitted, machine, "pass", every).status_code == 302
    with machine() as session:
        customer = session.get(Customer, submitted)
        assert (customer.entry_status, customer.reviewed_by_id) == (EntryStatus.reviewed, user)
        marks = session.scalars(select(ReviewMark)).all()
        assert {(mark.name, mark.reviewer_id, mark.is_right) for mark in marks} == {
            (name, user, True) for name in REQUIRED
        }


@pytest.mark.clause("S3.收集.2", "S3.收集.3")
def test_sending_back_gathers_the_wrong_fields_and_a_new_round_starts(
    unguarded, sign_in, submitted, machine
):
    browser, _ = sign_in("Archivist")
    told = {"remark-phone": "空号", "overall": "疑与另一客户重复"}
    wrong = {"phone": "wrong", "name": "right"}
    assert tick(browser, submitted, machine, "back", wrong, **told).status_code == 302
    with machine() as session:
        customer = session.get(Customer, submitted)
        assert customer.entry_status is EntryStatus.returned
        assert customer.return_reason == "电话：空号；疑与另一客户重复"
        customer.submit()
        assert customer.review_round == 2
    again = browser.post("/customers/step/review", data={"rowid": submitted}, follow_redirects=True)
    assert "尚未核对" in again.get_data(as_text=True)


def test_ticks_are_kept_for_later(unguarded, sign_in, submitted, machine):
    browser, _ = sign_in("Archivist")
    tick(browser, submitted, machine, "keep", {"name": "right"})
    page = browser.get(f"/reviews/show/{submitted}").get_data(as_text=True)
    assert 'name="mark-name" value="right" data-tick="y" checked' in page


def test_a_file_that_does_not_wait_takes_no_ticks(unguarded, sign_in, submitted, machine):
    browser, _ = sign_in("Archivist")
    with machine() as session:
        session.get(Customer, submitted).entry_status = EntryStatus.draft
    assert tick(browser, submitted, machine, "keep", {"name": "right"}).status_code == 200
    with machine() as session:
        assert session.scalars(select(ReviewMark)).all() == []


def test_a_nul_in_a_remark_is_left_out(unguarded, sign_in, submitted, machine):
    """PostgreSQL keeps none."""
    browser, _ = sign_in("Archivist")
    told = {"remark-phone": "空\0号", "overall": "请\0重填"}
    assert tick(browser, submitted, machine, "back", {"phone": "wrong"}, **told).status_code == 302
    with machine() as session:
        assert session.get(Customer, submitted).return_reason == "电话：空号；请重填"


def test_a_file_changed_meanwhile_is_not_passed(unguarded, sign_in, submitted, machine):
    browser, _ = sign_in("Archivist")
    told = {f"mark-{name}": "right" for name in REQUIRED} | {"wish": "pass", "row_version": "0"}
    page = browser.post(f"/reviews/decide/{submitted}", data=told)
    assert page.status_code == 200
    with machine() as session:
        assert session.get(Customer, submitted).entry_status is EntryStatus.submitted


@pytest.mark.clause("S1.4(2)")
def test_nobody_finds_their_own_file_in_the_queue_or_passes_it(
    unguarded, sign_in, submitted, machine
):
    browser, user = sign_in("Archivist")
    assert "星辰科技" in browser.get("/reviews/list/").get_data(as_text=True)
    with machine() as session:
        session.get(Customer, submitted).created_by_id = user
    assert "星辰科技" not in browser.get("/reviews/list/").get_data(as_text=True)
    page = tick(browser, submitted, machine, "pass", dict.fromkeys(REQUIRED, "right"))
    assert page.status_code == 200
    with machine() as session:
        assert session.get(Customer, submitted).entry_status is EntryStatus.submitted


@pytest.mark.clause("S1.4(2)")
def test_who_submitted_what_another_began_does_not_pass_it_either(
    unguarded, sign_in, submitted, machine
):
    browser, user = sign_in("Archivist")
    with machine() as session:
        session.get(Customer, submitted).submitted_by_id = user
    assert "星辰科技" not in browser.get("/reviews/list/").get_data(as_text=True)
    tick(browser, submitted, machine, "pass", dict.fromkeys(REQUIRED, "right"))
    browser.post("/customers/step/review", data={"rowid": submitted})
    with machine() as session:
        assert session.get(Customer, submitted).entry_status is EntryStatus.submitted


def test_the_queue_ends_at_the_department(unguarded, sign_in, submitted, machine):
    with machine():
        elsewhere = make_department().id
    browser, _ = sign_in("Archivist", department=elsewhere)
    assert "星辰科技" not in browser.get("/reviews/list/").get_data(as_text=True)


@pytest.mark.clause("S6.五.1", "S6.五.3")
def test_the_record_and_the_sheet_say_who_did_what(unguarded, sign_in, submitted, machine):
    browser, _ = sign_in("Archivist", username="shenhe")
    tick(browser, submitted, machine, "pass", dict.fromkeys(REQUIRED, "right"))
    for address in (f"/customers/show/{submitted}", f"/sheets/filled/{submitted}"):
        assert "shenhe" in browser.get(address).get_data(as_text=True)


# ── who maintains the customer ───────────────────────────────────
@pytest.mark.clause("S5.3.3.1")
def test_many_customers_are_handed_over_with_a_reason_and_a_line(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        before, after = make_user(role="Staff").id, make_user(role="Staff").id
        rows = [make_customer(account_manager_id=before).id for _ in range(2)]
    told = {"rowid": rows, "reason": "原维护人调岗", "person": after}
    assert browser.post("/customers/step/hand_over", data=told).status_code == 302
    with machine() as session:
        assert {session.get(Customer, pk).account_manager_id for pk in rows} == {after}
        lines = session.scalars(select(HandOver)).all()
        assert {(line.from_id, line.to_id, line.reason) for line in lines} == {
            (before, after, "原维护人调岗")
        }
    assert "原维护人调岗" in browser.get(f"/hand-overs/of/{rows[0]}").get_data(as_text=True)


@pytest.mark.parametrize(
    "told", [{"person": ""}, {"person": "999999"}, {"person": "x"}, {"reason": ""}]
)
def test_a_hand_over_without_person_or_reason_is_refused(unguarded, sign_in, machine, told):
    browser, user = sign_in("Archivist")
    with machine():
        customer = make_customer().id
    asked = {"rowid": customer, "reason": "原维护人调岗", "person": user, **told}
    browser.post("/customers/step/hand_over", data=asked)
    with machine() as session:
        assert session.get(Customer, customer).account_manager_id is None
        assert session.scalars(select(HandOver)).all() == []


def test_a_maintainer_is_not_replaced_in_passing(session):
    customer = make_customer(account_manager_id=make_user().id)
    session.commit()
    customer.account_manager_id = make_user().id
    with pytest.raises(RuleError):
        customer.check_change()


# ── entry in a hurry ─────────────────────────────────────────────
QUICK = {
    "name": "急件有限公司", "kind": "enterprise", "phone": "0755-86543210", "contact": "钱进",
    "first_contact_on": str(today()), "basis": "contract",
}  # fmt: skip


@pytest.mark.clause("S5.3.1.1a")
@pytest.mark.parametrize("role", ["Archivist", "Staff"])
def test_five_fields_make_a_draft_with_its_contact(unguarded, sign_in, machine, role):
    browser, user = sign_in(role)
    assert browser.post("/quick/", data=QUICK).status_code == 302
    with machine() as session:
        customer = session.scalars(select(Customer)).one()
        assert customer.entry_status is EntryStatus.draft
        assert customer.account_manager_id == (user if role == "Staff" else None)
        assert session.scalars(select(Contact.name)).one() == "钱进"


def test_an_individuals_telephone_is_sealed_and_needs_a_basis(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    person = QUICK | {"name": "赵六", "kind": "individual", "phone": "13912345678", "contact": ""}
    assert browser.post("/quick/", data=person | {"basis": ""}).status_code == 200
    assert browser.post("/quick/", data=person).status_code == 302
    with machine() as session:
        customer = session.scalars(select(Customer)).one()
        assert (customer.phone, customer.mobile) == (None, "139****5678")


@pytest.mark.clause("S5.3.1.1a")
@pytest.mark.clause("S10.4.1")
def test_customers_contacted_long_ago_and_still_drafts_are_told_on_the_start_page(
    unguarded, sign_in, machine
):
    browser, _ = sign_in("Archivist")
    with machine():
        make_customer("久未建档有限公司", first_contact_on=today() - timedelta(days=8))
        make_customer("昨日接触有限公司", first_contact_on=today() - timedelta(days=1))
    assert "接触超过 7 天仍未建档" in browser.get("/").get_data(as_text=True)
    last = today() - timedelta(days=8)
    asked = f"/customers/list/?entry_status=draft&first_contact_on=between:,{last}"
    page = browser.get(asked).get_data(as_text=True)
    assert "久未建档" in page
    assert "昨日接触" not in page


@pytest.mark.parametrize("kind", [kind.name for kind in CustomerKind])
@pytest.mark.clause("S5.3.1.1b")
def test_the_sheet_is_printed_empty_for_each_kind(unguarded, sign_in, kind):
    browser, _ = sign_in("Archivist")
    page = browser.get(f"/sheets/blank?kind={kind}").get_data(as_text=True)
    assert "客户基本信息表" in page
    assert ("统一社会信用代码" in page) == (kind != "individual")


@pytest.mark.clause("S6.五.1")
def test_the_filled_sheet_masks_what_the_screen_masks(unguarded, sign_in, machine):
    browser, _ = sign_in("Archivist")
    person = QUICK | {"name": "赵六", "kind": "individual", "phone": "13912345678", "contact": ""}
    browser.post("/quick/", data=person)
    with machine() as session:
        customer = session.scalars(select(Customer)).one().id
    page = browser.get(f"/sheets/filled/{customer}").get_data(as_text=True)
    assert "139****5678" in page
    assert "13912345678" not in page
    assert "未核实" in page


@pytest.mark.clause("S5.3.2.2")
@pytest.mark.clause("S8.五.2(2)")
def test_a_printed_sheet_says_by_whom_and_the_trail_says_it_too(unguarded, sign_in, machine):
    browser, reader = sign_in("Archivist")
    browser.post("/quick/", data=QUICK)
    with machine() as session:
        customer = session.scalars(select(Customer)).one().id
        name = session.get(Person, reader).username
    page = browser.get(f"/sheets/filled/{customer}").get_data(as_text=True)
    assert f"({name}) 打印于" in page
    assert f"/sheets/printed/{customer}" in page
    assert browser.post(f"/sheets/printed/{customer}").status_code == 204
    assert browser.post("/sheets/printed/99999").status_code == 404
    with machine() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.event == "print")).all()
        assert [(e.subject, e.subject_id, e.user_id) for e in entries] == [
            ("customer", customer, reader)
        ]
    assert "已打印" in browser.get(f"/customers/history/{customer}").get_data(as_text=True)


def test_a_persons_page_calls_the_name_a_full_name_too(sign_in, machine):
    browser, _ = sign_in("ChiefArchivist")
    with machine():
        person, company = make_person("赵六").id, make_customer().id
    assert "姓名" in browser.get(f"/customers/show/{person}").get_data(as_text=True)
    assert "姓名" not in browser.get(f"/customers/show/{company}").get_data(as_text=True)


def test_a_person_is_asked_for_a_full_name_and_a_company_for_a_customer_name(sign_in):
    browser, _ = sign_in("ChiefArchivist")
    person = browser.get("/customers/add?kind=individual").get_data(as_text=True)
    company = browser.get("/customers/add?kind=enterprise").get_data(as_text=True)
    assert "姓名" in person
    assert "客户名称" not in person
    assert "客户名称" in company
    assert "姓名" not in company


@pytest.mark.clause("S5.3.3.1")
def test_whoever_entered_a_file_maintains_it_once_filed_where_nobody_else_does(session):
    clerk, keeper, chief = make_user(), make_user(), make_user("ChiefArchivist")
    for named, kept in ((None, clerk), (keeper.id, keeper)):
        one = make_customer(entry_status=EntryStatus.reviewed, account_manager_id=named)
        one.created_by_id = clerk.id
        one.file(chief)
        session.flush()
        assert one.account_manager_id == kept.id
