"""What a customer's row means by the country it is in: its telephone, tax number and capital. Pure.

These are doubts, never refusals: what was sent is kept, and a reviewer looks at it.
"""

from collections.abc import Mapping
from typing import Any

from app.core.words import N_, RuleError
from app.customers.identifiers import tax_number_problem, tw_number_problem
from app.customers.phones import phone_key
from app.customers.rules import CustomerKind, Market
from app.customers.spelling import looks_rounded, normalise

HOME, TAIWAN, UNKNOWN = "CN", "TW", "ZZ"
#: Only lists from Taiwan call them so: the number its tax office gives, the capital paid in.
TAIWANESE = {"tax_number": "營利事業統一編號", "registered_capital": "實收資本額"}
NO_PHONE = N_("“%(value)s” is no complete telephone number; it is kept as text.")
NO_TAX_NUMBER = N_("“%(value)s” does not check as a tax number; it is kept as text.")
NO_TW_NUMBER = N_("“%(value)s” does not check as a Taiwan business number; it is kept as text.")
NO_CURRENCY = N_("“%(field)s” names no currency, and the customer is abroad: add it.")

Values = dict[str, Any]
Headers = Mapping[str, str]
Doubts = list[RuleError]


def is_taiwanese(headers: Headers, field: str) -> bool:
    """Whether a column is called as Taiwan alone calls it."""
    return TAIWANESE[field] in headers.get(field, "")


def country_of(values: Values, known: str | None = None) -> str | None:
    """Where the row says the customer is; else where it is ``known`` to be."""
    return values.get("country_code") or (UNKNOWN if "country" in values else known)


def place_new(values: Values, headers: Headers) -> None:
    """A new customer of a Taiwanese list is one of Taiwan where its row names no country."""
    if "country" not in values and any(is_taiwanese(headers, field) for field in TAIWANESE):
        values.setdefault("country_code", TAIWAN)


def count_money(values: Values, headers: Headers) -> None:
    """Capital as Taiwan's lists call it is in Taiwan's money."""
    if "registered_capital" in values and is_taiwanese(headers, "registered_capital"):
        values.setdefault("capital_currency", "TWD")


def count_home_money(values: Values, doubts: Doubts) -> None:
    """A bare amount is in yuan where the customer is in China, as far as is known."""
    if "registered_capital" not in values or "capital_currency" in values:
        return
    if country_of(values) in {None, HOME}:
        values["capital_currency"] = "CNY"
    else:
        doubts.append(RuleError(NO_CURRENCY, field="registered_capital"))


def doubt_numbers(values: Values, headers: Headers, doubts: Doubts, country: str | None) -> None:
    """A telephone and a tax number that nobody could call or look up there."""
    _doubt_phone(values, doubts, country)
    if "tax_number" in values:
        _doubt_tax_number(values, headers, doubts, country)


def _doubt_phone(values: Values, doubts: Doubts, country: str | None) -> None:
    """What a spreadsheet has damaged is told already; a person's number is refused elsewhere."""
    told = values.get("phone")
    is_person = values.get("kind") is CustomerKind.individual
    if told and not is_person and not looks_rounded(told) and not phone_key(told, country):
        doubts.append(RuleError(NO_PHONE, value=told[:40]))


def _doubt_tax_number(
    values: Values, headers: Headers, doubts: Doubts, country: str | None
) -> None:
    told = values["tax_number"]
    code = normalise(told)
    if country == TAIWAN or is_taiwanese(headers, "tax_number"):
        if tw_number_problem(code):
            doubts.append(RuleError(NO_TW_NUMBER, value=told[:40]))
    elif is_home(values.get("market"), country) and tax_number_problem(code):
        doubts.append(RuleError(NO_TAX_NUMBER, value=told[:40]))


def is_home(market: Market | None, country: str | None) -> bool:
    """Registered here, as far as is known, like ``Customer.is_domestic``."""
    return market in {None, Market.domestic} and country in {None, "", HOME}
