"""A row's values between two steps: as JSON in the table, as Python values in the record."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import inspect

from app.core import bulk
from app.core.values import python_type
from app.core.words import Choice
from app.security.sealed import blind, ring, sealed_field

#: Made once: a row is written as text in less time than an encoder is made.
_TEXT = json.JSONEncoder(ensure_ascii=False).encode


def dump(values: Mapping[str, Any]) -> str:
    """Column values as JSON text."""
    return _TEXT({name: plain(value) for name, value in values.items()})


def plain(value: Any) -> Any:
    """One value as JSON holds it."""
    if isinstance(value, Choice):
        return value.name
    return str(value) if isinstance(value, Decimal | date) else value


def load(text: str | None, *entities: type[Any]) -> dict[str, Any]:
    """The values again, each as its column holds it."""
    told: dict[str, Any] = json.loads(text or "{}")
    return {name: _revive(entities, name, value) for name, value in told.items()}


def load_changes(text: str | None, *entities: type[Any]) -> dict[str, list[Any]]:
    """Column → [old, new]."""
    told: dict[str, list[Any]] = json.loads(text or "{}")
    return {n: [_revive(entities, n, value) for value in both] for n, both in told.items()}


def _revive(entities: tuple[type[Any], ...], name: str, value: Any) -> Any:
    return _reviver(entities, name)(value) if isinstance(value, str) else value


@cache
def _reviver(entities: tuple[type[Any], ...], name: str) -> Callable[[str], Any]:
    """JSON holds texts, numbers, yes and no as they are; what else a column holds, as a text."""
    owner = next(entity for entity in entities if hasattr(entity, name))
    kind = python_type(getattr(owner, name))
    if isinstance(kind, type) and issubclass(kind, Choice):
        return kind.__getitem__
    revivers: dict[Any, Callable[[str], Any]] = {
        date: date.fromisoformat,
        datetime: datetime.fromisoformat,
        Decimal: Decimal,
    }
    return revivers.get(kind, str)


@cache
def longest_texts(entities: tuple[type[Any], ...]) -> Mapping[str, int | None]:
    """How long each of the records' texts may be; the first entity's column wins."""
    return {
        column.key: getattr(column.type, "length", None)
        for entity in reversed(entities)
        for column in inspect(entity).columns
    }


def fill(entity: type[Any], values: Mapping[str, Any]) -> Any:
    """A record for the bulk door; what is kept sealed is sealed by its own field."""
    sealed = {name for name in values if sealed_field(entity, name)}
    record = bulk.draft(entity, {n: value for n, value in values.items() if n not in sealed})
    for name in sealed:
        setattr(record, name, values[name])
    return record


def index_of(entity: type[Any], name: str, value: str) -> bytes:
    """What stands for a sealed value where equal ones are looked for."""
    field = sealed_field(entity, name)
    assert field is not None
    return blind(ring(), field.place(entity), field.plain(value))
