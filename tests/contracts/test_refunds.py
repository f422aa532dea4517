"""A refund gives back one payment's rest, and uses it up."""

import random
from decimal import Decimal

import pytest
from sqlalchemy import func, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from app.contracts import settling
from app.contracts.money import Allocation, Payment
from app.contracts.rules import PaymentKind
from app.core.db import db
from app.core.words import RuleError
from app.customers.models import Customer
from app.exchange.rules import Outcome
from tests.contracts.factories import make_payment, make_receivable
from tests.contracts.test_screens import text as words_of
from tests.exchange.test_entries import bring, sheet
from tests.factories import make_customer, make_user
from tests.migrating import migration, on

MIGRATION = "20261127_0262_name_what_a_refund_gives_back"
WHY = "entered by mistake"


def refund(session, paid, amount):
    """As its form does."""
    made = make_payment(paid.customer, str(amount), kind=PaymentKind.refund, refunds=paid)
    settling.refund(session, made)
    session.flush()
    return made


def back(browser, at, **fields):
    told = {"customer": at["customer"], "kind": "refund", "method": "wire", "amount": "60",
            "happened_on": "2026-11-02", "currency": "CNY", **fields}  # fmt: skip
    return browser.post("/payments/add", data=told)


@pytest.fixture
def advance(finance, machine):
    with machine() as session:
        paid = make_payment(session.get(Customer, finance[1]["customer"]), is_advance=True)
        return paid.id, str(paid)


def left(machine, number):
    with machine() as session:
        return session.get(Payment, number).unspent


def test_what_was_given_back_is_not_spent_again(finance, machine, advance):
    browser, at = finance
    assert back(browser, at, refunds=advance[0]).status_code == 302
    assert left(machine, advance[0]) == 40
    page = words_of(browser.get(f"/payments/show/{advance[0]}"))
    assert "已退回" in page
    assert "40.00" in page
    assert browser.get("/payments/find?q=").json["results"] == [
        {"id": advance[0], "text": f"{advance[1]} · 2026-03-01 · 40.00 CNY"}
    ]
    assert "60.00" in words_of(browser.get(f"/payment-refunds/of/{advance[0]}"))
    with machine() as session:
        pk = session.scalars(select(Payment.id).where(Payment.kind == PaymentKind.refund)).one()
    assert advance[1] in words_of(browser.get(f"/payments/show/{pk}"))
    taken_back = {"rowid": advance[0], "reason": "录入有误，予以撤销"}
    browser.post("/payments/step/void", data=taken_back)
    assert left(machine, advance[0]) == 40  # Not before its refund.
    browser.post("/payments/step/void", data={**taken_back, "rowid": pk})
    assert left(machine, advance[0]) == 100


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "请说明退回的是哪一笔回款"),
        ({"amount": "100.01"}, "只剩 100.00"),
        ({"currency": "USD"}, "币种不同"),
        ({"kind": "receipt", "is_advance": "y"}, "只有退款才退回"),
    ],
)
def test_a_bad_refund_gets_one_sentence_and_takes_nothing(
    finance, machine, advance, told, sentence
):
    browser, at = finance
    named = {"refunds": advance[0]} if told else {}
    answer = back(browser, at, **named, **told)
    assert sentence in words_of(answer)
    with machine() as session:
        assert session.scalar(select(func.count(Payment.id))) == 1
        assert session.get(Payment, advance[0]).returned == 0


@pytest.mark.parametrize("told", [{"amount": "10"}, {"kind": "receipt"}, {"refunds": ""}])
def test_a_refund_stays_as_it_was_taken_off(finance, machine, advance, told):
    browser, at = finance
    back(browser, at, refunds=advance[0])
    with machine() as session:
        made = session.scalars(select(Payment).where(Payment.kind == PaymentKind.refund)).one()
        pk, version = made.id, made.version
    form = {"customer": at["customer"], "kind": "refund", "method": "wire", "amount": "60",
            "happened_on": "2026-11-02", "currency": "CNY", "refunds": advance[0],
            "row_version": version, **told}  # fmt: skip
    assert browser.post(f"/payments/edit/{pk}", data=form).status_code == 200
    assert left(machine, advance[0]) == 40
    kept = {**form, "amount": "60", "kind": "refund", "refunds": advance[0], "remark": "已电汇"}
    assert browser.post(f"/payments/edit/{pk}", data=kept).status_code == 302


@pytest.mark.parametrize("seed", range(3))
def test_allocations_and_refunds_never_exceed_the_payment(session, seed):
    chance, by = random.Random(seed), make_user()
    customers = [make_customer() for _ in range(2)]
    owed = [make_receivable(chance.choice(customers), str(chance.randrange(1, 900)))
            for _ in range(8)]  # fmt: skip
    paid = [make_payment(chance.choice(customers), str(chance.randrange(1, 900)),
                         is_advance=True) for _ in range(8)]  # fmt: skip
    made = []
    for _ in range(120):
        amount = Decimal(chance.randrange(1, 50_000)) / 100
        try:
            if made and chance.random() < 0.35:
                made.pop(chance.randrange(len(made))).void(by, WHY)
            elif chance.random() < 0.5:
                made.append(refund(session, chance.choice(paid), amount))
            else:
                made.append(chance.choice(paid).settle(chance.choice(owed), amount))
                session.add(made[-1])
        except RuleError:
            _drop_refused(session)
        session.flush()
    for row in paid:
        used = select(func.sum(Allocation.amount)).where(Allocation.payment_id == row.id)
        gone = select(func.sum(Payment.amount)).where(Payment.refunds_id == row.id)
        assert (session.scalar(used) or 0) == row.allocated
        assert (session.scalar(gone) or 0) == row.returned
        assert row.allocated + row.returned <= row.amount


def _drop_refused(session):
    """A request would roll back what was refused; here it is put away."""
    asked = select(Payment).where(Payment.kind == PaymentKind.refund).order_by(Payment.id.desc())
    last = session.scalars(asked.limit(1)).first()
    if last is None:
        return
    gone = select(func.sum(Payment.amount)).where(Payment.refunds_id == last.refunds_id)
    if (session.scalar(gone) or 0) != last.refunds.returned:
        session.delete(last)


@pytest.mark.parametrize("told", [{"returned": Decimal(101)}, {"refunds_id": 1}])
def test_the_database_itself_refuses_to_give_back_too_much(session, told):
    paid = make_payment(make_customer())
    session.commit()
    table = Payment.__table__
    with pytest.raises(IntegrityError):
        session.connection().execute(update(table).where(table.c.id == paid.id).values(**told))
    session.rollback()


def test_a_file_of_refunds_gives_back_what_is_left_and_no_more(session, tmp_path):
    make_payment(make_customer("甲公司"), source_no="P-1")
    session.commit()
    heads = ["客户名称", "回款日期", "金额", "币种", "收款类别", "退回的回款"]
    rows = [["甲公司", "2026-09-01", amount, "CNY", "退款", named] for amount, named in
            (("70", "P-1"), ("40", "P-1"), ("30", "P-1"), ("5", ""))]  # fmt: skip
    report = bring(sheet(tmp_path / "p.csv", heads, rows), "payment")
    assert [row.outcome for row in report.rows] == [
        Outcome.created, Outcome.refused, Outcome.created, Outcome.refused,
    ], [str(row) for row in report.rows]  # fmt: skip
    assert session.scalars(select(Payment.returned).where(Payment.source_no == "P-1")).one() == 100


@pytest.mark.usefixtures("unguarded")
def test_refunds_from_before_are_kept_as_they_were(app, machine):
    with machine():
        make_payment(make_customer(), kind=PaymentKind.refund)
    module = migration(MIGRATION)
    with app.app_context(), db.engine.begin() as connection:
        with on(connection):
            module.downgrade()
            found = {column["name"] for column in inspect(connection).get_columns("payment")}
            assert not found & {"refunds_id", "returned"}
            module.upgrade()
        asked = text("SELECT refunds_id, returned FROM payment")
        assert [tuple(row) for row in connection.execute(asked)] == [(None, 0)]
        names = {index["name"] for index in inspect(connection).get_indexes("payment")}
        assert {"ix_payment_refunds", "uq_payment_source"} <= names
