"""A list's filters as people read them: facets, the builder's fields, chips of what is asked."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from flask import request
from sqlalchemy import inspect, select

from app.core.asking import Asked, Condition
from app.core.db import db
from app.core.links import restart
from app.core.values import DEEPEST_PERSON, id_told, python_type
from app.core.words import N_, Choice, language

OPERATORS = {"contains": N_("contains"), "between": N_("between")}
ALONE = {"empty": N_("is empty"), "filled": N_("is not empty")}
SHAPES = {Decimal: "number", int: "number", date: "date", datetime: "date", bool: "choice"}
YES_NO = {"yes": N_("Yes"), "no": N_("No")}
UNKNOWN = "—"


def chips(screen: Any, asked: Asked) -> Iterable[dict[str, Any]]:
    """What the list is narrowed by, each with a way to take it back."""
    for condition in asked.conditions:
        yield {
            "label": str(screen.labels[condition.column]),
            "value": _told(screen, condition),
            "remove_url": restart(**{condition.column: None}),
        }


def filter_words(screen: Any, asked: Asked) -> list[str]:
    """What was asked, as people read it: the search, then each filter."""
    search = [str(N_("Search: %(words)s")) % {"words": asked.q}] if asked.q else []
    return search + [f"{screen.labels[c.column]}: {_told(screen, c)}" for c in asked.conditions]


def _told(screen: Any, condition: Condition) -> str:
    if condition.operator in ALONE:
        return str(ALONE[condition.operator])
    names = _names(screen, condition)
    joined = " – ".join(names) if condition.operator == "between" else ", ".join(names)
    return joined if condition.operator == "is" else f"{OPERATORS[condition.operator]} {joined}"


def _names(screen: Any, condition: Condition) -> list[str]:
    if condition.column in screen.references and condition.operator == "is":
        return _referred(screen, condition.column, condition.words)
    kind = python_type(getattr(screen.plan.entity, condition.column))
    return [_word(kind, word) for word in condition.words]


def _referred(screen: Any, column: str, words: Sequence[str]) -> list[str]:
    """The names of the records a filter names by number, as far as the reader sees them."""
    table, name = screen.plan.referred(column)
    numbers = {n for word in words if (n := id_told(word, DEEPEST_PERSON))}
    rows = db.session.execute(select(table.id, name()).where(table.id.in_(numbers)))
    found = {str(number): str(text) for number, text in rows}
    return [found.get(word, UNKNOWN) for word in words]


def _word(kind: Any, word: str) -> str:
    if kind is bool:
        return str(YES_NO.get(word, word))
    is_choice = isinstance(kind, type) and issubclass(kind, Choice)
    return str(kind[word]) if is_choice and word in kind.__members__ else word


class Facet(NamedTuple):
    """A filter beside the search box: some of a vocabulary's words."""

    name: str
    label: str
    chosen: int
    options: tuple[tuple[str, str, bool], ...]  # value, label, whether it is chosen


class Field(NamedTuple):
    """One field of the filter builder."""

    name: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...]
    lookup: str | None
    may_be_empty: bool


def facet(screen: Any, name: str) -> Facet:
    chosen = set(request.args.get(name, "").split(",")) - {""}
    words = _options(python_type(getattr(screen.plan.entity, name)), language())
    options = tuple((value, label, value in chosen) for value, label in words)
    return Facet(name, str(screen.labels[name]), len(chosen), options)


def builder(screen: Any) -> tuple[Field, ...]:
    """The fields of the filter builder; what has a facet of its own is not repeated."""
    return _fields(screen, language())


@lru_cache(maxsize=500)
def _fields(screen: Any, language_: str) -> tuple[Field, ...]:
    names = (name for name in screen.plan.filters if name not in screen.facets)
    return tuple(_field(screen, name, language_) for name in names)


def _field(screen: Any, name: str, language_: str) -> Field:
    kind = python_type(getattr(screen.plan.entity, name))
    options = _options(kind, language_)
    shape = "choice" if options else SHAPES.get(kind, "text")
    return Field(
        name,
        str(screen.labels[name]),
        "reference" if name in screen.references else shape,
        options,
        screen.references.get(name),
        _may_be_empty(screen.plan.entity, name),
    )


def _may_be_empty(entity: type[Any], name: str) -> bool:
    """What is derived, such as a state, is always there."""
    column = inspect(entity).columns.get(name)
    return column is not None and bool(column.nullable)


@lru_cache(maxsize=1_000)
def _options(kind: Any, _language: str) -> tuple[tuple[str, str], ...]:
    """A vocabulary's words in the reader's language."""
    if kind is bool:
        return tuple((value, str(label)) for value, label in YES_NO.items())
    is_choice = isinstance(kind, type) and issubclass(kind, Choice)
    return tuple((m.name, str(m)) for m in kind) if is_choice else ()
