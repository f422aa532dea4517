"""A receivable whose due day is still open: it never ages, and says so wherever it stands."""

import re
from datetime import date

import pytest
from sqlalchemy import select, text

from app.contracts.receivables import Receivable
from app.contracts.rules import Bucket, ReceivableState, bucket_of, plan_reminder, receivable_state
from app.core.clock import today
from app.core.db import db
from app.exchange.rules import Outcome
from tests.contracts.factories import make_receivable
from tests.exchange.test_entries import bring, sheet
from tests.factories import make_customer
from tests.migrating import migration, on

HEADS = ["客户名称", "开票或计划日期", "到期日", "金额"]


def test_what_has_no_day_is_neither_overdue_nor_reminded_of():
    assert bucket_of(None, date(2026, 1, 1)) is Bucket.undated
    assert plan_reminder(None, 30) is None
    for paid, state in ((0, "undated"), (40, "undated"), (100, "settled")):
        told = receivable_state(100, paid, None, date.max, is_effective=True)
        assert told is ReceivableState[state]


def test_an_open_day_is_entered_shown_sorted_last_and_led_to(finance, machine):
    browser, at = finance
    form = {"customer": at["customer"], "happened_on": "2026-09-01", "currency": "CNY"}
    for more in ({"amount": "70"}, {"amount": "30", "due_on": str(today())}):
        assert browser.post("/receivables/add", data={**form, **more}).status_code == 302
    page = browser.get("/receivables/list/?sort=due_on").text.partition("<tbody")[2]
    assert page.count("<tr") == 2
    assert page.index("30.00") < page.index("70.00")
    assert "到期日待定" in page
    ageing = browser.get("/ageing/").text
    address, told = re.search(
        r'href="([^"]*due_on=empty[^"]*)"(.*?)</a>', ageing, re.DOTALL
    ).groups()
    assert ("未定到期日" in told, "70.00" in told, "1 笔" in told) == (True, True, True)
    rows = browser.get(address.replace("&amp;", "&")).text
    assert rows.partition("<tbody")[2].count("<tr") == 1
    found = browser.get("/api/v1/receivable/?sort=-due_on&state=undated").json["result"]
    assert [(row["amount"], row["due_on"]) for row in found] == [("70.00", None)]


@pytest.mark.usefixtures("session")
def test_a_file_may_leave_the_day_open_or_say_that_it_is(session, tmp_path):
    make_customer("甲公司")
    session.commit()
    rows = [["甲公司", "2026-09-01", day, "5"] for day in ("", "待定", "2026-12-01", "某日")]
    report = bring(sheet(tmp_path / "r.csv", HEADS, rows), "receivable")
    assert [row.outcome for row in report.rows] == [Outcome.created] * 3 + [Outcome.refused]
    days = session.scalars(select(Receivable.due_on).order_by(Receivable.id)).all()
    assert days == [None, None, date(2026, 12, 1)]


@pytest.mark.usefixtures("unguarded")
def test_an_open_day_stays_open_on_the_way_back_and_forth(app, machine):
    with machine():
        make_receivable(make_customer(), due_on=None)
    days = migration("20261127_0321_let_due_days_be_open")
    with app.app_context(), db.engine.begin() as connection, on(connection):
        days.downgrade()
        told = connection.execute(text("SELECT due_on, remind_on FROM receivable")).one()
        assert [str(day) for day in told] == ["9999-12-31"] * 2
        days.upgrade()
        told = connection.execute(text("SELECT due_on, remind_on, due_by FROM receivable")).one()
        assert [str(day) for day in told] == ["None", "None", "9999-12-31"]
