"""A file changed on its way: ticks fall, a review is done again, who changed it decides not."""

import pytest
from sqlalchemy import select

from app.cli import department_of
from app.core.db import db
from app.customers.billing import CustomerBilling
from app.customers.changes import is_content
from app.customers.completeness import EvidenceKind
from app.customers.contacts import Contact, ContactLink
from app.customers.evidence import Evidence
from app.customers.layout import FORMS
from app.customers.models import Customer
from app.customers.passage import assess
from app.customers.rules import EntryStatus
from app.exchange.importing import Options, import_file
from app.exchange.models import ImportRow
from app.exchange.rules import Key, Mode
from app.exchange.subjects import SUBJECTS
from app.exchange.undoing import undo_block
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.models import Person
from tests.customers.sheets import Reader, changed, filled_sheet, send
from tests.customers.test_evidence import send as send_evidence
from tests.customers.test_review import REQUIRED, submit, tick
from tests.customers.test_review import WHOLE as KNOWN
from tests.factories import make_contact, make_customer
from tests.migrating import migration, on

WHOLE = KNOWN | {"phone": "0755-86543219"}
EVERY = dict.fromkeys(REQUIRED, "right")
OTHER_CODE = "91440300708461136T"


@pytest.fixture
def submitted(machine):
    return submit(machine, WHOLE)


@pytest.fixture
def editor(unguarded, sign_in):
    return sign_in("Archivist", username="bianji")


@pytest.fixture
def reviewer(unguarded, sign_in):
    return sign_in("Archivist", username="shenhe")


@pytest.fixture
def reviewed(submitted, reviewer, machine):
    assert tick(reviewer[0], submitted, machine, "pass", EVERY).status_code == 302
    assert where(machine, submitted) == (EntryStatus.reviewed, 1)
    return submitted


def where(machine, pk):
    with machine() as session:
        customer = session.get(Customer, pk)
        return customer.entry_status, customer.review_round


def file(browser, pk):
    return browser.post("/customers/step/file", data={"rowid": pk}, follow_redirects=True).text


# ── every door ───────────────────────────────────────────────────
def by_form(browser, pk, _path, **told):
    fields = Reader(browser.get(f"/customers/edit/{pk}").text).fields
    page = browser.post(f"/customers/edit/{pk}", data={**fields, **told})
    assert page.status_code == 302


def by_program(browser, pk, _path, **told):
    tag = browser.get(f"/api/v1/customer/{pk}").headers["ETag"]
    answer = browser.patch(f"/api/v1/customer/{pk}", json=told, headers={"If-Match": tag})
    assert answer.status_code == 200


def by_sheet(browser, pk, _path, phone):
    page = send(browser, changed(filled_sheet(browser, pk), {"电话": phone}), of=pk)
    assert browser.post(f"/customers/edit/{pk}", data=Reader(page).fields).status_code == 302


def by_file(browser, pk, path, phone):
    with browser.application.app_context(), acting_as(acting_user("bianji")):
        number = db.session.get(Customer, pk).number
        path.write_text(f"客户编号,电话\n{number},{phone}\n", encoding="utf-8")
        import_file(path, department_of("", None), Options(mode=Mode.update, key=Key.number))
        db.session.remove()


DOORS = {"form": by_form, "program": by_program, "sheet": by_sheet, "file": by_file}


@pytest.mark.clause("S3.收集.3", "S1.4(2)")
@pytest.mark.parametrize("door", DOORS)
def test_a_reviewed_file_that_is_changed_is_reviewed_again(
    reviewed, reviewer, editor, machine, tmp_path, door
):
    DOORS[door](editor[0], reviewed, tmp_path / "a.csv", phone="0755-86543210")
    assert where(machine, reviewed) == (EntryStatus.submitted, 2)
    file(reviewer[0], reviewed)
    assert where(machine, reviewed) == (EntryStatus.submitted, 2)
    tick(reviewer[0], reviewed, machine, "pass", {"phone": "right"})
    assert where(machine, reviewed) == (EntryStatus.submitted, 2)  # All of it is looked at again.
    tick(reviewer[0], reviewed, machine, "pass", EVERY)
    file(reviewer[0], reviewed)
    assert where(machine, reviewed)[0] is EntryStatus.filed


@pytest.mark.clause("S3.收集.3")
@pytest.mark.parametrize("door", DOORS)
def test_a_field_changed_after_it_was_ticked_is_looked_at_again(
    submitted, reviewer, editor, machine, tmp_path, door
):
    tick(reviewer[0], submitted, machine, "keep", EVERY)
    DOORS[door](editor[0], submitted, tmp_path / "a.csv", phone="0755-86543210")
    page = reviewer[0].get(f"/reviews/show/{submitted}").text
    assert page.count("勾选后已改动") == 1
    assert 'name="mark-phone" value="right" data-tick="y">' in page
    assert 'name="mark-name" value="right" data-tick="y" checked' in page
    told = reviewer[0].post(
        "/customers/step/review", data={"rowid": submitted}, follow_redirects=True
    )
    assert "尚未核对：电话" in told.text
    tick(reviewer[0], submitted, machine, "pass", {"phone": "right"})
    assert where(machine, submitted)[0] is EntryStatus.reviewed


def test_what_changed_while_the_review_s_page_was_open_is_not_ticked_with_the_rest(
    submitted, reviewer, editor, machine, tmp_path
):
    page = reviewer[0].get(f"/reviews/show/{submitted}").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    by_form(editor[0], submitted, None, phone="0755-86543210")
    told = tick(reviewer[0], submitted, machine, "pass", EVERY, seen=seen)
    assert "尚未核对：电话" in told.text
    assert 'name="mark-phone" value="right" data-tick="y">' in told.text
    assert 'name="mark-name" value="right" data-tick="y" checked' in told.text
    assert where(machine, submitted)[0] is EntryStatus.submitted


def test_what_is_no_content_leaves_ticks_and_review_alone(reviewed, editor, machine):
    by_form(editor[0], reviewed, None, remark="电话已核")
    by_form(editor[0], reviewed, None, phone=WHOLE["phone"])
    assert where(machine, reviewed) == (EntryStatus.reviewed, 1)


def test_a_reference_that_is_named_again_is_no_change(machine, editor, reviewer):
    with machine() as session:
        customer = make_customer("星辰科技有限公司", parent_id=make_customer().id, **WHOLE)
        make_contact(customer)
        assess(session, customer)
        customer.submit()
        pk = customer.id
    tick(reviewer[0], pk, machine, "pass", EVERY)
    by_form(editor[0], pk, None, remark="无")
    assert where(machine, pk)[0] is EntryStatus.reviewed
    by_form(editor[0], pk, None, parent="")
    assert where(machine, pk)[0] is EntryStatus.submitted


def test_an_import_that_is_undone_changes_the_file_as_well(
    submitted, reviewer, editor, machine, tmp_path
):
    """The import's own change, then the review, then the old value given back."""
    by_file(editor[0], submitted, tmp_path / "a.csv", phone="0755-86543210")
    with machine() as session:
        customer = session.get(Customer, submitted)
        customer.review(session.get(Person, reviewer[1]))
        session.flush()
        row = session.scalars(select(ImportRow)).one()
        row.subject_version = customer.version
        undo_block(session, SUBJECTS["customer"], [row], session.get(Person, editor[1]))
        assert (customer.phone, customer.entry_status) == (WHOLE["phone"], EntryStatus.submitted)


def test_the_currency_that_billing_enters_is_content_too(reviewed, editor, machine):
    with machine() as session:
        cut = session.get(CustomerBilling, reviewed)
        cut.trading_currency = "USD"
        cut.note_change(editor[1])
    assert where(machine, reviewed) == (EntryStatus.submitted, 2)


def test_what_can_be_ticked_is_content_and_nothing_of_the_file_is():
    names = {name for sections in FORMS.values() for _, group in sections for name in group}
    files = {"time_status", "security", "department", "account_manager", "remark"}
    assert {name for name in names if not is_content(name)} == files
    assert not any(map(is_content, ("version", "updated_at", "entry_status", "id_no_sealed")))


def edit_contact(browser, pk, **told):
    fields = Reader(browser.get(f"/contacts/edit/{pk}").text).fields
    boxes = ("has_left", "do_not_contact")  # A box that is not ticked sends nothing.
    kept = {name: value for name, value in fields.items() if name not in boxes}
    assert browser.post(f"/contacts/edit/{pk}", data={**kept, **told}).status_code == 302


# ── what hangs on the file and is ticked ─────────────────────────
def test_a_contact_that_goes_is_looked_at_again(submitted, reviewer, editor, machine):
    tick(reviewer[0], submitted, machine, "keep", EVERY)
    with machine() as session:
        link = session.scalars(select(ContactLink)).one().id
    editor[0].post(f"/contacts/add?for={submitted}", data={
        "name": "孙新", "customer": submitted, "basis": "contract"})  # fmt: skip
    editor[0].post("/customer-contacts/step/end", data={"rowid": link})
    page = reviewer[0].get(f"/reviews/show/{submitted}").text
    assert 'name="mark-contact" value="right" data-tick="y">' in page
    assert "孙新" in page


def test_a_new_contact_sends_a_reviewed_file_back_to_its_review(reviewed, editor, machine):
    editor[0].post(f"/contacts/add?for={reviewed}", data={
        "name": "孙新", "customer": reviewed, "basis": "contract"})  # fmt: skip
    assert where(machine, reviewed) == (EntryStatus.submitted, 2)


def test_a_contact_s_other_facts_leave_the_review_alone(reviewed, editor, machine):
    with machine() as session:
        contact = session.scalars(select(Contact)).one().id
    edit_contact(editor[0], contact, position="经理")
    assert where(machine, reviewed) == (EntryStatus.reviewed, 1)
    edit_contact(editor[0], contact, name="钱前")
    assert where(machine, reviewed) == (EntryStatus.submitted, 2)


def test_evidence_the_standard_asks_for_is_content_and_other_evidence_is_not(
    reviewed, editor, machine
):
    send_evidence(editor[0], reviewed, kind="photo")
    assert where(machine, reviewed) == (EntryStatus.reviewed, 1)
    send_evidence(editor[0], reviewed, kind="licence")
    assert where(machine, reviewed) == (EntryStatus.submitted, 2)


def test_ticked_evidence_that_is_taken_back_is_looked_at_again(
    submitted, reviewer, editor, machine
):
    send_evidence(editor[0], submitted)
    tick(reviewer[0], submitted, machine, "keep", {"evidence-licence": "right"})
    mark = 'name="mark-evidence-licence" value="right" data-tick="y"'
    assert f"{mark} checked" in reviewer[0].get(f"/reviews/show/{submitted}").text
    with machine() as session:
        piece = session.scalars(select(Evidence)).one()
        assert piece.kind is EvidenceKind.licence
        pk = piece.id
    editor[0].post("/evidence/step/void", data={"rowid": pk, "reason": "扫描不清楚"})
    assert f"{mark}>" in reviewer[0].get(f"/reviews/show/{submitted}").text


# ── who changed it is one of its makers ──────────────────────────
@pytest.mark.clause("S1.4(2)")
@pytest.mark.parametrize("door", DOORS)
def test_who_changed_a_submitted_file_neither_passes_nor_files_it(
    submitted, reviewer, editor, machine, tmp_path, door
):
    browser, _ = editor
    assert "星辰科技" in browser.get("/reviews/list/").text
    DOORS[door](browser, submitted, tmp_path / "a.csv", phone="0755-86543210")
    by_form(reviewer[0], submitted, None, remark="另一人的备注")  # No content, so no maker.
    assert "星辰科技" not in browser.get("/reviews/list/").text
    assert "审核通过" not in browser.get(f"/customers/show/{submitted}").text
    tick(browser, submitted, machine, "pass", EVERY)
    tick(browser, submitted, machine, "back", {"phone": "wrong"})
    browser.post("/customers/step/review", data={"rowid": submitted})
    assert where(machine, submitted)[0] is EntryStatus.submitted
    tick(reviewer[0], submitted, machine, "pass", EVERY)
    assert where(machine, submitted)[0] is EntryStatus.reviewed
    assert "须由他人审核" in file(browser, submitted)
    file(reviewer[0], submitted)
    assert where(machine, submitted)[0] is EntryStatus.filed


@pytest.mark.clause("S1.4(2)")
def test_two_who_changed_it_are_both_makers_until_it_is_submitted_again(
    submitted, reviewer, editor, machine
):
    by_form(reviewer[0], submitted, None, phone="0755-86543210")
    by_form(editor[0], submitted, None, phone="0755-86543212")
    with machine() as session:
        customer = session.get(Customer, submitted)
        assert {reviewer[1], editor[1]} <= customer.makers()
        customer.entry_status = EntryStatus.returned
        customer.submit()
        assert not {reviewer[1], editor[1]} & customer.makers()


def test_who_is_about_to_change_it_is_told_what_follows(reviewed, editor, machine):
    told = "修改其内容后须重新审核"
    assert told in editor[0].get(f"/customers/edit/{reviewed}").text
    by_form(editor[0], reviewed, None, phone="0755-86543210")
    page = editor[0].get(f"/customers/edit/{reviewed}").text
    assert told not in page
    assert "修改其内容的人不能审核" in page


def test_the_trail_keeps_neither_signs_nor_the_list_of_changers(submitted, editor, machine):
    by_form(editor[0], submitted, None, phone="0755-86543210")
    assert "changers" not in editor[0].get(f"/customers/history/{submitted}").text


# ── migrations ───────────────────────────────────────────────────
@pytest.mark.parametrize("name", [
    "20261127_0221_add_changers", "20261127_0222_sign_review_marks",
])  # fmt: skip
def test_what_a_file_remembers_goes_and_comes(app, machine, name):
    with machine():
        customer = make_customer("星辰科技有限公司").id
    module = migration(name)
    with app.app_context():
        with db.engine.begin() as connection, on(connection):
            module.downgrade()
            module.upgrade()
        db.engine.dispose()
    with machine() as session:
        assert session.get(Customer, customer).makers() == {None}
