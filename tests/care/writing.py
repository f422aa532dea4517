"""A company that programs enter care at, and what the tests of it ask."""

from sqlalchemy import func, select

from app.core.db import db
from app.customers.models import Customer
from tests.care.factories import make_event
from tests.core.writing import settle_company


def settle_care(session):
    """A customer in each place and an event."""
    return settle_company(session) | {"event": make_event().id}


def count(machine, entity):
    with machine() as session:
        return session.scalar(select(func.count()).select_from(entity))


def customer(ids):
    return db.session.get(Customer, ids["mine"])
