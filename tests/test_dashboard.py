"""The start page: what a reader can act on is in the to-do, and nothing else is."""

from datetime import timedelta

import pytest

from app.access.models import Grant
from app.access.rules import GrantKind
from app.core.clock import now, today
from app.core.db import db
from app.customers.rules import EntryStatus
from app.exchange.models import ImportBatch
from app.exchange.rules import BatchStatus
from app.security.models import Share
from tests.factories import make_customer, make_user, root


def to_do(browser):
    page = browser.get("/").get_data(as_text=True)
    return page.partition('id="todo-title"')[2].partition("</section>")[0]


def enter(record, by):
    """The record, entered by this person: the stamp at its making is the machine's."""
    record.created_by_id = by
    db.session.flush()


@pytest.fixture
def chief(sign_in):
    return sign_in("ChiefArchivist")


def test_a_file_somebody_else_submitted_waits_for_review(chief, machine):
    browser, me = chief
    with machine():
        make_customer("别人的公司", entry_status=EntryStatus.submitted)
        enter(make_customer("自己的公司", entry_status=EntryStatus.submitted), me)
    assert "1 份档案待您审核" in to_do(browser)


def test_who_entered_all_that_waits_has_nothing_to_do(chief, machine):
    browser, me = chief
    with machine():
        enter(make_customer(entry_status=EntryStatus.submitted), me)
    assert "没有待办事项" in to_do(browser)


def test_what_was_sent_back_waits_for_whoever_entered_it(chief, machine, sign_in):
    browser, me = chief
    with machine():
        enter(make_customer("退回的公司", entry_status=EntryStatus.returned), me)
    assert "退回给您：退回的公司" in to_do(browser)
    assert "没有待办事项" in to_do(sign_in("ChiefArchivist")[0])


def test_a_reviewed_file_waits_for_filing_by_another(chief, machine):
    browser, me = chief
    with machine():
        make_customer("待归档的公司", entry_status=EntryStatus.reviewed)
        enter(make_customer("自己的公司", entry_status=EntryStatus.reviewed), me)
    shown = to_do(browser)
    assert "待归档：待归档的公司" in shown
    assert "自己的公司" not in shown


@pytest.mark.parametrize(
    ("status", "is_own", "line"),
    [
        (BatchStatus.checked, True, "待继续的导入：名单.csv"),
        (BatchStatus.checked, False, ""),
        (BatchStatus.applied, False, "待审核的导入：名单.csv"),
        (BatchStatus.applied, True, ""),
        (BatchStatus.passed, False, "待归档的导入：名单.csv"),
    ],
)
def test_an_import_waits_for_whom_it_waits_for(chief, machine, status, is_own, line):
    browser, me = chief
    with machine() as session:
        other = make_user("ChiefArchivist").id
        told = {"sha256": "0" * 64, "subject": "customer", "department_id": root().id}
        batch = ImportBatch(file_name="名单.csv", status=status, **told)
        session.add(batch)
        session.flush()
        enter(batch, me if is_own else other)
    assert (line or "没有待办事项") in to_do(browser)


def test_a_proposed_grant_waits_for_the_security_administrator(machine, sign_in):
    with machine() as session:
        told = {"reason": "new duties", "proposed_at": now(), "new": "Leader"}
        by, who = make_user("SystemAdmin").id, make_user("Staff", username="zhao").id
        session.add(Grant(user_id=who, proposed_by_id=by, kind=GrantKind.add_role, **told))
    assert "待决定的授权：zhao" in to_do(sign_in("SecurityAdmin")[0])
    assert "待决定的授权" not in to_do(sign_in("SystemAdmin")[0])


def test_a_proposed_share_waits_for_another_than_its_proposer(chief, machine):
    browser, _ = chief
    with machine() as session:
        customer = make_customer("共享的公司").id
        by, who = make_user("ChiefArchivist").id, make_user("Staff").id
        told = {"reason": "a project", "until": now() + timedelta(days=9)}
        session.add(
            Share(subject="customer", subject_id=customer, user_id=who, granted_by_id=by, **told)
        )
    assert "待确认的授权查看：共享的公司" in to_do(browser)


def test_who_reads_no_customers_is_shown_no_figures_of_them(sign_in):
    page = sign_in("SecurityAdmin")[0].get("/").get_data(as_text=True)
    assert "/customers/list/" not in page


def test_who_was_contacted_and_has_no_file_yet_is_counted_and_listed(chief, machine, app):
    browser, _ = chief
    long_ago, lately = today() - timedelta(days=30), today() - timedelta(days=3)
    with machine():
        for status in EntryStatus:
            make_customer(f"早已联系{status.name}", entry_status=status, first_contact_on=long_ago)
        make_customer("刚刚联系", first_contact_on=lately)
    page = browser.get("/").get_data(as_text=True)
    assert "接触超过 7 天仍未建档" in page
    address = page.partition("entry_status=draft,returned")[2].partition('"')[0]
    listed = browser.get(
        "/customers/list/?entry_status=draft,returned" + address.replace("&amp;", "&")
    ).get_data(as_text=True)
    names = {s.name for s in EntryStatus if f"早已联系{s.name}" in listed}
    assert names == {"draft", "returned"}
    assert "刚刚联系" not in listed


@pytest.mark.parametrize(("days", "count"), [(2, 1), (3, 0)])
def test_after_how_many_days_a_customer_without_a_file_is_counted_is_a_setting(
    chief, machine, app, monkeypatch, days, count
):
    with machine():
        make_customer(first_contact_on=today() - timedelta(days=3))
    monkeypatch.setitem(app.config, "NO_FILE_DAYS", days)
    page = chief[0].get("/").get_data(as_text=True)
    tile = page.partition(f"接触超过 {days} 天仍未建档")
    assert tile[1]
    around = tile[0][-600:] + tile[2][:600]
    assert f">{count}<" in "".join(around.split())
