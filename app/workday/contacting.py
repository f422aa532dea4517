"""Logging a contact: what was planned is answered, and the customer is quiet since that day."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.settling import locked
from app.core.clock import local
from app.core.derived import set_derived
from app.customers.contacts import check_serves
from app.customers.models import Customer
from app.security.models import Person
from app.workday.models import FollowUp
from app.workday.rules import answers


def log(session: Session, follow_up: FollowUp) -> None:
    """Keep a contact; the customer's row is held meanwhile, so that days are counted in turn."""
    customer = locked(session, Customer, follow_up.customer_id)
    check_contact(session, follow_up)
    session.add(follow_up)
    session.flush()
    for plan in _plans(session, follow_up):
        if answers(plan.next_on, follow_up.happened_on, plans_again=bool(follow_up.next_on)):
            plan.answered_by_id = follow_up.id
    count_quiet(session, customer)


def mend(session: Session, follow_up: FollowUp) -> None:
    """After a correction."""
    check_contact(session, follow_up)
    count_quiet(session, locked(session, Customer, follow_up.customer_id))


def take_back(session: Session, follow_up: FollowUp, by: Person, reason: str) -> None:
    """What it answered is open again."""
    customer = locked(session, Customer, follow_up.customer_id)
    follow_up.void(by, reason)
    for plan in session.scalars(select(FollowUp).where(FollowUp.answered_by_id == follow_up.id)):
        plan.answered_by_id = None
    count_quiet(session, customer)


def _plans(session: Session, follow_up: FollowUp) -> list[FollowUp]:
    """What was planned with this customer and is not answered, up to that day."""
    asked = select(FollowUp).where(
        FollowUp.customer_id == follow_up.customer_id,
        FollowUp.happened_on <= follow_up.happened_on,
        FollowUp.next_on.is_not(None),
        FollowUp.answered_by_id.is_(None),
        FollowUp.id != follow_up.id,
    )
    return list(session.scalars(asked))


def check_contact(session: Session, follow_up: FollowUp) -> None:
    """The person one spoke with serves this customer."""
    check_serves(session, follow_up.contact, follow_up.customer_id)


def count_quiet(session: Session, customer: Customer) -> None:
    """The day of the last contact; without any, the day its file was begun."""
    session.flush()
    asked = select(func.max(FollowUp.happened_on)).where(FollowUp.customer_id == customer.id)
    last = session.scalar(asked)
    set_derived(session, customer, quiet_since=last or local(customer.created_at).date())
