"""A batch reviewed as one object: the customers it made are passed, sent back or filed together.

A customer somebody moved on by itself meanwhile is left where it is, and so is one that its own
page's step would refuse: whose newest check was not passed, or whom the reviewer entered. Contacts
have no such way: of their batch it is only kept that somebody else looked at it, and who.
"""

from collections.abc import Callable
from functools import partial
from random import Random

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.rules import NEXT, EntryStatus, Step
from app.customers.verification import Standing
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.rows import batch_of, blocks, settle
from app.exchange.rules import FILED, BatchStatus, BatchStep, Outcome
from app.exchange.writing import TAKEN
from app.security.models import Person
from app.work.queue import Work

SAMPLE = 20
#: Where the batch's customers belong once it has come this far.
REACHED = {
    BatchStatus.passed: (EntryStatus.reviewed, EntryStatus.filed),
    BatchStatus.filing: (EntryStatus.reviewed, EntryStatus.filed),
    BatchStatus.filed: (EntryStatus.filed,),
}


def move_import(session: Session, work: Work, step: Step, verb: Callable[..., None]) -> str:
    """One step for every customer the batch made and that is at that point."""
    batch = batch_of(session, work)
    batch_id, total, reason = batch.id, batch.created, batch.return_reason or ""
    made = [ImportRow.is_applied.is_(True), ImportRow.outcome == Outcome.created]
    made += [] if batch.subject in FILED else [false()]
    session.commit()
    done = 0
    for rows in blocks(session, batch_id, *made):
        by = session.get_one(Person, work.requester_id)
        _move_block(session, rows, step, by, partial(verb, by=by, reason=reason))
        done += len(rows)
        settle(session, work, done, total)
    batch_of(session, work).end(BatchStep.finish)
    return f"{done} rows"


def _move_block(
    session: Session,
    rows: list[ImportRow],
    step: Step,
    by: Person,
    verb: Callable[[Customer], None],
) -> None:
    """The row goes on knowing its customer's version, so that a batch can still be undone."""
    asked = select(Customer).where(Customer.id.in_([row.subject_id for row in rows]))
    found = {customer.id: customer for customer in session.scalars(asked)}
    moved = []
    for row in rows:
        customer = found.get(row.subject_id or 0)
        if customer is not None and _goes_along(customer, step, by):
            is_ours = customer.version == row.subject_version
            verb(customer)
            moved += [(row, customer)] if is_ours else []
    session.flush()
    for row, customer in moved:
        row.subject_version = customer.version


def _goes_along(customer: Customer, step: Step, by: Person) -> bool:
    """Whether the step takes this customer too. What the file lacks holds no row: an import
    carries what its source has, and was accepted with it.
    """
    if step is not Step.send_back and customer.verification is Standing.failed:
        return False
    return (customer.entry_status, step) in NEXT and not customer.is_made_by(by.id)


MOVES: dict[str, Callable[[Session, Work], str]] = {
    "pass_import": partial(
        move_import, step=Step.review, verb=lambda customer, by, reason: customer.review(by)
    ),
    "return_import": partial(
        move_import, step=Step.send_back,
        verb=lambda customer, by, reason: customer.send_back(by, reason),
    ),
    "file_import": partial(
        move_import, step=Step.file, verb=lambda customer, by, reason: customer.file(by)
    ),
}  # fmt: skip


def sample_of(session: Session, batch: ImportBatch) -> list[int]:
    """Twenty of the records the batch made or changed, the same twenty each time it is opened."""
    taken = (ImportRow.is_applied.is_(True), ImportRow.outcome.in_(TAKEN))
    asked = select(ImportRow.id).where(ImportRow.batch_id == batch.id, *taken)
    ids = session.scalars(asked.order_by(ImportRow.line)).all()
    return sorted(Random(batch.sha256).sample(ids, min(SAMPLE, len(ids))))  # noqa: S311 - no secret


def left_out(batch: ImportBatch) -> Select[ImportRow]:
    """The rows whose customers a step leaves, or left, where they are: what a check speaks against,
    and of a batch that has moved on all that did not come along.
    """
    asked = select(ImportRow).join(Customer, Customer.id == ImportRow.subject_id)
    made = (ImportRow.is_applied.is_(True), ImportRow.outcome == Outcome.created)
    asked = asked.where(ImportRow.batch_id == batch.id, *made)
    if batch.status in REACHED:
        return asked.where(Customer.entry_status.not_in(REACHED[batch.status]))
    return asked.where(Customer.verification == Standing.failed)


def count_of(session: Session, asked: Select[ImportRow]) -> int:
    return session.scalar(select(func.count()).select_from(asked.subquery())) or 0
