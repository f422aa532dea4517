"""What is owed: at which rate, how it is to be paid, and when to think of it."""

import random
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from app.contracts.ageing import totals, totals_in_yuan
from app.contracts.receivables import Receivable
from app.contracts.rules import Bucket, PaymentMethod, bucket_of, plan_reminder, to_cents
from app.core.clock import today
from app.core.db import db
from app.core.words import RuleError
from app.exchange.rules import Outcome
from tests.contracts.factories import make_receivable
from tests.contracts.test_screens import text as words_of
from tests.exchange.test_entries import bring, sheet
from tests.factories import make_customer
from tests.migrating import migration, on

DAY = date(2026, 11, 1)
MIGRATION = "20261127_0181_plan_receivables"


@pytest.mark.parametrize(("days", "expected"), [(None, 25), (0, 1), (10, 22)])
def test_a_plan_says_how_long_before_it_is_thought_of(days, expected):
    due = date(2026, 12, 1) if days == 0 else date(2026, 12, 2)
    assert plan_reminder(due, days).day == expected


@pytest.mark.parametrize("days", [-1, 367])
def test_a_reminder_comes_before_the_day_and_within_a_year(days):
    with pytest.raises(RuleError, match="366"):
        plan_reminder(DAY, days)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"currency": "CNY", "rate": "7.1"}, "汇率只对外币填写"),
        ({"currency": "USD", "rate": "0"}, "汇率只对外币填写"),
        ({"currency": "USD", "rate": "1000000"}, "汇率应小于"),
        ({"currency": "USD", "rate": "100000000000"}, "数值过大"),
        ({"period": "0"}, "期次从 1 开始"),
        ({"remind_days": "367"}, "366"),
        ({"remind_days": "-1"}, ""),
    ],
)
def test_a_bad_plan_gets_one_sentence_and_nothing_is_lost(finance, machine, told, sentence):
    browser, at = finance
    form = {"customer": at["customer"], "happened_on": "2026-09-01", "due_on": "2026-12-01",
            "amount": "500.55", "currency": "CNY", "method": "cheque", **told}  # fmt: skip
    answer = browser.post("/receivables/add", data=form)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert sentence in words_of(answer)
    assert "500.55" in page
    with machine() as session:
        assert session.scalars(select(Receivable.id)).all() == []


def test_a_plan_in_dollars_is_entered_shown_and_added_up_in_yuan(finance, machine):
    browser, at = finance
    form = {"customer": at["customer"], "happened_on": "2026-09-01", "due_on": str(today()),
            "amount": "100", "currency": "USD", "method": "acceptance_bill"}  # fmt: skip
    for more in ({"rate": "7.12345678", "remind_days": "12"}, {"amount": "30"}):
        assert browser.post("/receivables/add", data={**form, **more}).status_code == 302
    with machine() as session:
        first, second = session.scalars(select(Receivable).order_by(Receivable.id))
        assert (first.rate, first.method) == (Decimal("7.12345678"), PaymentMethod.acceptance_bill)
        assert (first.remind_on, second.remind_on) == (
            today() - timedelta(days=12), today() - timedelta(days=7),
        )  # fmt: skip
        pk = first.id
    shown = words_of(browser.get(f"/receivables/show/{pk}"))
    assert "7.12345678" in shown
    assert "承兑汇票" in shown
    page = words_of(browser.get("/ageing/"))
    assert "各币种折合人民币" in page
    assert "712.35" in page  # 100 at its rate; the second states none and is told.
    assert "未计入合计（无汇率）：USD 1 笔" in page
    assert "130.00" in page
    address = re.search(r'href="([^"]*rate=empty[^"]*)"', browser.get("/ageing/").text)[1]
    rows = browser.get(address.replace("&amp;", "&")).text.partition("<tbody")[2]
    assert rows.count("<tr") == 1


def test_yuan_alone_are_not_added_up_twice(finance, machine):
    browser, at = finance
    form = {"customer": at["customer"], "happened_on": "2026-09-01", "due_on": str(today()),
            "amount": "100", "currency": "CNY"}  # fmt: skip
    assert browser.post("/receivables/add", data=form).status_code == 302
    assert "各币种折合人民币" not in words_of(browser.get("/ageing/"))


@pytest.mark.parametrize("seed", range(3))
def test_the_sum_in_yuan_is_every_amount_at_its_own_rate(session, seed):
    chance = random.Random(seed)
    rates = [None, Decimal("7.1"), Decimal("7.23456789"), Decimal("0.04812")]
    for _ in range(80):
        currency = chance.choice(["CNY", "USD", "JPY"])
        day = DAY - timedelta(days=chance.randrange(-60, 400))
        amount = Decimal(chance.randrange(100, 90_000)) / 100
        make_receivable(
            make_customer() if chance.random() < 0.1 else session.info.setdefault(
                "one", make_customer()
            ),
            str(amount), due_on=day, happened_on=day - timedelta(days=30), currency=currency,
            rate=None if currency == "CNY" else chance.choice(rates),
            paid=chance.choice([0, amount, amount / 2 if amount * 100 % 2 == 0 else 0]),
        )  # fmt: skip
    exact, unrated = dict.fromkeys(Bucket, Decimal(0)), {}
    for row in session.scalars(select(Receivable)):
        if not row.unpaid:
            continue
        if row.currency != "CNY" and row.rate is None:
            unrated[row.currency] = unrated.get(row.currency, 0) + 1
        else:
            exact[bucket_of(row.due_on, DAY)] += row.unpaid * (row.rate or 1)
    found = totals_in_yuan(session, DAY)
    assert found.buckets == {bucket: to_cents(owed) for bucket, owed in exact.items()}
    assert found.unrated == unrated
    assert set(unrated) <= set(totals(session, DAY))


def test_a_file_of_plans_says_rate_method_instalment_and_reminder(session, tmp_path):
    make_customer("甲公司")
    session.commit()
    heads = ["客户名称", "计划日期", "应收日期", "金额", "币种", "汇率", "约定回款方式", "期数",
             "提前提醒天数"]  # fmt: skip
    good = ["甲公司", "2026-09-01", "2026-12-01", "1,000.00", "USD", "7.1", "承兑", "2", "15"]
    bad = [["甲公司", "2026-09-01", "2026-12-01", "1", *rest] for rest in (
        ("CNY", "7.1", "", "", ""), ("USD", "", "贝壳", "", ""), ("USD", "", "", "", "400"),
        ("USD", "100000000000", "", "", ""), ("USD", "1000000", "", "", ""),
        ("USD", "", "", "0", ""),
    )]  # fmt: skip
    report = bring(sheet(tmp_path / "r.csv", heads, [good, *bad]), "receivable")
    assert [row.outcome for row in report.rows] == [Outcome.created, *[Outcome.refused] * 6]
    kept = session.scalars(select(Receivable)).one()
    assert (kept.rate, kept.method, kept.period, kept.remind_on) == (
        Decimal("7.1"), PaymentMethod.acceptance_bill, 2, date(2026, 11, 16),
    )  # fmt: skip


def test_no_day_is_thought_of_before_there_were_days(finance, machine):
    browser, at = finance
    form = {"customer": at["customer"], "happened_on": "0001-01-01", "due_on": "0001-01-03",
            "amount": "1", "currency": "CNY"}  # fmt: skip
    assert browser.post("/receivables/add", data=form).status_code == 302
    with machine() as session:
        assert session.scalars(select(Receivable.remind_on)).one() == date(1, 1, 1)


@pytest.mark.parametrize(
    "told", [{"rate": 7}, {"remind_days": 367}, {"remind_on": None}, {"period": 0}]
)
def test_the_database_itself_refuses_a_plan_without_sense(session, told):
    owed = make_receivable(make_customer())
    session.commit()
    table = Receivable.__table__
    with pytest.raises(IntegrityError):
        session.execute(update(table).where(table.c.id == owed.id).values(told))
    session.rollback()


def test_what_falls_due_is_found_among_the_open_and_not_among_all(session, database):
    """However much was paid long ago."""
    customer = make_customer()
    for number in range(150):
        make_receivable(customer, happened_on=date(2020, 1, 1), due_on=date(2020, 2, 1), paid=100,
                        source_no=f"X{number}")  # fmt: skip
    for ahead in range(20):
        make_receivable(customer, due_on=DAY + timedelta(days=ahead))
    session.flush()
    session.execute(text("ANALYZE"))
    asked = select(Receivable.id).where(
        Receivable.due_on.between(DAY, DAY + timedelta(days=366)), Receivable.remind_on <= DAY,
        Receivable.paid < Receivable.amount,
    )  # fmt: skip
    literal = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    is_lite = database == "sqlite"
    if not is_lite:
        session.execute(text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN" if is_lite else "EXPLAIN"
    plan = [str(row[3 if is_lite else 0]) for row in session.execute(text(f"{explain} {literal}"))]
    assert any("ix_receivable_open" in line for line in plan), plan


@pytest.mark.usefixtures("unguarded")
def test_what_was_owed_before_is_reminded_of_as_before(app, machine):
    with machine():
        make_receivable(make_customer(), due_on=date(2026, 3, 3))
    module, later = migration(MIGRATION), migration("20261127_0321_let_due_days_be_open")
    with app.app_context(), db.engine.begin() as connection:
        with on(connection):
            later.downgrade()
            module.downgrade()
            found = {column["name"] for column in inspect(connection).get_columns("receivable")}
            assert not found & {"rate", "method", "remind_days", "remind_on"}
            module.upgrade()
            later.upgrade()
        asked = text("SELECT remind_on, remind_days FROM receivable")
        assert [(str(day), n) for day, n in connection.execute(asked)] == [("2026-02-24", None)]
