"""From the plans to the visits: each occasion once, and nobody who wants to be left alone."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.care_rules import AHEAD
from app.care.gift_limits import limit_on
from app.care.plans import CarePlan
from app.care.visits import CareVisit
from app.core.derived import set_derived
from app.core.words import RuleError
from app.customers.models import Customer
from app.security.models import Person
from app.security.unscoped import is_known

DAY = timedelta(days=1)


def due_plans(session: Session, today: date, most: int) -> list[CarePlan]:
    """The plans whose next occasion is near and has no visit yet."""
    asked = select(CarePlan).where(CarePlan.next_on <= today + AHEAD)
    return list(session.scalars(asked.order_by(CarePlan.next_on, CarePlan.id).limit(most)))


def plan_visit(session: Session, plan: CarePlan, today: date) -> bool:
    """Plan the visit of a plan's next occasion; whether one was. The plan goes on to the next."""
    occasion = plan.next_on
    assert occasion is not None
    is_made = occasion >= today and _make(session, plan, occasion)
    set_derived(session, plan, next_on=plan.occasion(max(occasion + DAY, today)))
    return is_made


def _make(session: Session, plan: CarePlan, occasion: date) -> bool:
    """An occasion planned once is not planned again, not even when it was taken back."""
    if is_known(CareVisit.__tablename__, plan_id=plan.id, planned_on=occasion):
        return False
    names = ("kind", "channel", "contact", "content", "gift", "gift_value")
    told = {name: getattr(plan, name) for name in names} | {"executor_id": _maker(session, plan)}
    visit = CareVisit(
        plan_id=plan.id, customer_id=plan.customer_id, customer=plan.customer,
        planned_on=occasion, gift_limit=limit_on(session, occasion), **told,
    )  # fmt: skip
    try:
        visit.check_facts()
    except RuleError:
        return False
    visit.give_number(session)
    session.add(visit)
    session.flush()
    return True


def _maker(session: Session, plan: CarePlan) -> int | None:
    """Whoever the plan names; for who has left, the customer's account manager, or nobody yet."""
    executor = plan.executor
    if executor is None or executor.active:
        return plan.executor_id
    customer = session.get(Customer, plan.customer_id)
    manager = customer and session.get(Person, customer.account_manager_id or 0)
    return manager.id if manager and manager.active else None
