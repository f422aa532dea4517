"""An import taken back as a whole: made records voided, changed ones given their old values."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.customers.groups import check_circle
from app.customers.models import Customer
from app.exchange.models import ImportRow
from app.exchange.officer_rows import are_untouched
from app.exchange.reasons import pack
from app.exchange.rows import batch_of, blocks, settle
from app.exchange.rules import BatchStep, Mode, Outcome, Undone
from app.exchange.stored import load_changes
from app.exchange.subjects import Subject, subject_of
from app.exchange.uploads import forget_file
from app.security.models import Person
from app.security.namesakes import taken_usccs
from app.work.queue import Work

REASON = N_("Import undone")
TAKEN = N_("Another customer has its former credit code by now.")


def undo_import(session: Session, work: Work) -> str:
    """What has changed since the import is kept and listed; the rest is as it was before.

    The last row goes first: what a row rests on is still there when it goes.
    """
    batch = batch_of(session, work)
    subject, batch_id, total = subject_of(batch), batch.id, batch.created + batch.updated
    session.commit()
    done = 0
    open_rows = (ImportRow.is_applied.is_(True), ImportRow.undone.is_(None))
    for rows in blocks(
        session, batch_id, *open_rows, size=min(subject.block, 250), is_backwards=True
    ):
        by = session.get_one(Person, work.requester_id)
        undo_block(session, subject, rows, by)
        done += len(rows)
        settle(session, work, done, total)
    batch = batch_of(session, work)
    forget_file(batch)
    batch.end(BatchStep.finish)
    return f"{done} rows"


def undo_block(session: Session, subject: Subject, rows: Sequence[ImportRow], by: Person) -> None:
    entity = subject.entities[0]
    asked = select(entity).where(entity.id.in_([row.subject_id for row in rows]))
    found = {record.id: record for record in session.scalars(asked)}
    restored, beside = [], subject.beside(session, rows)
    for row in _last_first(subject, rows):
        record = found.get(row.subject_id)
        is_moved = record is None or not subject.is_as_made(record, row)
        others = beside.get(row.id, [])
        is_moved = is_moved or not are_untouched(others)
        if is_moved or _is_held(session, subject, row, record):
            row.undone = Undone.kept
            continue
        if _is_taken(subject, row):
            row.undone, row.reason = Undone.kept, pack(RuleError(TAKEN))
            continue
        _take_back(subject, row, record, by)
        for other in others:
            other.void(by, str(REASON))
        row.undone = Undone.restored
        restored.append(record)
    subject.taken_back(session, restored)


def _last_first(subject: Subject, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """As they were made, from the last: a file that only adds may have been put in order first."""
    only_adds = subject.modes == (Mode.create,)
    return sorted(rows, key=lambda r: ((only_adds and r.subject_id) or 0, r.line), reverse=True)


def _is_held(session: Session, subject: Subject, row: ImportRow, record: Any) -> bool:
    """Whether somebody else's doing rests on what this row made or changed by now."""
    if row.outcome is Outcome.created:
        return subject.is_needed(record)
    before = load_changes(row.changes, *subject.entities).get("parent_id")
    if before is None:
        return False
    session.flush()  # What this undoing gave back to earlier rows counts.
    try:
        check_circle(session, record.id, before[0])
    except RuleError:
        return True
    return False


def _is_taken(subject: Subject, row: ImportRow) -> bool:
    """Whether another living customer has the credit code that this row would get back."""
    if row.outcome is Outcome.created:
        return False
    old, _new = load_changes(row.changes, *subject.entities).get("uscc", (None, None))
    return old is not None and bool(taken_usccs([old]))


def _take_back(subject: Subject, row: ImportRow, record: Any, by: Person) -> None:
    if row.outcome is Outcome.created:
        record.void(by, str(REASON))
        return
    for name, (old, _new) in load_changes(row.changes, *subject.entities).items():
        setattr(record, name, old)
    if isinstance(record, Customer):
        record.note_change(by.id)
