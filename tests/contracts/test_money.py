"""Receivables and payments: what settles what, whatever people do, on both databases."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.contracts import settling
from app.contracts.ageing import by_customer, counts, totals
from app.contracts.money import Allocation, Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import Bucket, PaymentKind, bucket_of
from app.core.db import db
from app.core.words import RuleError
from tests.contracts.factories import (
    make_contract,
    make_line,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.factories import make_customer, make_user

DAY = date(2026, 11, 25)


def test_a_payment_settles_what_is_due_first(session):
    customer = make_customer()
    late = make_receivable(customer, "60.00", due_on=date(2026, 2, 1))
    later = make_receivable(customer, "60.00", due_on=date(2026, 3, 1))
    payment = make_payment(customer, "100.00")
    settling.settle(session, payment)
    session.flush()
    assert (late.paid, later.paid, payment.unspent) == (60, 40, 0)


def test_a_payment_over_more_than_is_settled_at_once_settles_nothing(session, monkeypatch):
    monkeypatch.setattr(settling, "MOST", 2)
    customer = make_customer()
    owed = [make_receivable(customer, "10.00") for _ in range(4)]
    settling.settle(session, make_payment(customer, "15.00"))
    assert [one.paid for one in owed] == [10, 5, 0, 0]
    with pytest.raises(RuleError, match="2"):
        settling.settle(session, make_payment(customer, "16.00", is_advance=True))
    assert [one.paid for one in owed] == [10, 5, 0, 0]
    settling.settle(session, make_payment(customer, "5.00"))
    assert [one.paid for one in owed] == [10, 10, 0, 0]


def test_one_contracts_payment_leaves_the_others_alone(session):
    customer = make_customer()
    first, second = make_contract(customer), make_contract(customer)
    other = make_receivable(customer, contract_id=second.id, due_on=date(2026, 1, 2))
    own = make_receivable(customer, contract_id=first.id)
    settling.settle(session, make_payment(customer, contract_id=first.id))
    assert (other.paid, own.paid) == (0, 100)


@pytest.mark.parametrize("is_advance", [True, False])
def test_more_than_is_owed_is_refused_unless_it_is_an_advance(session, is_advance):
    customer = make_customer()
    make_receivable(customer, "99.99")
    payment = make_payment(customer, "100.00", is_advance=is_advance)
    if is_advance:
        settling.settle(session, payment)
        assert payment.unspent == Decimal("0.01")
    else:
        with pytest.raises(RuleError, match=r"0\.01"):
            settling.settle(session, payment)


@pytest.mark.parametrize(
    "fields", [{"currency": "USD"}, {"kind": PaymentKind.refund}, {"customer": "another"}]
)
def test_what_does_not_match_settles_nothing(session, fields):
    customer = make_customer()
    owed = make_receivable(customer)
    others = {name: value for name, value in fields.items() if name != "customer"}
    payer = make_customer() if "customer" in fields else customer
    with pytest.raises(RuleError):
        make_payment(payer, **others).settle(owed, Decimal(1))


def test_whatever_happens_the_sums_agree(session):
    """Random histories: no payment or plan is exceeded, and taking back restores both sides."""
    chance, by = random.Random(7), make_user()
    customers = [make_customer() for _ in range(3)]
    owed = [make_receivable(chance.choice(customers), str(chance.randrange(1, 900)))
            for _ in range(12)]  # fmt: skip
    paid = [make_payment(chance.choice(customers), str(chance.randrange(1, 900)))
            for _ in range(12)]  # fmt: skip
    made = []
    for _ in range(400):
        if made and chance.random() < 0.4:
            made.pop(chance.randrange(len(made))).void(by, "entered by mistake")
        else:
            _try_to_settle(chance, paid, owed, made)
        session.flush()
    for side, column in ((paid, "payment_id"), (owed, "receivable_id")):
        for row in side:
            asked = select(func.sum(Allocation.amount))
            told = session.scalar(asked.where(getattr(Allocation, column) == row.id)) or 0
            kept = row.allocated if column == "payment_id" else row.paid
            assert told == kept
            assert 0 <= kept <= row.amount


def _try_to_settle(chance, paid, owed, made):
    amount = Decimal(chance.randrange(1, 50_000)) / 100
    try:
        allocation = chance.choice(paid).settle(chance.choice(owed), amount)
    except RuleError:
        return
    db.session.add(allocation)
    made.append(allocation)


def test_the_database_itself_refuses_too_much(session):
    owed = make_receivable(make_customer())
    session.commit()
    with pytest.raises(IntegrityError):
        session.connection().execute(
            update(Receivable.__table__).where(Receivable.__table__.c.id == owed.id)
            .values(paid=Decimal(101))
        )  # fmt: skip
    session.rollback()


def test_a_paid_one_is_not_taken_back_before_its_payment(session):
    customer, by = make_customer(), make_user()
    owed, payment = make_receivable(customer), make_payment(customer)
    session.add(payment.settle(owed, Decimal(5)))
    session.flush()
    with pytest.raises(RuleError):
        owed.void(by, "entered by mistake")
    payment.void(by, "entered by mistake")
    assert (owed.paid, payment.allocated) == (0, 0)
    owed.void(by, "entered by mistake")


@pytest.mark.parametrize("seed", range(3))
def test_ageing_adds_up_to_what_is_owed_whatever_was_paid_credited_and_taken_back(session, seed):
    chance, by = random.Random(seed), make_user()
    for _ in range(4):
        customer, currencies = make_customer(), ["CNY", "USD"]
        for _ in range(25):
            day = DAY - timedelta(days=chance.randrange(-60, 400))
            make_receivable(customer, str(chance.randrange(1, 500)),
                            due_on=day if chance.random() < 0.9 else None,
                            happened_on=day - timedelta(days=30),
                            currency=chance.choice(currencies))  # fmt: skip
        for _ in range(15):
            payment = make_payment(
                customer, f"{chance.randrange(1, 90_000) / 100:.2f}",
                kind=chance.choice([PaymentKind.receipt, PaymentKind.credit_note]),
                currency=chance.choice(currencies), is_advance=True,
            )  # fmt: skip
            settling.settle(session, payment)
            if chance.random() < 0.3:
                payment.void(by, "entered by mistake")
        session.flush()
    rows = session.scalars(select(Receivable)).all()
    expected = {}
    for row in rows:
        sums = expected.setdefault(row.currency, dict.fromkeys(Bucket, Decimal(0)))
        sums[bucket_of(row.due_on, DAY)] += row.unpaid
    assert totals(session, DAY) == expected
    told = {c: +Counter(bucket_of(r.due_on, DAY) for r in rows if r.unpaid and r.currency == c)
            for c in expected}  # fmt: skip
    assert counts(session, DAY) == told
    named = by_customer(session, DAY)
    assert sum(owed.total for owed in named) == sum(row.unpaid for row in rows)
    assert all(sum(owed.buckets.values()) == owed.total for owed in named)


def test_the_payment_page_says_what_is_left(session):
    payment = make_payment(make_customer(), "12.30")
    assert session.get(Payment, payment.id).unspent == Decimal("12.30")


@pytest.mark.parametrize("seed", range(5))
def test_a_sum_of_lines_loses_no_cent_however_they_come_and_go(session, seed):
    """The amount is the sum of the lines' rounded amounts, the exact one of their exact ones."""
    chance, by = random.Random(seed), make_user()
    sold, lines = make_transaction(make_customer()), []
    for _ in range(60):
        if lines and chance.random() < 0.3:
            lines.pop(chance.randrange(len(lines))).void(by, "entered by mistake")
        else:
            lines.append(
                make_line(
                    sold, quantity=str(chance.randrange(1, 900)),
                    price=f"{chance.randrange(1, 10**7) / 10_000:.4f}",
                    discount=f"{chance.randrange(0, 100) / 100:.2f}",
                )
            )  # fmt: skip
    session.flush()
    session.expire(sold)
    assert sold.exact == sum((line.exact for line in lines), Decimal(0))
    assert sold.amount == sum((line.amount for line in lines), Decimal(0))
    assert abs(sold.amount - sold.exact) <= Decimal("0.005") * len(lines)
