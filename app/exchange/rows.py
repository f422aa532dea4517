"""A batch's rows, block by block: what reading, checking, writing and undoing walk over."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session

from app.core import bulk
from app.core.words import RuleError
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.reasons import pack
from app.exchange.rules import Outcome
from app.work.queue import Work

#: One transaction a block: no writer holds SQLite's lock longer than half a second.
BLOCK = 250


def blocks(
    session: Session,
    batch_id: int,
    *where: ColumnElement[bool],
    size: int = BLOCK,
    is_backwards: bool = False,
) -> Iterator[list[ImportRow]]:
    """The rows in the file's order, or against it. The caller commits each block before it asks
    for the next.
    """
    line, last = ImportRow.line, None
    asked = select(ImportRow).where(ImportRow.batch_id == batch_id, *where)
    asked = asked.order_by(line.desc() if is_backwards else line).limit(size)
    while True:
        rest = () if last is None else (line < last if is_backwards else line > last,)
        found = list(session.scalars(asked.where(*rest)))
        if not found:
            return
        last = found[-1].line
        yield found


def batch_of(session: Session, work: Work) -> ImportBatch:
    """The batch this work is on, through the gate of whoever asked for it."""
    return session.scalars(select(ImportBatch).where(ImportBatch.id == work.payload["batch"])).one()


@dataclass(slots=True)
class PlainRow:
    """A row without the session's bookkeeping, which costs more than all that is asked of it."""

    id: int
    line: int
    cells: str = "[]"
    outcome: Outcome | None = None
    reason: str | None = None
    warnings: str | None = None
    values: str | None = None
    changes: str | None = None
    subject_id: int | None = None
    subject_version: int | None = None
    is_applied: bool = False

    def turn(self, outcome: Outcome, refusal: RuleError) -> None:
        self.outcome, self.reason = outcome, pack(refusal)


#: What each step reads of a row, for each sealed cell is opened: to judge it, to write it, to tell.
TO_JUDGE = ("id", "line", "cells")
TO_TELL = ("id", "line", "outcome", "reason")
TO_WRITE = ("id", "line", "outcome", "values", "changes", "subject_id", "subject_version")
VERDICT = tuple(one.name for one in fields(PlainRow))[3:-1]
MARK = ("outcome", "reason", "subject_id", "subject_version", "is_applied")


def plain_blocks(
    session: Session,
    batch_id: int,
    *where: ColumnElement[bool],
    names: Sequence[str],
    size: int = BLOCK,
) -> Iterator[list[PlainRow]]:
    """As ``blocks``, for those who write with ``keep``."""
    last, mine = -1, ImportRow.batch_id == batch_id
    while found := plain_rows(session, mine, ImportRow.line > last, *where, names=names, size=size):
        last = found[-1].line
        yield found


def plain_rows(
    session: Session, *where: ColumnElement[bool], names: Sequence[str], size: int
) -> list[PlainRow]:
    """One block's rows in the file's order, read through the gate like any others."""
    columns = [getattr(ImportRow, name) for name in names]
    asked = select(*columns).where(*where).order_by(ImportRow.line).limit(size)
    return [PlainRow(**dict(zip(names, told, strict=True))) for told in session.execute(asked)]


def keep(session: Session, rows: Sequence[PlainRow], names: Sequence[str]) -> None:
    """Write these columns of rows that were read in this transaction, in one statement."""
    table: Any = ImportRow.__table__
    told = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    statement = update(table).where(table.c.id == bindparam("row")).values(told)
    params, cells = ["row", *(f"new_{name}" for name in names)], attrgetter("id", *names)
    bulk.run(session.connection(), statement, params, map(cells, rows))


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
