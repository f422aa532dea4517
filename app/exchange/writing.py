"""The confirmed rows into customers, block by block; the one door rows are written through."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.core import bulk
from app.core.clock import now
from app.core.pinyin import pinyin_of
from app.core.words import N_, RuleError
from app.customers.models import Customer, new_numbers
from app.customers.passage import assess_new
from app.customers.rules import CustomerKind, EntryStatus
from app.exchange.checking import Line, Seen, find_duplicates
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rows import (
    MARK,
    PlainRow,
    batch_of,
    keep,
    plain_blocks,
    plain_rows,
    settle,
    tally,
)
from app.exchange.rules import BatchStep, Outcome
from app.exchange.stored import load, load_changes
from app.exchange.uploads import forget_file
from app.security.actor import actor
from app.security.rules import Reach
from app.work.queue import Work

MOVED_ON = N_("The customer was changed after this row was checked; check the file again.")
TAKEN = (Outcome.created, Outcome.updated)


def apply_import(session: Session, work: Work) -> str:
    """Exactly the accepted rows, each once: a row and its mark are committed together."""
    batch = batch_of(session, work)
    batch_id, place, total = batch.id, batch.department_id, batch.created + batch.updated
    session.commit()
    pinyin_of("客")  # Its table is made at the first name, and not while the database is locked.
    done = _applied(session, batch_id)
    session.commit()
    open_rows = (ImportRow.is_applied.is_(False), ImportRow.outcome.in_(TAKEN))
    for rows in plain_blocks(session, batch_id, *open_rows):
        _write_twice_if_beaten(session, rows, place)
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


def _write_twice_if_beaten(session: Session, rows: Sequence[PlainRow], place: int) -> None:
    """Somebody may register a customer between our look and our write: then look again."""
    ids = [row.id for row in rows]
    try:
        _write_block(session, rows, place)
    except (IntegrityError, StaleDataError):
        session.rollback()
        _write_block(session, plain_rows(session, ImportRow.id.in_(ids)), place)


def _write_block(session: Session, rows: Sequence[PlainRow], place: int) -> None:
    """New customers with their numbers, changes of known ones, and the mark on each row."""
    fresh = _still_new([row for row in rows if row.outcome is Outcome.created])
    numbers = new_numbers(session, len(fresh)) if fresh else []
    made = [_customer(line, number, place) for line, number in zip(fresh, numbers, strict=True)]
    assess_new(session, made)
    bulk.add(session, Customer, made)
    changed = _change(session, [row for row in rows if row.outcome is Outcome.updated])
    session.flush()
    written = [*zip((line.row for line in fresh), made, strict=True), *changed]
    for row, customer in written:
        row.subject_id, row.subject_version = customer.id, customer.version or 1
        row.is_applied = True
    keep(session, rows, MARK)


def _still_new(rows: Sequence[PlainRow]) -> list[Line]:
    """Those that nobody registered since they were checked."""
    lines = [Line(row, load(row.values)) for row in rows]
    for line in lines:
        line.row.outcome = None
    find_duplicates(lines, Seen())
    fresh = [line for line in lines if line.is_open]
    for line in fresh:
        line.row.outcome = Outcome.created
    return fresh


def _customer(line: Line, number: str, place: int) -> Customer:
    who = actor()
    told = {
        "kind": CustomerKind.enterprise,
        "account_manager_id": who.user_id if who.reach is Reach.own else None,
        **line.values,
        "number": number,
        "department_id": place,
        "entry_status": EntryStatus.submitted,
    }
    customer: Customer = bulk.draft(Customer, told)
    customer.derive()
    return customer


def _change(session: Session, rows: Sequence[PlainRow]) -> list[tuple[PlainRow, Customer]]:
    """Update the customers that still stand as the preview showed them."""
    asked = select(Customer).where(Customer.id.in_([row.subject_id for row in rows]))
    found = {customer.id: customer for customer in session.scalars(asked)} if rows else {}
    changed = []
    for row in rows:
        customer = found.get(row.subject_id or 0)
        if customer is None or customer.version != row.subject_version:
            row.turn(Outcome.refused, RuleError(MOVED_ON))
            continue
        for name, (_old, new) in load_changes(row.changes).items():
            setattr(customer, name, new)
        customer.derive()
        changed.append((row, customer))
    return changed
