"""Every ten minutes: score again the files whose standard is no longer the one in force, and those
of whom somebody lately ceased to serve, on a day that was known before.
"""

from datetime import date, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.customers.contacts import ContactLink
from app.customers.models import Customer
from app.customers.passage import assess
from app.customers.rules import CustomerKind
from app.customers.standards import CollectionStandard, standard_for

BLOCK = 50  # One transaction a block: nobody waits half a second for the lock.
BLOCKS = 20
LATELY = timedelta(days=3)


def assess_files(session: Session, today: date) -> str:
    _left_by_somebody(session, today)
    done = sum(_kind(session, kind, today) for kind in CustomerKind)
    return f"{done} files scored again"


def _left_by_somebody(session: Session, today: date) -> None:
    """A job that did not run for a few days still comes in time."""
    lately = ContactLink.to_on.between(today - LATELY, today)
    ids = session.scalars(select(ContactLink.customer_id).where(lately).distinct()).all()
    for start in range(0, min(len(ids), BLOCK * BLOCKS), BLOCK):
        block = Customer.id.in_(ids[start : start + BLOCK])
        for customer in session.scalars(select(Customer).where(block)).all():
            assess(session, customer)
        session.commit()


def _kind(session: Session, kind: CustomerKind, today: date) -> int:
    done = 0
    for _ in range(BLOCKS):
        found = _block(session, kind, today)
        done += found
        if found < BLOCK:
            break
    return done


def _block(session: Session, kind: CustomerKind, today: date) -> int:
    standard = standard_for(session, kind, today)
    if standard is None:
        return 0
    due = list(session.scalars(_due(standard)).all())
    for customer in due:
        assess(session, customer)
    if due:
        session.commit()
    return len(due)


def _due(standard: CollectionStandard) -> Select[Customer]:
    other = or_(Customer.standard_id.is_(None), Customer.standard_id != standard.id)
    wanted = select(Customer).where(Customer.kind == standard.kind, other)
    return wanted.order_by(Customer.id).limit(BLOCK)
