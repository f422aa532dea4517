"""未留记录: customers met, delivered to or served some days ago, and no follow-up written since."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.orm import aliased

from app.core.clock import today
from app.core.db import db
from app.core.todo import MOST_COUNTED, NAMED_ALONE, Waiting, counted, may, named, told
from app.core.words import N_
from app.customers.models import Customer
from app.security.actor import actor
from app.workday.models import FollowUp
from app.workday.rules import RECORD_ASKED_DAYS

#: A customer's alias → which of them are meant.
Whose = Callable[[Any], Sequence[ColumnElement[bool]]]


class Happened(NamedTuple):
    """Where a domain keeps what happened with a customer: whose it was, and on which day."""

    customer: Any
    day: Any


def unrecorded_to_do() -> Iterator[Waiting]:
    """What an account manager is to write down, what lies longest first."""
    if not may("can_add", "FollowUps"):
        return
    last = unrecorded(_managed_by(current_user.id)).subquery()
    asked = select(Customer, last.c.day).join(last, last.c.customer_id == Customer.id)
    lines = db.session.execute(asked.order_by(last.c.day, Customer.id).limit(named()))
    for customer, day in lines:
        address = url_for("CustomerView.show", pk=customer.id, _anchor="customer-follow-ups")
        text = told(N_("Contacted or served, and nothing written down: %(what)s"), customer)
        yield Waiting(text, address, "writing", day)
    yield from _nobodys()


def _nobodys() -> Iterator[Waiting]:
    """Whom no manager is asked about, for those who could name one; on the page of all to-do alone,
    for it looks at a whole department.
    """
    if named() < NAMED_ALONE or not may("can_hand_over", "Customers"):
        return
    lying = unrecorded(_managed_by_nobody).limit(MOST_COUNTED + 1).subquery()
    if count := db.session.scalar(select(func.count()).select_from(lying)):
        words = N_("%(count)s customers without an account manager: nothing written down")
        text = str(words) % {"count": counted(count)}
        address = url_for("CustomerView.list", account_manager_id="empty:")
        yield Waiting(text, address, "writing")


def _managed_by(person_id: int) -> Whose:
    return lambda customer: [customer.account_manager_id == person_id]


def _managed_by_nobody(customer: Any) -> list[ColumnElement[bool]]:
    within = {current_user.department_id, *actor().departments}
    return [customer.account_manager_id.is_(None), customer.department_id.in_(within)]


def unrecorded(whose: Whose) -> Any:
    """Some customers and the last day something happened without a record since.

    What happened lately still has time, and what happened long ago is no longer asked for.
    """
    since = today() - timedelta(days=RECORD_ASKED_DAYS)
    until = today() - timedelta(days=current_app.config["RECORD_DAYS"])
    kinds: Sequence[Happened] = current_app.extensions["happened"]
    each = union_all(*(_of(kind, whose, since, until) for kind in kinds)).subquery()
    return select(each.c.customer_id, func.max(each.c.day).label("day")).group_by(
        each.c.customer_id
    )


def _of(kind: Happened, whose: Whose, *span: Any) -> Any:
    customer = aliased(Customer)
    mine = select(customer.id).where(*whose(customer))
    recorded = select(FollowUp.id).where(
        FollowUp.customer_id == kind.customer, FollowUp.happened_on >= kind.day
    )
    return select(kind.customer.label("customer_id"), kind.day.label("day")).where(
        kind.customer.in_(mine), kind.day.between(*span), ~recorded.exists()
    )
