"""One page of a list: what its address asks for, found in two statements.

Reads ORM columns, so the gate applies; counts are bounded; places are cursors, page numbers only
near the start.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.asking import Asked, Plan, place_of
from app.core.gate import WALK, Walk, deciding
from app.core.ids import among, gathered
from app.core.narrowing import rows_where

COUNT_LIMIT = 1_000


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
    options = {WALK: Walk(plan.entity, is_ordered=True)}
    if count <= COUNT_LIMIT:
        where, options = [among(plan.entity.id, ids)], {}
    backwards = asked.last or asked.before is not None
    page = _page(plan, asked, where, backwards)
    rows = list(session.execute(page, execution_options=options))
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
        known = [among(plan.entity.id, asked.sample), *where[1:]]
        ids = _bounded(session, plan, known)
        if len(ids) > COUNT_LIMIT:
            return ids
    return _bounded(session, plan, where)


def _bounded(session: Session, plan: Plan, where: list[ColumnElement[bool]]) -> list[int]:
    options = {WALK: Walk(plan.entity, is_ordered=False)}
    inner = select(plan.entity.id).where(*where).limit(COUNT_LIMIT + 1).subquery()
    return session.scalar(select(gathered(inner.c.id)), execution_options=options) or []


def _page(
    plan: Plan, asked: Asked, where: list[ColumnElement[bool]], backwards: bool
) -> Select[Any]:
    descending = asked.descending != backwards
    question = columns_of(plan, joined=False).where(*where)
    place = asked.before or asked.after
    if place and not asked.last:
        question = question.where(beyond(plan, asked, place, descending))
    question = ordered(question, plan, asked, descending).limit(asked.size + 1)
    if not (place or asked.last):
        question = question.offset((asked.page - 1) * asked.size)
    return question


def columns_of(plan: Plan, *, joined: bool = True) -> Select[Any]:
    """The select of a list's columns, names of references joined in: right for very many rows.

    Of a page they are asked row by row: before SQLite joins, it reads all of the other table for a
    filter of its keys.
    """
    entity = plan.entity
    told = (*plan.columns, *deciding(entity, plan.columns))
    beside = [more for name in plan.columns for more in plan.needs.get(name, ())]
    needed = dict.fromkeys(["id", *told, *beside, *plan.ranked])
    question = select(*(getattr(entity, name).label(name) for name in needed))
    for key, (table, name) in plan.labels.items():
        reached, named = table.id == getattr(entity, key), name()
        if joined:
            question = question.outerjoin(table, reached)
        else:
            asked = select(named).select_from(table).where(reached)
            named = asked.correlate(entity).scalar_subquery()
        question = question.add_columns(named.label(f"{key}_label"))
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
