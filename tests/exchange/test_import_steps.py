"""A batch is one object: confirmed once, stopped, undone, reviewed by another, filed together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.audit.chain import verify
from app.core.db import db
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rules import BatchStatus, Undone
from app.exchange.uploads import folder
from app.work.queue import wish_stop
from tests.exchange.screens import (
    HEADER,
    THREE,
    batch,
    checked,
    csv_file,
    customers,
    imported,
    send,
    step,
    work,
)
from tests.factories import make_department

MOVED = "该导入已进入下一步"
MANY = csv_file(HEADER, *((f"第{n}仪器有限公司", "", "") for n in range(600)))


def statuses(machine):
    return [row.entry_status for row in customers(machine)]


def rows(machine, pk):
    with machine() as session:
        asked = select(ImportRow.__table__).where(ImportRow.batch_id == pk).order_by(ImportRow.line)
        return session.execute(asked).all()


def living(machine):
    return [row.name for row in customers(machine) if row.voided_at is None]


# ── confirming ───────────────────────────────────────────────────
def test_confirming_twice_imports_once(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = checked(site, browser)
    step(browser, "apply", pk)
    assert MOVED in step(browser, "apply", pk).get_data(as_text=True)
    work(site)
    assert len(customers(machine)) == 2
    assert MOVED in step(browser, "apply", pk).get_data(as_text=True)


def window_of(site, user_id):
    """Another browser of the same person."""
    browser = site.test_client()
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(user_id), True
    return browser


def test_of_two_windows_that_confirm_one_is_told_and_nobody_else_may(site, machine, sign_in):
    first, user_id = sign_in("Archivist")
    pk = checked(site, first)
    other, _ = sign_in("ChiefArchivist")
    assert "只有上传文件的人" in step(other, "apply", pk).get_data(as_text=True)
    step(window_of(site, user_id), "apply", pk)
    assert MOVED in step(first, "apply", pk).get_data(as_text=True)
    assert work(site) == ["done"]
    assert len(customers(machine)) == 2


def test_of_four_clicks_at_the_same_moment_one_counts(site, machine, sign_in):
    browser, user_id = sign_in("ChiefArchivist")
    browsers = [browser, *(window_of(site, user_id) for _ in range(3))]
    pk = checked(site, browser)
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda browser: step(browser, "apply", pk).status_code, browsers))
    assert work(site) == ["done"]
    assert len(customers(machine)) == 2


def test_with_the_switch_on_one_refused_row_stops_the_file(site, machine, sign_in):
    browser, _ = sign_in("Staff")
    pk = checked(site, browser, stops="yes")
    assert "有 1 行被拒收" in step(browser, "apply", pk).get_data(as_text=True)
    work(site)
    assert customers(machine) == []


@pytest.mark.parametrize(("role", "stops"), [("Staff", True), ("Archivist", False)])
def test_the_switch_is_on_for_those_who_are_no_archivists(site, machine, sign_in, role, stops):
    browser, _ = sign_in(role)
    pk = int(send(browser, THREE).rsplit("/", 1)[-1])
    assert batch(machine, pk).stops_on_error is stops


@pytest.mark.clause("S6.五.2")
def test_what_staff_import_is_theirs(site, machine, sign_in):
    browser, user_id = sign_in("Staff")
    pk = imported(site, browser)
    assert {row.account_manager_id for row in customers(machine)} == {user_id}
    assert "甲仪器" in browser.get("/customers/list/").get_data(as_text=True)
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    assert living(machine) == []


def test_a_customer_registered_since_the_preview_is_not_made_again(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    first, second = checked(site, browser), checked(site, browser)
    for pk in (first, second):
        step(browser, "apply", pk)
        work(site)
    assert len(customers(machine)) == 2
    assert (batch(machine, second).created, batch(machine, second).duplicate) == (0, 2)


def test_what_was_stopped_halfway_goes_on_where_it_was(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = checked(site, browser, MANY)
    step(browser, "apply", pk)
    step(browser, "stop", pk)
    assert work(site) == ["stopped"]
    done = len(customers(machine))
    assert 0 < done < 600
    assert batch(machine, pk).status is BatchStatus.stopped
    step(browser, "apply", pk)
    assert work(site) == ["done"]
    names = [row.name for row in customers(machine)]
    assert len(names) == len(set(names)) == 600


def test_throwing_away_leaves_neither_rows_nor_file(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = checked(site, browser)
    with machine():
        file = folder() / batch(machine, pk).kept_as
        assert file.read_bytes() == THREE
    step(browser, "drop", pk)
    work(site)
    assert rows(machine, pk) == []
    assert batch(machine, pk).status is BatchStatus.dropped
    assert not file.exists()


def test_a_file_stopped_while_it_is_read_is_thrown_away(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = int(send(browser, MANY).rsplit("/", 1)[-1])
    with machine() as session:
        wish_stop(session, batch(machine, pk).run_slot)
    assert work(site) == ["stopped", "done"]
    assert rows(machine, pk) == []


# ── undoing ──────────────────────────────────────────────────────
def test_undoing_voids_what_was_made_and_keeps_what_was_changed_since(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser)
    with machine() as session:
        touched = session.scalars(select(Customer).order_by(Customer.id)).first()
        touched.remark = "后来写的"
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    assert living(machine) == ["甲仪器有限公司"]
    voided = customers(machine)[1]
    assert voided.void_reason == "导入已撤销"
    assert [row.undone for row in rows(machine, pk)] == [Undone.kept, Undone.restored, None]
    page = browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "导入后又有改动，予以保留" in page


def test_a_second_undo_is_refused_and_the_trail_holds(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser)
    step(browser, "undo", pk)
    work(site)
    assert MOVED in step(browser, "undo", pk).get_data(as_text=True)
    assert batch(machine, pk).status is BatchStatus.undone
    with site.app_context(), db.engine.connect() as connection:
        assert verify(connection, site.extensions["keyring"].derive("audit")).whole


# ── reviewing ────────────────────────────────────────────────────
@pytest.mark.clause("S1.4(2)")
@pytest.mark.parametrize("name", ["review", "send_back"])
def test_nobody_reviews_their_own_import(site, machine, sign_in, name):
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser)
    page = step(browser, name, pk, reason="请补充电话").get_data(as_text=True)
    assert "须由他人审核" in page
    assert batch(machine, pk).status is BatchStatus.applied
    assert "审核通过" not in browser.get(f"/imports/show/{pk}").get_data(as_text=True)


def test_another_archivist_passes_and_files_the_whole_batch(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser, MANY)
    other, other_id = sign_in("Archivist")
    assert "抽样 20 行" in other.get(f"/imports/show/{pk}").get_data(as_text=True)
    step(other, "review", pk)
    assert work(site) == ["done"]
    assert set(statuses(machine)) == {EntryStatus.reviewed}
    step(other, "file", pk)
    assert work(site) == ["done"]
    assert set(statuses(machine)) == {EntryStatus.filed}
    assert {row.filed_by_id for row in customers(machine)} == {other_id}
    assert MOVED in step(other, "undo", pk).get_data(as_text=True)


def test_a_reviewed_batch_can_still_be_undone(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser)
    other, _ = sign_in("Archivist")
    step(other, "review", pk)
    work(site)
    step(browser, "undo", pk)
    work(site)
    assert living(machine) == []


def test_a_batch_is_sent_back_with_a_reason(site, machine, sign_in):
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser)
    other, _ = sign_in("Archivist")
    assert "至少" in step(other, "send_back", pk, reason="短").get_data(as_text=True)
    step(other, "send_back", pk, reason="电话都是旧的")
    work(site)
    assert set(statuses(machine)) == {EntryStatus.returned}
    assert {row.return_reason for row in customers(machine)} == {"电话都是旧的"}


def test_rows_that_raise_a_doubt_are_all_shown_to_the_reviewer(site, sign_in):
    browser, _ = sign_in("Archivist")
    doubtful = csv_file(HEADER, ("甲仪器有限公司", "", "1.38E+10"), ("乙仪器有限公司", "", ""))
    pk = imported(site, browser, doubtful)
    other, _ = sign_in("Archivist")
    page = other.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert "有疑点的行 (1)" in page
    assert "“电话”已被电子表格损坏：“1.38E+10”" in page


@pytest.mark.clause("S6.五.2")
def test_an_import_goes_only_into_departments_of_the_importer(site, machine, sign_in):
    with machine():
        here, there = make_department().id, make_department().id
    browser, _ = sign_in("Archivist", department=here)
    pk = int(send(browser, THREE).rsplit("/", 1)[-1])
    work(site)
    form = {"mode": "create", "key": "number", "field-0": "name", "department": there}
    page = browser.post(f"/imports/match/{pk}", data=form).get_data(as_text=True)
    assert "您不能向该部门导入" in page
    with machine() as session:
        assert session.get_one(ImportBatch, pk).department_id == here
