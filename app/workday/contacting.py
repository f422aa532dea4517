"""Logging contacts: what was planned is answered, and the customer is quiet since that day."""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, func, inspect, or_, select
from sqlalchemy.orm import Session

from app.contracts.settling import locked
from app.core.clock import local
from app.core.derived import set_derived
from app.customers.contacts import check_serves
from app.customers.models import Customer
from app.security.models import Person
from app.security.unscoped import is_left_alone
from app.workday.models import FollowUp
from app.workday.rules import answers, check_next_contact, check_stays

#: What a correction of may change which contact keeps which plan.
DAYS = {"happened_on", "next_on"}


def log(session: Session, follow_up: FollowUp) -> None:
    """Keep a contact; the customer's row is held meanwhile, so that days are counted in turn."""
    customer = locked(session, Customer, follow_up.customer_id)
    check_contact(session, follow_up)
    check_next(follow_up)
    session.add(follow_up)
    session.flush()
    for plan in _plans(session, follow_up):
        if _keeps(follow_up, plan):
            set_derived(session, plan, answered_by_id=follow_up.id)
    count_quiet(session, customer)


def mend(session: Session, follow_up: FollowUp) -> None:
    """After a correction; other days may answer other plans."""
    changed = _changed(follow_up)
    check_stays("customer_id" in changed)
    customer = locked(session, Customer, follow_up.customer_id)
    check_contact(session, follow_up)
    if changed & {"next_on", "contact"}:
        check_next(follow_up)
    session.flush()
    if changed & DAYS:
        _answer_anew(session, [follow_up, *_answered(session, [follow_up])])
        _answer_anew(session, _plans(session, follow_up))
    count_quiet(session, customer)


def _changed(follow_up: FollowUp) -> set[str]:
    attributes: Any = inspect(follow_up).attrs
    return {told.key for told in attributes if told.history.has_changes()}


def take_back(session: Session, follow_up: FollowUp, by: Person, reason: str) -> None:
    """What it answered is open again, unless a later contact answers it too."""
    customer = locked(session, Customer, follow_up.customer_id)
    follow_up.void(by, reason)
    plans = _answered(session, [follow_up])
    session.flush()
    _answer_anew(session, plans)
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
    """After an import was undone: what its contacts answered is open again, or answered later."""
    customers = hold(session, {one.customer_id for one in gone})
    plans = _answered(session, gone)
    session.flush()
    _answer_anew(session, plans)
    for customer in customers:
        count_quiet(session, customer)


def _answered(session: Session, contacts: Iterable[FollowUp]) -> Sequence[FollowUp]:
    answered = FollowUp.answered_by_id.in_([one.id for one in contacts])
    return session.scalars(select(FollowUp).where(answered)).all()


def _answer_anew(session: Session, plans: Iterable[FollowUp]) -> None:
    """As if what happened after each plan were logged again, in its order."""
    for plan in plans:
        asked = select(FollowUp).where(
            FollowUp.customer_id == plan.customer_id,
            or_(
                FollowUp.happened_on > plan.happened_on,
                and_(FollowUp.happened_on == plan.happened_on, FollowUp.id > plan.id),
            ),
        )
        contacts = session.scalars(asked.order_by(FollowUp.happened_on, FollowUp.id)).all()
        kept_by = next((c.id for c in contacts if _keeps(c, plan)), None)
        set_derived(session, plan, answered_by_id=kept_by)


def _keeps(contact: FollowUp, plan: FollowUp) -> bool:
    return answers(plan.next_on, contact.happened_on, plans_again=bool(contact.next_on))


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


def check_next(follow_up: FollowUp) -> None:
    """The do-not-contact list, as far as it leaves no way; by which way is not said yet."""
    contact, on = follow_up.contact, follow_up.next_on
    contact_id = contact.id if contact else follow_up.contact_id
    stands = on is not None and is_left_alone(follow_up.customer_id, contact_id, None, on)
    check_next_contact(contact or follow_up.customer or "", is_left_alone=stands)


def count_quiet(session: Session, customer: Customer) -> None:
    """The day of the last contact; without any, the day its file was begun."""
    session.flush()
    asked = select(func.max(FollowUp.happened_on)).where(FollowUp.customer_id == customer.id)
    last = session.scalar(asked)
    set_derived(session, customer, quiet_since=last or local(customer.created_at).date())
