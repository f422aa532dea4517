"""An import taken back as a whole: made customers voided, changed ones given their old values."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import N_
from app.customers.models import Customer
from app.exchange.models import ImportRow
from app.exchange.rows import batch_of, blocks, settle
from app.exchange.rules import BatchStep, Outcome, Undone
from app.exchange.stored import load_changes
from app.exchange.uploads import forget_file
from app.security.models import Person
from app.work.queue import Work

REASON = N_("Import undone")


def undo_import(session: Session, work: Work) -> str:
    """What has changed since the import is kept and listed; the rest is as it was before."""
    batch = batch_of(session, work)
    batch_id, total = batch.id, batch.created + batch.updated
    session.commit()
    done = 0
    for rows in blocks(
        session, batch_id, ImportRow.is_applied.is_(True), ImportRow.undone.is_(None)
    ):
        by = session.get_one(Person, work.requester_id)
        undo_block(session, rows, by)
        done += len(rows)
        settle(session, work, done, total)
    batch = batch_of(session, work)
    forget_file(batch)
    batch.end(BatchStep.finish)
    return f"{done} rows"


def undo_block(session: Session, rows: Sequence[ImportRow], by: Person) -> None:
    asked = select(Customer).where(Customer.id.in_([row.subject_id for row in rows]))
    found = {customer.id: customer for customer in session.scalars(asked)}
    for row in rows:
        customer = found.get(row.subject_id or 0)
        if customer is None or customer.version != row.subject_version:
            row.undone = Undone.kept
        else:
            _take_back(row, customer, by)
            row.undone = Undone.restored


def _take_back(row: ImportRow, customer: Customer, by: Person) -> None:
    if row.outcome is Outcome.created:
        customer.void(by, str(REASON))
        return
    for name, (old, _new) in load_changes(row.changes).items():
        setattr(customer, name, old)
    customer.derive()
