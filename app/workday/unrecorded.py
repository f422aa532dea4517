"""未留记录: customers met, delivered to or served some days ago, and no follow-up written since."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_login import current_user
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import aliased

from app.core.clock import today
from app.core.db import db
from app.core.todo import Waiting, may, named, told
from app.core.words import N_
from app.customers.models import Customer
from app.workday.models import FollowUp
from app.workday.rules import RECORD_ASKED_DAYS


class Happened(NamedTuple):
    """Where a domain keeps what happened with a customer: whose it was, and on which day."""

    customer: Any
    day: Any


def unrecorded_to_do() -> Iterator[Waiting]:
    """What an account manager is to write down, what lies longest first."""
    if not may("can_add", "FollowUps"):
        return
    last = unrecorded(current_user.id).subquery()
    asked = select(Customer, last.c.day).join(last, last.c.customer_id == Customer.id)
    lines = db.session.execute(asked.order_by(last.c.day, Customer.id).limit(named()))
    for customer, day in lines:
        address = url_for("CustomerView.show", pk=customer.id, _anchor="customer-follow-ups")
        text = told(N_("Contacted or served, and nothing written down: %(what)s"), customer)
        yield Waiting(text, address, "writing", day)


def unrecorded(manager_id: int) -> Any:
    """One manager's customers and the last day something happened without a record since.

    What happened lately still has time, and what happened long ago is no longer asked for.
    """
    since = today() - timedelta(days=RECORD_ASKED_DAYS)
    until = today() - timedelta(days=current_app.config["RECORD_DAYS"])
    kinds: Sequence[Happened] = current_app.extensions["happened"]
    each = union_all(*(_of(kind, manager_id, since, until) for kind in kinds)).subquery()
    return select(each.c.customer_id, func.max(each.c.day).label("day")).group_by(
        each.c.customer_id
    )


def _of(kind: Happened, manager_id: int, *span: Any) -> Any:
    customer = aliased(Customer)
    mine = select(customer.id).where(customer.account_manager_id == manager_id)
    recorded = select(FollowUp.id).where(
        FollowUp.customer_id == kind.customer, FollowUp.happened_on >= kind.day
    )
    return select(kind.customer.label("customer_id"), kind.day.label("day")).where(
        kind.customer.in_(mine), kind.day.between(*span), ~recorded.exists()
    )
