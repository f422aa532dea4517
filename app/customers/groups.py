"""上级/集团: who belongs to whom is a tree; no company is its own head by way of others."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.customers.models import Customer
from app.security.unscoped import has_above

CIRCLE = N_("“%(what)s” belongs to this customer already, directly or through others.")
LOCK = 0x67726F757073  # "groups", the advisory lock's number


def check_parent(session: Session, customer: Customer) -> None:
    """RuleError where the parent now named would belong to the customer itself.

    Two people who each close half of a circle are let in one after the other, so that the second
    sees what the first has written: SQLite has one writer anyway, PostgreSQL is told to wait.
    """
    attributes: Any = inspect(customer).attrs
    if not (attributes.parent.history.has_changes() or attributes.parent_id.history.has_changes()):
        return
    with session.no_autoflush:
        parent = customer.parent.id if customer.parent else customer.parent_id
        check_circle(session, customer.id, parent)


def check_circle(
    session: Session,
    customer_id: int | None,
    parent_id: int | None,
    moved: Mapping[int, int | None] = MappingProxyType({}),
) -> None:
    """RuleError where the one who is to be the parent is below the customer, or is it.

    ``moved`` says to whom some customers will belong. Whoever holds the answer holds the groups
    until the transaction ends.
    """
    if customer_id is None or parent_id is None:
        return
    _wait_for_turn(session)
    if has_above("customer", "parent_id", parent_id, customer_id, moved):
        name = session.scalar(select(Customer.name).where(Customer.id == parent_id))
        raise RuleError(CIRCLE, what=name or "—")


def _wait_for_turn(session: Session) -> None:
    if session.connection().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
