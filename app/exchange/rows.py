"""A batch's rows, block by block: what reading, checking, writing and undoing walk over."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rules import Outcome
from app.work.queue import Work

#: One transaction a block: no writer holds SQLite's lock longer than half a second.
BLOCK = 250


def blocks(
    session: Session, batch_id: int, *where: ColumnElement[bool], size: int = BLOCK
) -> Iterator[list[ImportRow]]:
    """The rows in the file's order. The caller commits each block before it asks for the next."""
    last = -1
    while True:
        asked = select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.line > last)
        found = list(session.scalars(asked.where(*where).order_by(ImportRow.line).limit(size)))
        if not found:
            return
        last = found[-1].line
        yield found


def batch_of(session: Session, work: Work) -> ImportBatch:
    """The batch this work is on, through the gate of whoever asked for it."""
    return session.scalars(select(ImportBatch).where(ImportBatch.id == work.payload["batch"])).one()


def settle(session: Session, work: Work, done: int, total: int | None = None) -> None:
    """End of a block: rows and progress in one commit, then a moment to be stopped."""
    work.advance(session, done, total)
    session.commit()
    session.expunge_all()
    work.pause()


def tally(session: Session, batch: ImportBatch, *where: ColumnElement[bool]) -> None:
    """Write the batch's counts from its rows, and how many rows raise a doubt."""
    asked = select(ImportRow.outcome, func.count(ImportRow.id), func.count(ImportRow.warnings))
    asked = asked.where(ImportRow.batch_id == batch.id, *where).group_by(ImportRow.outcome)
    counts: Counter[Any] = Counter()
    warned = 0
    for outcome, count, doubted in session.execute(asked):
        counts[outcome], warned = count, warned + doubted
    for outcome in Outcome:
        setattr(batch, outcome.name, counts[outcome])
    batch.warned = warned
