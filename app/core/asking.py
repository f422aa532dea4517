"""What a list may show and what its address asks for, understood.

``?q=…&status=a,b&sales=between:1,9&sort=-sales&after=CURSOR``
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement

from app.core.held import release
from app.core.values import DEEPEST_ID, parse
from app.core.words import Choice, RuleError

SIZES = (25, 50, 100, 200)
NUMBERED_ROWS = 10_000
RESERVED = {"q", "sort", "after", "before", "page", "size", "last"}
MAX_QUERY = 100


@dataclass(frozen=True)
class Plan:
    """What one list may show, filter and sort by; declared once by its screen."""

    entity: type[Any]
    columns: Sequence[str]
    filters: Sequence[str]
    orders: Sequence[str]  # NOT NULL, or with a rank that is; each with an index (column, id)
    search: Sequence[str]
    order: tuple[str, str] = ("id", "desc")
    labels: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)  # key → (table, name)
    beside: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)  # likewise, of no column
    scope: Callable[[], Sequence[ColumnElement[bool]]] = tuple  # Besides the gate, always.
    exact: Callable[[str], ColumnElement[bool] | None] | None = None  # Beside the search's own.
    more: Sequence[str] = ()  # Columns a reader may choose besides.
    #: Column → which its cell reads besides.
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Order that may be empty → its stand-in.
    ranks: Mapping[str, str] = field(default_factory=dict)

    @property
    def ranked(self) -> Sequence[str]:
        """The columns its orders go by."""
        return [self.rank(name) for name in self.orders]

    def rank(self, order: str) -> str:
        """The column one of its orders goes by."""
        return self.ranks.get(order, order)

    def referred(self, column: str) -> tuple[Any, Any]:
        """The table a column or filter names a row of, and its name there; nothing for others."""
        return {**self.beside, **self.labels}.get(column, (None, None))


@dataclass(frozen=True)
class Condition:
    """One filter as asked: column, operator (is, contains, between, empty) and its words."""

    column: str
    operator: str
    words: tuple[str, ...]


@dataclass
class Asked:
    """The list's URL, understood. ``problems`` are sentences about what was not."""

    q: str = ""
    conditions: list[Condition] = field(default_factory=list)
    sort: str = "id"
    descending: bool = True
    size: int = SIZES[0]
    page: int = 1
    after: tuple[Any, int] | None = None
    before: tuple[Any, int] | None = None
    last: bool = False
    problems: list[RuleError] = field(default_factory=list)
    sample: list[int] = field(default_factory=list)  # some hits of a word that has very many

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.conditions)


def read_url(plan: Plan, args: Mapping[str, str]) -> Asked:
    """Understand a list's URL; what makes no sense is left out and told in ``problems``."""
    asked = Asked()
    _read_words(args.get("q", ""), asked)
    _read_order(plan, args.get("sort", ""), asked)
    asked.size = min(SIZES, key=lambda size: abs(size - _whole(args.get("size"), SIZES[0])))
    asked.page = max(1, min(_whole(args.get("page"), 1), NUMBERED_ROWS // asked.size))
    asked.last = args.get("last") == "1"
    for place in ("after", "before"):
        setattr(asked, place, _read_place(plan, asked, args.get(place, "")))
    for name in args:
        if name not in RESERVED and name in plan.filters and args[name]:
            asked.conditions.append(_read_condition(name, args[name].replace("\0", "")))
    return asked


def _read_words(told: str, asked: Asked) -> None:
    try:
        asked.q = " ".join(release(told).replace("\0", "").split())[:MAX_QUERY]
    except RuleError as problem:
        asked.problems.append(problem)


def _read_order(plan: Plan, told: str, asked: Asked) -> None:
    column = told.removeprefix("-")
    if column in plan.orders:
        asked.sort, asked.descending = plan.rank(column), told.startswith("-")
    else:
        asked.sort, asked.descending = plan.order[0], plan.order[1] == "desc"


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default  # noqa: PLR2004


def _read_condition(name: str, told: str) -> Condition:
    operator, _, rest = told.partition(":")
    if operator in {"contains", "between", "empty", "filled"}:
        words = (rest,) if operator == "contains" else tuple(rest.split(",")[:2])
        return Condition(name, operator, words)
    return Condition(name, "is", tuple(told.split(",")[:50]))


def place_of(asked: Asked, row: Any) -> str:
    """The cursor of one row: its sort value and id."""
    value = getattr(row, asked.sort)
    shown = value.isoformat() if isinstance(value, date | datetime) else value
    shown = shown.name if isinstance(shown, Choice) else shown
    return base64.urlsafe_b64encode(json.dumps([shown, row.id], default=str).encode()).decode()


def _read_place(plan: Plan, asked: Asked, told: str) -> tuple[Any, int] | None:
    if not told:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(told.encode()))
        if not 0 <= int(pk) <= DEEPEST_ID:
            return None
        return parse(getattr(plan.entity, asked.sort), str(value)), int(pk)
    except (ValueError, TypeError, binascii.Error, RuleError):
        return None  # A damaged or old link starts at the first page.
