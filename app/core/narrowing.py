"""What a list is narrowed to: its search and filters as conditions of a query."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core import search
from app.core.asking import Asked, Condition, Plan
from app.core.gate import gate_of
from app.core.ids import among
from app.core.values import parse, python_type
from app.core.words import N_, RuleError


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
        found: ColumnElement[bool] = among(plan.entity.id, hits.ids)
    else:
        asked.sample = hits.ids if hits else []
        found = and_(*(_holds(plan, word) for word in asked.q.split()))
    exact = plan.exact(asked.q) if plan.exact else None
    return found if exact is None else or_(found, exact)


def _in_reach(plan: Plan, asked: Condition) -> list[ColumnElement[bool]]:
    """A reference out of reach is filtered by as if it were not there: no number can be tried."""
    table, _ = plan.referred(asked.column)
    if table is None or not gate_of(table):
        return []
    column, seen = getattr(plan.entity, asked.column), select(table.id)
    if asked.operator == "is":
        seen = seen.where(table.id.in_([parse(column, word) for word in asked.words]))
    return [column.in_(seen.correlate(None))]  # It may be the list's own table.


def _narrowing(plan: Plan, asked: Condition, session: Session) -> list[ColumnElement[bool]]:
    """Part of an indexed column's text: the index names the few rows that may hold it."""
    if asked.operator != "contains" or asked.column not in search.searched(plan.entity):
        return []
    hits = search.hits(session, plan.entity, asked.words[0])
    return [] if hits.is_common else [among(plan.entity.id, hits.ids)]


def _holds(plan: Plan, word: str) -> ColumnElement[bool]:
    pattern = f"%{escape_like(word)}%"
    columns = [getattr(plan.entity, name) for name in plan.search]
    found = (column.ilike(pattern, escape="\\") for column in columns)
    return or_(false(), *found)  # A list without searched columns finds nothing by words.


def escape_like(text: str) -> str:
    """``text`` as it stands, inside a LIKE pattern with backslash as escape."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _where(column: InstrumentedAttribute[Any], asked: Condition) -> ColumnElement[bool]:
    if asked.operator == "empty":
        return column.is_(None)
    if asked.operator == "filled":
        return column.is_not(None)
    if asked.operator == "contains":
        return _contains(column, asked.words[0])
    if asked.operator == "between":
        return _between(column, asked.words)
    return _one_of(column, asked.words)


def _contains(column: InstrumentedAttribute[Any], word: str) -> ColumnElement[bool]:
    """Text alone holds part of a word; of a number or a day it is no question."""
    if python_type(column) in {int, bool, date, datetime, Decimal}:
        raise RuleError(N_("“%(value)s” is not a value to filter by."), value=word[:40])
    return column.ilike(f"%{escape_like(word)}%", escape="\\")


def _one_of(column: InstrumentedAttribute[Any], told: tuple[str, ...]) -> ColumnElement[bool]:
    if python_type(column) is datetime:
        return or_(*(_between(column, (word, word)) for word in told))
    words = [parse(column, word) for word in told]
    if python_type(column) is bool:  # A question may stand here in place of a column.
        return or_(*(column if word else not_(column) for word in words))
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
