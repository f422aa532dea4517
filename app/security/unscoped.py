"""The few questions that look past the gate. They answer yes or no, never with a record."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Table, select

from app.core.db import Model, db
from app.security.actor import unscoped

BLOCK = 500


def taken_usccs(codes: Iterable[str]) -> set[str | None]:
    """Which of these credit codes a living customer of any department has."""
    return set(_taken("uscc", codes, "uscc"))


def taken_names(names: Iterable[str], *, uncoded: bool = False) -> set[str]:
    """Which of these names a living customer bears (one without a credit code, if ``uncoded``)."""
    return set(_taken("name", names, "" if uncoded else "name"))


def taken_numbers(numbers: Iterable[str]) -> set[str]:
    """Which of these customer numbers belong to a living customer of any department."""
    return set(_taken("number", numbers, "number"))


def _taken(column: str, values: Iterable[str], present: str) -> Iterator[str]:
    """``present`` names a column that must hold a value; without it, the credit code must not."""
    table: Table = Model.metadata.tables["customer"]
    wanted = iter(set(values))
    with unscoped("a duplicate is a duplicate in every department"):
        while block := list(islice(wanted, BLOCK)):
            asked = select(table.c[column]).where(table.c[column].in_(block))
            having = table.c[present].is_not(None) if present else table.c.uscc.is_(None)
            yield from db.session.scalars(asked.where(table.c.voided_at.is_(None), having))
