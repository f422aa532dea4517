"""Values of a list's filters and cursors: from the text of an address to what a column holds."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Integer
from sqlalchemy.orm import InstrumentedAttribute

from app.core.clock import ZONE
from app.core.exact import CENTS
from app.core.words import N_, Choice, RuleError

DEEPEST_ID = 2**63 - 1
#: What the tables of persons and roles number by, which are not ours.
DEEPEST_PERSON = 2**31 - 1


def id_told(text: str | None, deepest: int = DEEPEST_ID) -> int | None:
    """The id that a request names; None where it is no id, or deeper than its column holds."""
    if not text or not text.isdecimal() or len(text) > len(str(deepest)):
        return None
    return int(text) if 0 < int(text) <= deepest else None


def parse(column: InstrumentedAttribute[Any], text: str) -> Any:
    """One value of a column from its text in a URL; RuleError when it is none."""
    kind = python_type(column)
    try:
        value = _PARSERS.get(kind, str)(text.strip()) if not _is_choice(kind) else kind[text]
        return _held(column, value)
    except (ValueError, KeyError, InvalidOperation) as wrong:
        raise RuleError(N_("“%(value)s” is not a value to filter by."), value=text[:40]) from wrong


def _held(column: InstrumentedAttribute[Any], value: Any) -> Any:
    """The value, where its column has as many decimals, and numbers as deep."""
    if type(column.type) is Integer and abs(value) > DEEPEST_PERSON:
        raise ValueError(value)
    if isinstance(value, Decimal) and value != round(value, column.type.places):
        raise ValueError(value)
    return value


def python_type(column: InstrumentedAttribute[Any]) -> Any:
    """The Python type a column holds (Decimal for scaled integers, the Choice for choices)."""
    kind = column.type
    if getattr(kind, "enum_class", None):
        return kind.enum_class
    try:
        return {"Scaled": Decimal, "Instant": datetime}.get(type(kind).__name__) or kind.python_type
    except NotImplementedError:
        return str


def exact_columns(entity: type[Any]) -> Iterator[str]:
    """The columns whose numbers have other decimals than an amount's two: rates, quantities."""
    for name, column in entity.__mapper__.columns.items():
        if getattr(column.type, "places", CENTS) != CENTS:
            yield name


def _is_choice(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Choice)


def _long(text: str) -> int:
    number = int(text)
    if abs(number) > DEEPEST_ID:
        raise ValueError(text)
    return number


def _instant(text: str) -> datetime:
    """A moment as typed: by the company's clock, wherever the machine stands."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def _yes_no(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number) > 10**15:
        raise ValueError(text)
    return number


_PARSERS: dict[Any, Any] = {
    int: _long,
    bool: _yes_no,
    Decimal: _decimal,
    date: date.fromisoformat,
    datetime: _instant,
}
