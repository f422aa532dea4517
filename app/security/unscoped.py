"""The few questions past the gate. They answer yes, no or how many, never with a record."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Table, func, select

from app.core.db import Model, db
from app.security.actor import unscoped

BLOCK = 500


def taken_usccs(codes: Iterable[str]) -> set[str | None]:
    """Which of these credit codes a living customer of any department has."""
    return set(_taken("uscc", codes, "uscc"))


def taken_names(names: Iterable[str], *, uncoded: bool = False) -> set[str]:
    """Which of these names a living customer bears (one without a credit code, if ``uncoded``)."""
    return set(_taken("name", names, "" if uncoded else "name"))


def hidden_employers(contact_id: int) -> int:
    """How many customers a contact serves that the reader may not see."""
    links = Model.metadata.tables["contact_link"]
    asked = select(func.count()).select_from(links).where(links.c.contact_id == contact_id)
    with unscoped("a number of customers, without their names"):
        every = db.session.scalar(asked) or 0
    link = next(m.class_ for m in Model.registry.mappers if m.local_table is links)
    seen = select(func.count()).select_from(link).where(link.contact_id == contact_id)
    return int(every - (db.session.scalar(seen) or 0))


def _taken(column: str, values: Iterable[str], present: str) -> Iterator[str]:
    """``present`` names a column that must hold a value; without it, the credit code must not."""
    table: Table = Model.metadata.tables["customer"]
    wanted = iter(set(values))
    with unscoped("a duplicate is a duplicate in every department"):
        while block := list(islice(wanted, BLOCK)):
            asked = select(table.c[column]).where(table.c[column].in_(block))
            having = table.c[present].is_not(None) if present else table.c.uscc.is_(None)
            yield from db.session.scalars(asked.where(table.c.voided_at.is_(None), having))
