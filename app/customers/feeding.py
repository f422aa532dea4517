"""What any domain feeds into a customer's timeline: declared briefly, asked in one statement.

Each feed is read along its customer's own index, newest first and only as far as one page shows;
the gate narrows each as it narrows a list (``app/security/scope.py``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import merge
from typing import Any, Protocol

from sqlalchemy import (
    Integer,
    Select,
    String,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.audit.words import SUBJECTS
from app.core.db import Instant, LongId, Scaled
from app.core.values import DEEPEST_ID
from app.core.words import N_, Choice
from app.customers.spans import EVER, Span, within
from app.security.models import Person
from app.security.names import person_name

#: So much of what was written is shown; the rest stands on the record's page.
SNIPPET = 160
HAPPENED = N_("Happened on %(day)s")
Places = Mapping[str, int]  # Feed → the last of its rows that was shown.


class FeedKind(Choice):
    """What a reader narrows the timeline to."""

    file = N_("The file itself")
    business = N_("Business")
    service = N_("Service")
    communication = N_("Communication")


@dataclass(frozen=True)
class Files:
    """The files of a feed's rows: ``key`` is the column, beside the file, of the row it is at.

    ``screen`` and ``right`` are the endpoint and the permission they are given out by.
    """

    key: Any
    screen: str
    right: str


@dataclass(frozen=True, eq=False)
class Feed:
    """One table's rows as entries of the timeline; ``entity`` has a ``customer_id``, or
    ``customer`` is that of what ``beside`` joins.

    ``text`` says what it was, ``right`` is the permission its rows are listed with, ``screen`` the
    endpoint of their page. ``day`` is the column of the day or moment it happened, ``told`` the
    words around that day. ``tag`` is a choice of its own, ``amount`` and ``currency`` its money.
    ``beside`` joins what the text names; ``page`` is the number of the page where it is not its
    own. Where the gate leaves a table open, ``shown`` says which the reader is shown at a customer:
    the values of the column ``only``. Nothing behind a mask may be named here.
    """

    entity: type[Any]
    kind: FeedKind
    icon: str
    text: Any
    right: str
    screen: str = ""
    tone: str = "blue"
    day: Any = None
    told: N_ = HAPPENED
    tag: Any = None
    amount: Any = None
    currency: Any = None
    beside: tuple[Any, Any] | None = None
    page: Any = None
    files: Files | None = None
    customer: Any = None
    only: Any = None
    shown: Callable[[int], Sequence[int]] | None = None

    @property
    def whose(self) -> Any:
        return self.entity.customer_id if self.customer is None else self.customer

    @property
    def name(self) -> str:
        return str(self.entity.__tablename__)

    @property
    def word(self) -> N_:
        return SUBJECTS[self.name]


class Line(Protocol):
    """One row of any of the merged sources; ``told`` is false of one that says nothing."""

    id: Any
    at: Any
    told: Any


def newest(
    session: Session,
    feeds: Sequence[Feed],
    customer_id: int,
    places: Places,
    most: int,
    span: Span = EVER,
) -> dict[str, list[Any]]:
    """Feed → its newest rows at a customer, below the place it was read to."""
    found: dict[str, list[Any]] = {feed.name: [] for feed in feeds}
    told = {feed.name: places.get(feed.name, DEEPEST_ID) for feed in feeds}
    if feeds:
        asked = _asked(tuple(feeds), most, span)
        shown = {_only(feed): [*feed.shown(customer_id)] for feed in feeds if feed.shown}
        for row in session.execute(asked, {**told, **shown, "customer": customer_id}):
            found[row.name].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: -row.id)  # A join promises no order.
    return found


@lru_cache(maxsize=100)
def _asked(feeds: tuple[Feed, ...], most: int, span: Span) -> Select[Any]:
    """The question for all feeds, kept: to put it together takes longer than to answer it."""
    each = union_all(*(select(_arm(feed, most, span).subquery()) for feed in feeds)).subquery()
    asked = select(each, person_name().label("who"), literal(True).label("told"))
    return asked.outerjoin(Person, Person.id == each.c.by_id)


def _arm(feed: Feed, most: int, span: Span) -> Select[Any]:
    entity = feed.entity
    mine = feed.whose == bindparam("customer", type_=LongId)
    asked = select(*_columns(feed)).where(mine, entity.id < bindparam(feed.name, type_=LongId))
    if feed.beside:
        asked = asked.join(*feed.beside)
    if feed.only is not None:
        asked = asked.where(feed.only.in_(bindparam(_only(feed), expanding=True, type_=LongId)))
    asked = asked.where(*within(feed, span))
    # A sum hides the key: in its order a planner would walk all customers' rows to find one's.
    newest = entity.id if feed.customer is None else entity.id + 0
    return asked.order_by(newest.desc()).limit(most)


def _only(feed: Feed) -> str:
    return f"only_{feed.name}"


def _columns(feed: Feed) -> Iterator[Any]:
    """The same columns, of the same types, of every feed: a union asks for it."""
    entity, is_moment = feed.entity, isinstance(getattr(feed.day, "type", None), Instant)
    page = entity.id if feed.page is None else feed.page
    for name, column, kind in (
        ("name", literal(feed.name), String()),
        ("id", entity.id, LongId),
        ("page", page, LongId),
        ("by_id", entity.created_by_id, Integer()),
        ("text", func.substr(feed.text, 1, SNIPPET + 1), Text()),
        ("day", None if is_moment else feed.day, String()),
        ("tag", feed.tag, String()),
        ("currency", feed.currency, String()),
    ):
        yield cast(null() if column is None else column, kind).label(name)
    yield entity.created_at.label("at")  # SQLite would make a number of a moment that is cast.
    yield _own(feed.day if is_moment else None, Instant()).label("moment")
    yield _own(feed.amount, Scaled(2)).label("amount")


def _own(column: Any, kind: Any) -> Any:
    """A column as it is, for its own type reads it back; nothing of the same type where none is."""
    return cast(null(), kind) if column is None else column


def merged(
    sources: Mapping[str, Sequence[Line]], places: Places, shown: int, read: int
) -> tuple[list[Any], Places | None]:
    """The newest lines of all sources together, and where each goes on; None where all ends.

    Each source comes newest first, at most ``read`` of it: beyond the last of a full one nobody
    knows what comes next, so the page ends there.
    """
    found: list[Any] = []
    places, left = dict(places), {name: len(lines) for name, lines in sources.items()}
    each = ([(line.at, name, line) for line in lines] for name, lines in sources.items())
    for _, name, line in merge(*each, key=lambda told: told[0], reverse=True):
        if len(found) == shown:
            return found, places
        places[name] = line.id
        left[name] -= 1
        if line.told:
            found.append((name, line))
        if not left[name] and len(sources[name]) == read:
            return found, places
    return found, None
