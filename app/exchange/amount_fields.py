"""A customer's fields of money: its capital, its assets and what they are counted in. Pure."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.core.words import N_, RuleError
from app.exchange.amounts import UnclearError, capital, currency_named

Values = Mapping[str, Any]
Doubts = list[RuleError]


def _capital(told: str, doubts: Doubts) -> Values:
    try:
        amount, currency = capital(told)
    except UnclearError as doubt:
        doubts.append(doubt)
        return {}
    named = {"capital_currency": currency} if currency else {}
    return {"registered_capital": amount, **named}


def _assets(told: str, doubts: Doubts) -> Values:
    try:
        amount, currency = capital(told, "assets")
    except UnclearError as doubt:
        doubts.append(doubt)
        return {}
    if currency not in {None, "CNY"}:
        doubts.append(
            RuleError(
                N_("“%(field)s” is kept in the currency of the capital; compare “%(value)s”."),
                field="assets", value=told[:40],
            )
        )  # fmt: skip
    return {"assets": amount}


def _currency(field: str, told: str, _doubts: Doubts) -> Values:
    code = currency_named(told)
    if code is None:
        message = N_("“%(value)s” is no known value of “%(field)s”.")
        raise RuleError(message, value=told[:40], field=field)
    return {field: code}


AMOUNT_FIELDS: Mapping[str, Callable[[str, Doubts], Values]] = {
    "registered_capital": _capital,
    "assets": _assets,
    "capital_currency": partial(_currency, "capital_currency"),
}
