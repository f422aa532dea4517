"""A row's values between two steps: as JSON in the table, as Python values in the customer."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import inspect

from app.core.listing import python_type
from app.core.words import Choice
from app.customers.models import Customer


def dump(values: Mapping[str, Any]) -> str:
    """Column values as JSON text."""
    return json.dumps({name: plain(value) for name, value in values.items()}, ensure_ascii=False)


def plain(value: Any) -> Any:
    """One value as JSON holds it."""
    if isinstance(value, Choice):
        return value.name
    return str(value) if isinstance(value, Decimal | date) else value


def load(text: str | None) -> dict[str, Any]:
    """The values again, each as its column holds it."""
    told: dict[str, Any] = json.loads(text or "{}")
    return {name: revive(name, value) for name, value in told.items()}


def load_changes(text: str | None) -> dict[str, list[Any]]:
    """Column → [old, new]."""
    told: dict[str, list[Any]] = json.loads(text or "{}")
    return {name: [revive(name, value) for value in both] for name, both in told.items()}


def revive(name: str, value: Any) -> Any:
    return None if value is None else _reviver(name)(value)


@cache
def _reviver(name: str) -> Callable[[str], Any]:
    kind = python_type(getattr(Customer, name))
    if isinstance(kind, type) and issubclass(kind, Choice):
        return kind.__getitem__
    revivers: dict[Any, Callable[[str], Any]] = {date: date.fromisoformat, Decimal: Decimal}
    return revivers.get(kind, str)


@cache
def longest_texts() -> Mapping[str, int | None]:
    """How long each of the customer's texts may be."""
    columns = inspect(Customer).columns
    return {column.key: getattr(column.type, "length", None) for column in columns}
