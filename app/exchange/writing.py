"""The confirmed rows into records, block by block; the one door rows are written through."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.core.clock import now
from app.core.memory import seldom_searched
from app.core.pinyin import pinyin_of
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rows import (
    MARK,
    TO_WRITE,
    PlainRow,
    batch_of,
    keep,
    plain_blocks,
    plain_rows,
    settle,
    tally,
)
from app.exchange.rules import BatchStep, Outcome
from app.exchange.subjects import Subject, subject_of
from app.exchange.uploads import forget_file
from app.work.queue import Work

TAKEN = (Outcome.created, Outcome.updated)


@seldom_searched()
def apply_import(session: Session, work: Work) -> str:
    """Exactly the accepted rows, each once: a row and its mark are committed together."""
    batch = batch_of(session, work)
    subject, batch_id, place = subject_of(batch), batch.id, batch.department_id
    size = subject.block_for(batch)
    total = batch.created + batch.updated
    session.commit()
    pinyin_of("客")  # Its table is made at the first name, and not while the database is locked.
    done = _applied(session, batch_id)
    session.commit()
    open_rows = (ImportRow.is_applied.is_(False), ImportRow.outcome.in_(TAKEN))
    for rows in plain_blocks(session, batch_id, *open_rows, names=TO_WRITE, size=size):
        _write_twice_if_beaten(session, subject, rows, place)
        done += len(rows)
        settle(session, work, done, total)
    finish(session, batch_of(session, work))
    return f"{done} rows"


def _applied(session: Session, batch_id: int) -> int:
    asked = select(func.count(ImportRow.id))
    return session.scalar(asked.where(ImportRow.batch_id == batch_id, ImportRow.is_applied)) or 0


def finish(session: Session, batch: ImportBatch) -> None:
    tally(session, batch)
    batch.finished_at = now()
    forget_file(batch)
    batch.end(BatchStep.finish)


def _write_twice_if_beaten(
    session: Session, subject: Subject, rows: Sequence[PlainRow], place: int
) -> None:
    """Somebody may register a customer between our look and our write: then look again."""
    ids = [row.id for row in rows]
    try:
        _write_block(session, subject, rows, place)
    except (IntegrityError, StaleDataError):
        session.rollback()
        again = plain_rows(session, ImportRow.id.in_(ids), names=TO_WRITE, size=len(ids))
        _write_block(session, subject, again, place)


def _write_block(session: Session, subject: Subject, rows: Sequence[PlainRow], place: int) -> None:
    """The subject's records, and on each row the mark of what it made or changed."""
    for row, record in subject.write(session, rows, place):
        row.subject_id, row.subject_version = record.id, record.version or 1
        row.is_applied = True
    keep(session, rows, MARK)
