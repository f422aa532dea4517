"""Money is never a float, and nothing is rounded on its way into a column."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import Float, Numeric, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.core.db import Model, Scaled
from app.core.values import parse
from app.core.words import RuleError
from tests.contracts.conftest import finance
from tests.contracts.factories import make_payment
from tests.factories import make_customer

__all__ = ["finance"]
DIALECT = sqlite.dialect()


@pytest.mark.parametrize(
    "wrong", [0.1 + 0.2, 0.5, float("nan"), Decimal("12.345"), Decimal("0.001"), Decimal("NaN")]
)
def test_what_is_not_exact_is_refused(wrong):
    with pytest.raises((ValueError, ArithmeticError)):
        Scaled(2).process_bind_param(wrong, DIALECT)


@pytest.mark.parametrize(
    ("places", "given", "kept"),
    [(2, Decimal("12.34"), 1234), (2, Decimal("12.3400"), 1234), (2, 7, 700), (2, None, None),
     (6, Decimal("1265793.039500"), 1265793039500), (2, Decimal("1E+3"), 100_000),
     (8, Decimal("9999999999.99999999"), 999999999999999999)],
)  # fmt: skip
def test_what_is_exact_is_kept_to_its_last_digit(places, given, kept):
    assert Scaled(places).process_bind_param(given, DIALECT) == kept


def test_no_column_is_a_float_and_every_column_of_money_is_exact():
    columns = [c for table in Model.metadata.tables.values() for c in table.columns]
    assert [str(c) for c in columns if isinstance(c.type, Float | Numeric)] == []
    exact = {c.name for c in columns if isinstance(c.type, Scaled)}
    assert exact >= {"amount", "price", "rate", "paid", "allocated", "returned", "exact"}
    told = [c for c in columns if c.name in exact and c.name != "value"]
    assert [str(c) for c in told if not isinstance(c.type, Scaled)] == []


@pytest.mark.parametrize("wrong", [0.3, Decimal("0.305")])
def test_the_session_writes_no_float(session, wrong):
    paid = make_payment(make_customer())
    paid.amount = wrong
    with pytest.raises(StatementError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("told", ["12.345", "0.1000001", "NaN"])
def test_a_filter_finer_than_its_column_is_told(told):
    with pytest.raises(RuleError):
        parse(Receivable.amount, told)
    assert parse(Receivable.amount, "12.340") == Decimal("12.34")


def send(browser, at, number):
    """The number as JSON writes it, which no float of ours has touched."""
    told = {"customer": at["customer"], "name": "年度合同", "type": "direct", "currency": "CNY"}
    body = json.dumps(told)[:-1] + f', "amount": {number}}}'
    return browser.post("/api/v1/contract/", data=body, content_type="application/json")


def test_a_program_s_number_is_read_to_the_digit(finance, machine):
    """A float would hold it as 9007199254740.990234375."""
    browser, at = finance
    answer = send(browser, at, "9007199254740.99")
    assert answer.status_code == 201, answer.json
    with machine() as session:
        assert session.scalars(select(Contract.amount)).one() == Decimal("9007199254740.99")
        assert session.scalars(select(Payment.id)).all() == []


@pytest.mark.parametrize("number", ["0.30000000000000004", "1e999999999", "1e-400", "-1"])
def test_a_program_s_number_that_is_no_amount_is_refused(finance, number):
    browser, at = finance
    answer = send(browser, at, number)
    assert answer.status_code == 422, answer.json
    assert "amount" in str(answer.json)
