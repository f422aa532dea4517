"""The few questions that look past the gate. They answer yes or no, never with a record."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Table, select

from app.core.db import Model, db
from app.core.gate import gate_of
from app.core.listing import DEEPEST_ID
from app.security.actor import Actor, unscoped
from app.security.scope import conditions, grounds, visible

BLOCK = 500


def taken_usccs(codes: Iterable[str]) -> set[str | None]:
    """Which of these credit codes a living customer of any department has."""
    return set(_taken("uscc", codes, "uscc"))


def taken_names(names: Iterable[str], *, uncoded: bool = False) -> set[str]:
    """Which of these names a living customer bears (one without a credit code, if ``uncoded``)."""
    return set(_taken("name", names, "" if uncoded else "name"))


def _taken(column: str, values: Iterable[str], present: str) -> Iterator[str]:
    """``present`` names a column that must hold a value; without it, the credit code must not."""
    table: Table = Model.metadata.tables["customer"]
    wanted = iter(set(values))
    with unscoped("a duplicate is a duplicate in every department"):
        while block := list(islice(wanted, BLOCK)):
            asked = select(table.c[column]).where(table.c[column].in_(block))
            having = table.c[present].is_not(None) if present else table.c.uscc.is_(None)
            yield from db.session.scalars(asked.where(table.c.voided_at.is_(None), having))


def standing(entity: type[Any], told: str, who: Actor) -> dict[str, bool] | None:
    """How the record with this number or id stands to somebody: visible or not, and each ground.

    The database evaluates the gate's own expressions; only yes and no come back.
    """
    gate = gate_of(entity)
    assert gate is not None
    parts = conditions(entity, gate, who) | grounds(entity, gate, who)
    columns = [
        part.label(name) for name, part in (parts | {"visible": visible(entity, who)}).items()
    ]
    is_id = told.isdecimal() and len(told) < 20 and int(told) <= DEEPEST_ID  # noqa: PLR2004
    named = entity.id == int(told) if is_id else entity.number == told.upper()
    with unscoped("whoever watches over rights asks what somebody else sees"):
        row = db.session.execute(select(*columns).where(named)).mappings().first()
    return {name: bool(value) for name, value in row.items()} if row else None


def numbers_of(entity: type[Any], ids: Iterable[int]) -> dict[int, str]:
    """The numbers of records, nothing else of them."""
    asked = select(entity.id, entity.number).where(entity.id.in_(list(ids)[:BLOCK]))
    with unscoped("a share is told to its watchers by its record's number"):
        return {row[0]: row[1] for row in db.session.execute(asked)}
