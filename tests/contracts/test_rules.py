"""What contracts, trade and money may be: no database, tables of cases and random histories."""

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from app.contracts.rules import (
    NEXT,
    Bucket,
    ContractStage,
    ContractStep,
    after,
    bucket_of,
    check_allocation,
    check_reach,
    check_span,
    spread,
    to_cents,
)
from app.contracts.trade_rules import TradeKind, check_quantity, exact_amount
from app.core.partial import first_day, last_day, read_partial
from app.core.words import RuleError

DAY = date(2026, 11, 25)


@pytest.mark.parametrize("drawn", list(product(ContractStage, ContractStep)))
def test_only_the_drawn_steps_are_allowed(drawn):
    if drawn in NEXT:
        assert after(*drawn) is NEXT[drawn]
    else:
        with pytest.raises(RuleError):
            after(*drawn)


@pytest.mark.parametrize(
    ("told", "kept", "first", "last"),
    [
        ("2014-5-8", "2014-05-08", date(2014, 5, 8), date(2014, 5, 8)),
        ("2019年8月", "2019-08", date(2019, 8, 1), date(2019, 8, 31)),
        ("2006", "2006", date(2006, 1, 1), date(2006, 12, 31)),
        ("2024/02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_date_says_no_more_than_the_paper(told, kept, first, last):
    assert read_partial(told) == kept
    assert (first_day(kept), last_day(kept)) == (first, last)


@pytest.mark.parametrize("told", ["", "2014-13", "31.12.2014", "2014-02-30", "perpetual"])
def test_what_is_no_date_is_refused(told):
    with pytest.raises(RuleError):
        read_partial(told)


@pytest.mark.clause("S1.4(2)")
def test_a_contract_does_not_end_before_it_starts():
    check_span(date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(RuleError):
        check_span(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("kind", TradeKind)
def test_only_a_return_is_below_zero(kind):
    good, bad = (-1, 1) if kind is TradeKind.goods_return else (1, -1)
    check_quantity(kind, Decimal(good))
    for wrong in (bad, 0):
        with pytest.raises(RuleError):
            check_quantity(kind, Decimal(wrong))


@pytest.mark.clause("S9.4(二)")
def test_a_line_is_exact_to_the_last_decimal():
    exact = exact_amount(Decimal(7), Decimal("18.2345"), Decimal("0.15"))
    assert exact == Decimal("108.495275")
    assert to_cents(exact) == Decimal("108.50")
    assert to_cents(Decimal("-0.005")) == Decimal("-0.01")


def test_a_lines_amount_is_its_product_or_is_refused():
    """Against whole numbers: no combination of four decimals each is ever rounded in silence."""
    chance, kept = random.Random(7), 0
    for _ in range(3_000):
        cut = [10 ** chance.randrange(0, 5) for _ in range(3)]
        quantity, price, discount = (
            chance.randrange(-(10**6), 10**6) // cut[0] * cut[0],
            chance.randrange(0, 10**8) // cut[1] * cut[1],
            chance.randrange(0, 10_001) // cut[2] * cut[2],
        )
        told = [Decimal(number).scaleb(-4) for number in (quantity, price, discount)]
        product = quantity * price * (10_000 - discount)  # in units of the twelfth decimal
        if product % 10**6:
            with pytest.raises(RuleError):
                exact_amount(*told)
        else:
            kept += 1
            assert int(exact_amount(*told).scaleb(6)) == product // 10**6
    assert kept > 300
    with pytest.raises(RuleError):
        exact_amount(Decimal("9999999999999.9999"), Decimal("9999999999999.9999"), Decimal(0))


def test_a_payment_beyond_what_is_settled_at_once_is_said():
    check_reach([Decimal(1)] * 3, 3)
    check_reach([Decimal(1)] * 3 + [Decimal(0)], 3)
    with pytest.raises(RuleError) as refused:
        check_reach([Decimal(1)] * 4, 3)
    assert "3" in str(refused.value)


def test_a_payment_is_spread_without_losing_or_making_a_cent():
    chance = random.Random(11)
    for _ in range(2_000):
        owed = [Decimal(chance.randrange(1, 10**7)) / 100 for _ in range(chance.randrange(0, 8))]
        amount = Decimal(chance.randrange(1, 3 * 10**7)) / 100
        shares = spread(amount, owed)
        assert all(0 <= share <= unpaid for share, unpaid in zip(shares, owed, strict=True))
        assert sum(shares) == min(amount, sum(owed))


@pytest.mark.parametrize(("amount", "unspent", "unpaid"), [("5", "4", "9"), ("5", "9", "4")])
def test_no_more_is_allocated_than_either_side_has(amount, unspent, unpaid):
    with pytest.raises(RuleError):
        check_allocation(Decimal(amount), Decimal(unspent), Decimal(unpaid))


def test_every_day_overdue_has_one_bucket():
    order = list(Bucket)
    found = [bucket_of(DAY - timedelta(days=late), DAY) for late in range(-3, 400)]
    assert found == sorted(found, key=order.index)
    edges = {late: bucket_of(DAY - timedelta(days=late), DAY) for late in (0, 1, 30, 31, 90, 91)}
    assert edges == {
        0: Bucket.not_due, 1: Bucket.days_30, 30: Bucket.days_30, 31: Bucket.days_60,
        90: Bucket.days_90, 91: Bucket.days_180,
    }  # fmt: skip
