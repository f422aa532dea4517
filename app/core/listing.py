"""A list's question to the database, read from its URL: search, filters, order, place.

``?q=…&status=a,b&sales=between:1,9&sort=-sales&after=CURSOR``. Reads ORM columns, so the gate
applies; counts are bounded; places are cursors, page numbers only near the start.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core import search
from app.core.clock import ZONE
from app.core.gate import gate_of
from app.core.words import N_, Choice, RuleError

SIZES = (25, 50, 100, 200)
COUNT_LIMIT = 1_000
NUMBERED_ROWS = 10_000
RESERVED = {"q", "sort", "after", "before", "page", "size", "last"}
MAX_QUERY = 100
DEEPEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Plan:
    """What one list may show, filter and sort by; declared once by its screen."""

    entity: type[Any]
    columns: Sequence[str]
    filters: Sequence[str]
    orders: Sequence[str]  # NOT NULL columns only, each with an index (column, id)
    search: Sequence[str]
    order: tuple[str, str] = ("id", "desc")
    labels: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)  # key → (table, name)
    scope: Callable[[], Sequence[ColumnElement[bool]]] = tuple  # Besides the gate, always.
    exact: Callable[[str], ColumnElement[bool] | None] | None = None  # Beside the search's own.
    more: Sequence[str] = ()  # Columns a reader may choose besides.


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


@dataclass
class Found:
    """One page of rows, how many there are (up to a limit), and whether more lie either side."""

    rows: list[Any]
    count: int
    is_more_than_count: bool
    has_next: bool
    has_previous: bool
    first_place: str | None
    last_place: str | None
    start: int | None


def read_url(plan: Plan, args: Mapping[str, str]) -> Asked:
    """Understand a list's URL; what makes no sense is left out and told in ``problems``."""
    asked = Asked(q=" ".join(args.get("q", "").replace("\0", "").split())[:MAX_QUERY])
    _read_order(plan, args.get("sort", ""), asked)
    asked.size = min(SIZES, key=lambda size: abs(size - _whole(args.get("size"), SIZES[0])))
    asked.page = max(1, min(_whole(args.get("page"), 1), NUMBERED_ROWS // asked.size))
    asked.last = args.get("last") == "1"
    for place in ("after", "before"):
        setattr(asked, place, _read_place(plan, asked, args.get(place, "")))
    for name in args:
        if name not in RESERVED and name in plan.filters and args[name]:
            asked.conditions.append(_read_condition(name, args[name]))
    return asked


def _read_order(plan: Plan, told: str, asked: Asked) -> None:
    column = told.removeprefix("-")
    if column in plan.orders:
        asked.sort, asked.descending = column, told.startswith("-")
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


def parse(column: InstrumentedAttribute[Any], text: str) -> Any:
    """One value of a column from its text in a URL; RuleError when it is none."""
    kind = python_type(column)
    try:
        return _PARSERS.get(kind, str)(text.strip()) if not _is_choice(kind) else kind[text]
    except (ValueError, KeyError, InvalidOperation) as wrong:
        raise RuleError(N_("“%(value)s” is not a value to filter by."), value=text[:40]) from wrong


def python_type(column: InstrumentedAttribute[Any]) -> Any:
    """The Python type a column holds (Decimal for scaled integers, the Choice for choices)."""
    kind = column.type
    if getattr(kind, "enum_class", None):
        return kind.enum_class
    try:
        return {"Scaled": Decimal, "Instant": datetime}.get(type(kind).__name__) or kind.python_type
    except NotImplementedError:
        return str


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


def rows_where(plan: Plan, asked: Asked, session: Session) -> list[ColumnElement[bool]]:
    """The search and filters as conditions; a filter that makes no sense becomes a problem."""
    found = [_search(plan, asked, session)] if asked.q else []
    found += plan.scope()
    for condition in asked.conditions:
        try:
            found += _narrowing(plan, condition, session)
            found += _in_reach(plan, condition)
            found.append(_where(getattr(plan.entity, condition.column), condition))
        except RuleError as problem:
            asked.problems.append(problem)
    return found


def _search(plan: Plan, asked: Asked, session: Session) -> ColumnElement[bool]:
    """By the index where the table has one: few hits by their ids, many by walking the list."""
    hits = search.hits(session, plan.entity, asked.q) if search.searched(plan.entity) else None
    if hits and not hits.is_common:
        found: ColumnElement[bool] = plan.entity.id.in_(hits.ids)
    else:
        asked.sample = hits.ids if hits else []
        found = and_(*(_holds(plan, word) for word in asked.q.split()))
    exact = plan.exact(asked.q) if plan.exact else None
    return found if exact is None else or_(found, exact)


def _in_reach(plan: Plan, asked: Condition) -> list[ColumnElement[bool]]:
    """A reference out of reach is filtered by as if it were not there: no number can be tried."""
    table, _ = plan.labels.get(asked.column, (None, None))
    if table is None or not gate_of(table):
        return []
    column, seen = getattr(plan.entity, asked.column), select(table.id)
    if asked.operator == "is":
        seen = seen.where(table.id.in_([parse(column, word) for word in asked.words]))
    return [column.in_(seen)]


def _narrowing(plan: Plan, asked: Condition, session: Session) -> list[ColumnElement[bool]]:
    """Part of an indexed column's text: the index names the few rows that may hold it."""
    if asked.operator != "contains" or asked.column not in search.searched(plan.entity):
        return []
    hits = search.hits(session, plan.entity, asked.words[0])
    return [] if hits.is_common else [plan.entity.id.in_(hits.ids)]


def _holds(plan: Plan, word: str) -> ColumnElement[bool]:
    pattern = f"%{escape_like(word)}%"
    columns = [getattr(plan.entity, name) for name in plan.search]
    return or_(*(column.ilike(pattern, escape="\\") for column in columns))


def escape_like(text: str) -> str:
    """``text`` as it stands, inside a LIKE pattern with backslash as escape."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _where(column: InstrumentedAttribute[Any], asked: Condition) -> ColumnElement[bool]:
    if asked.operator == "empty":
        return column.is_(None)
    if asked.operator == "filled":
        return column.is_not(None)
    if asked.operator == "contains":
        return column.ilike(f"%{escape_like(asked.words[0])}%", escape="\\")
    if asked.operator == "between":
        return _between(column, asked.words)
    if python_type(column) is datetime:
        return or_(*(_between(column, (word, word)) for word in asked.words))
    words = [parse(column, word) for word in asked.words]
    return column.in_(words)


def _between(column: InstrumentedAttribute[Any], words: tuple[str, ...]) -> ColumnElement[bool]:
    low, high = (*words, "", "")[:2]
    ends = [column >= parse(column, low)] if low else []
    ends += [column <= _end_of(parse(column, high), high)] if high else []
    if not ends:
        raise RuleError(N_("A range needs at least one end."))
    return and_(*ends)


def _end_of(value: Any, told: str) -> Any:
    """A day named as the end of a range of moments is meant to its last moment."""
    is_day = isinstance(value, datetime) and len(told.strip()) == len("2025-01-31")
    return value + timedelta(days=1, microseconds=-1) if is_day else value


def at_most(session: Session, plan: Plan, where: list[ColumnElement[bool]], most: int) -> int:
    """How many rows there are; counting ends one past ``most``."""
    inner = select(plan.entity.id).where(*where).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(inner)) or 0


def find(session: Session, plan: Plan, asked: Asked) -> Found:
    """One page: two statements, whatever the table's size.

    Where few rows match they are read by their ids. Left to choose, a planner walks the list's
    order until a page is full: for a reader of few rows that is the whole table.
    """
    where = rows_where(plan, asked, session)
    ids = _some(session, plan, asked, where)
    count = len(ids)
    if count <= COUNT_LIMIT:
        where = [plan.entity.id.in_(ids)]
    backwards = asked.last or asked.before is not None
    rows = list(session.execute(_page(plan, asked, where, backwards)))
    more = len(rows) > asked.size
    rows = rows[: asked.size]
    if backwards:
        rows.reverse()
    is_first = not (asked.after or backwards or asked.page > 1)
    return Found(
        rows,
        min(count, COUNT_LIMIT),
        count > COUNT_LIMIT,
        has_next=more if not backwards else asked.before is not None,
        has_previous=not is_first if not backwards else more,
        first_place=place_of(asked, rows[0]) if rows else None,
        last_place=place_of(asked, rows[-1]) if rows else None,
        start=(asked.page - 1) * asked.size + 1 if not (asked.after or backwards) else None,
    )


def _some(
    session: Session, plan: Plan, asked: Asked, where: list[ColumnElement[bool]]
) -> list[int]:
    """The matching ids, up to one above the limit. Of a common word a sample usually has enough."""
    if asked.sample:
        known = [plan.entity.id.in_(asked.sample), *where[1:]]
        ids = _bounded(session, plan, known)
        if len(ids) > COUNT_LIMIT:
            return ids
    return _bounded(session, plan, where)


def _bounded(session: Session, plan: Plan, where: list[ColumnElement[bool]]) -> list[int]:
    return list(session.scalars(select(plan.entity.id).where(*where).limit(COUNT_LIMIT + 1)))


def _page(
    plan: Plan, asked: Asked, where: list[ColumnElement[bool]], backwards: bool
) -> Select[Any]:
    descending = asked.descending != backwards
    question = columns_of(plan).where(*where)
    place = asked.before or asked.after
    if place and not asked.last:
        question = question.where(beyond(plan, asked, place, descending))
    question = ordered(question, plan, asked, descending).limit(asked.size + 1)
    if not (place or asked.last):
        question = question.offset((asked.page - 1) * asked.size)
    return question


def columns_of(plan: Plan) -> Select[Any]:
    """The select of a list's columns, names of references joined in."""
    entity = plan.entity
    needed = dict.fromkeys(["id", *plan.columns, *plan.orders])
    question = select(*(getattr(entity, name).label(name) for name in needed))
    for key, (table, name) in plan.labels.items():
        question = question.outerjoin(table, table.id == getattr(entity, key))
        question = question.add_columns(name().label(f"{key}_label"))
    return question


def ordered(question: Select[Any], plan: Plan, asked: Asked, descending: bool) -> Select[Any]:
    """By the sort column, then the id, in one direction: mixed directions defeat the index."""
    keys = dict.fromkeys([asked.sort, "id"])
    columns = [getattr(plan.entity, name) for name in keys]
    return question.order_by(*(c.desc() if descending else c.asc() for c in columns))


def beyond(
    plan: Plan, asked: Asked, place: tuple[Any, int], descending: bool
) -> ColumnElement[bool]:
    """The rows that lie past one place in the list's order."""
    value, pk = place
    column, key = getattr(plan.entity, asked.sort), plan.entity.id
    if asked.sort == "id":
        return and_(key < pk if descending else key > pk)
    ahead = column < value if descending else column > value
    behind_tie = and_(column == value, key < pk if descending else key > pk)
    reached = column <= value if descending else column >= value
    return and_(reached, or_(ahead, behind_tie))
