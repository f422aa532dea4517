"""A complaint's clock: until when it is to be settled, paused and resumed."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.core.workdays import is_working_day
from app.customers.rules import check_reason
from app.service.clock import Pause, due_at, last_day, starts
from app.service.complaint_rules import LIMIT_DAYS, REPEAT, ComplaintStatus
from app.service.complaints import Complaint, ComplaintPause


def set_due(session: Session, complaint: Complaint) -> None:
    """Its last day, as its severity and its pauses now say; a draft has none."""
    is_draft = complaint.status is ComplaintStatus.draft
    complaint.due_on = None if is_draft else due_on(complaint, _pauses(session, complaint))


def register(session: Session, complaint: Complaint, at: datetime) -> None:
    """A draft is taken in, and its clock starts."""
    complaint.register(at)
    set_due(session, complaint)


def pause(session: Session, complaint: Complaint, at: datetime, reason: str) -> None:
    """From now on the clock stands: the customer, or somebody else, must answer first."""
    if complaint.status is ComplaintStatus.closed or complaint.due_on is None:
        raise RuleError(N_("This clock does not run."))
    session.add(ComplaintPause(complaint=complaint, from_at=at, reason=check_reason(reason)))
    complaint.due_on = None


def resume(session: Session, complaint: Complaint, at: datetime) -> None:
    """The clock goes on where it stood."""
    pauses = _pauses(session, complaint)
    standing = [one for one in pauses if one.until_at is None]
    if not standing:
        raise RuleError(N_("This clock is not paused."))
    for one in standing:
        one.until_at = at
    complaint.due_on = due_on(complaint, pauses)


def reopen(session: Session, complaint: Complaint, at: datetime) -> None:
    """It came back, and has its whole limit again."""
    if complaint.due_on is None:
        resume(session, complaint, at)
    complaint.reopen(at)
    set_due(session, complaint)


def earlier_alike(session: Session, complaint: Complaint) -> Complaint | None:
    """The last complaint of the same customer in the same category, not long before."""
    asked = select(Complaint).where(
        Complaint.customer_id == complaint.customer_id,
        Complaint.category == complaint.category,
        Complaint.received_at.between(complaint.received_at - REPEAT, complaint.received_at),
        Complaint.id != complaint.id,
        Complaint.status != ComplaintStatus.draft,
    )
    return session.scalar(asked.order_by(Complaint.received_at.desc(), Complaint.id.desc()))


def _pauses(session: Session, complaint: Complaint) -> Sequence[ComplaintPause]:
    if complaint.id is None:
        return []
    asked = select(ComplaintPause).where(ComplaintPause.complaint_id == complaint.id)
    return session.scalars(asked.order_by(ComplaintPause.from_at)).all()


def due_on(complaint: Complaint, pauses: Sequence[ComplaintPause]) -> date | None:
    """Its last day by its severity; none while its clock stands."""
    stood = [Pause(one.from_at, one.until_at) for one in pauses]
    limit = LIMIT_DAYS[complaint.severity]
    due = due_at(starts(complaint.counted_from), limit, stood, is_working_day)
    return last_day(due) if due else None
