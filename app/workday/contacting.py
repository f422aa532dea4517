"""Logging contacts: what was planned is answered, and the customer is quiet since that day."""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import attrgetter

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
            set_derived(session, plan, answered_by_id=follow_up.id)
    count_quiet(session, customer)


def mend(session: Session, follow_up: FollowUp) -> None:
    """After a correction."""
    check_contact(session, follow_up)
    count_quiet(session, locked(session, Customer, follow_up.customer_id))


def take_back(session: Session, follow_up: FollowUp, by: Person, reason: str) -> None:
    """What it answered is open again."""
    customer = locked(session, Customer, follow_up.customer_id)
    follow_up.void(by, reason)
    _reopen(session, [follow_up])
    count_quiet(session, customer)


def hold(session: Session, ids: Collection[int]) -> list[Customer]:
    """Several customers' rows, held in one order until the transaction ends."""
    asked = select(Customer).where(Customer.id.in_(ids)).order_by(Customer.id).with_for_update()
    return list(session.scalars(asked.execution_options(populate_existing=True)))


def log_many(session: Session, brought: Sequence[FollowUp]) -> None:
    """What a file brought in: a plan is answered by the next contact that keeps it, whichever of
    both came first, for a file may list the newest first.
    """
    if not brought:
        return
    new = {one.id for one in brought}
    for _, contacts in groupby(_around(session, brought), key=attrgetter("customer_id")):
        _answer(session, contacts, new)
    for customer in hold(session, {one.customer_id for one in brought}):
        count_quiet(session, customer)


def _around(session: Session, brought: Sequence[FollowUp]) -> Iterable[FollowUp]:
    """Each customer's contacts by their day: what is still planned, and all since the first new."""
    is_open = FollowUp.next_on.is_not(None) & FollowUp.answered_by_id.is_(None)
    since = FollowUp.happened_on >= min(one.happened_on for one in brought)
    asked = select(FollowUp).where(
        FollowUp.customer_id.in_({one.customer_id for one in brought}), is_open | since
    )
    order = (FollowUp.customer_id, FollowUp.happened_on, FollowUp.id)
    return session.scalars(asked.order_by(*order)).all()


def _answer(session: Session, contacts: Iterable[FollowUp], new: set[int]) -> None:
    plans: list[FollowUp] = []
    for contact in contacts:
        again = contact.next_on is not None
        for plan in list(plans):
            if {plan.id, contact.id} & new and answers(
                plan.next_on, contact.happened_on, plans_again=again
            ):
                set_derived(session, plan, answered_by_id=contact.id)
                plans.remove(plan)
        if again and contact.answered_by_id is None:
            plans.append(contact)


def many_taken_back(session: Session, gone: Sequence[FollowUp]) -> None:
    """After an import was undone: what its contacts answered is open again."""
    customers = hold(session, {one.customer_id for one in gone})
    _reopen(session, gone)
    for customer in customers:
        count_quiet(session, customer)


def _reopen(session: Session, gone: Sequence[FollowUp]) -> None:
    answered = FollowUp.answered_by_id.in_([one.id for one in gone])
    for plan in session.scalars(select(FollowUp).where(answered)).all():
        set_derived(session, plan, answered_by_id=None)


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
