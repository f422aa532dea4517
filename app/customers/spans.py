"""Of which days a row of the timeline is: its own, else the one it was entered on."""

from datetime import date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, and_, bindparam, false, func, literal, not_, or_

from app.core.clock import ZONE
from app.core.db import Instant

#: What a day that is not whole lacks: 2006-08 is its first day.
FIRST = literal("-01-01")


class Span(NamedTuple):
    """From a day until before another; None where it is open."""

    since: date | None = None
    until: date | None = None


EVER = Span()


def begun(feed: Any, start: date) -> ColumnElement[bool]:
    """Whether a row is of that day or later."""
    entered: ColumnElement[bool] = feed.entity.created_at >= midnight(start)
    if feed.day is None:
        return entered
    return or_(_reaches(feed.day, start), and_(feed.day.is_(None), entered))


def within(feed: Any, span: Span) -> list[ColumnElement[bool]]:
    """Whether a row is of these days."""
    found = [begun(feed, span.since)] if span.since else []
    if span.until:  # A row without its day answers neither yes nor no.
        found.append(not_(func.coalesce(begun(feed, span.until), false())))
    return found


def _reaches(day: Any, start: date) -> ColumnElement[bool]:
    """The same of a column of moments, of days, or of days that may not be whole."""
    if isinstance(day.type, Instant):
        return day >= midnight(start)  # type: ignore[no-any-return]
    if isinstance(day.type, String):
        return func.substr(day.concat(FIRST), 1, 10) >= start.isoformat()
    return day >= start  # type: ignore[no-any-return]


def midnight(day: date) -> Any:
    return bindparam(None, datetime.combine(day, time(), ZONE), type_=Instant())
