"""久未跟进: customers nobody contacted for long, and contacts or deliveries without a record."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_login import current_user
from sqlalchemy import select

from app.contracts.trade import Transaction
from app.core.clock import today
from app.core.todo import Waiting, count_of, counted, may, oldest, told
from app.core.words import N_
from app.customers.models import Customer
from app.customers.rules import TimeStatus
from app.workday.models import FollowUp
from app.workday.rules import RECORD_AFTER_DAYS, RECORD_ASKED_DAYS, STALE_AFTER_DAYS

#: Nobody is asked to follow up who has gone for good.
FOLLOWED = (TimeStatus.prospective, TimeStatus.active, TimeStatus.dormant)


def quiet(days: int = STALE_AFTER_DAYS) -> list[Any]:
    """Customers one follows, without a follow-up for so many days."""
    return [
        Customer.quiet_since <= today() - timedelta(days=days),
        Customer.time_status.in_(FOLLOWED),
    ]


def quiet_to_do() -> Iterator[Waiting]:
    """What an account manager has let lie: quiet customers, and what happened without a record."""
    if not may("can_add", "FollowUps"):
        return
    mine = Customer.account_manager_id == current_user.id
    if count := count_of(Customer, [mine, *quiet()]):
        words = N_("%(count)s of your customers were not followed up for %(days)s days")
        text = str(words) % {"count": counted(count), "days": STALE_AFTER_DAYS}
        address = url_for("StaleView.list", account_manager_id=current_user.id)
        yield Waiting(text, address, "moon")
    for customer in oldest(Customer, [mine, Customer.id.in_(unrecorded(current_user.id))]):
        address = url_for("CustomerView.show", pk=customer.id, _anchor="customer-follow-ups")
        text = told(N_("Contacted or served, and nothing written down: %(what)s"), customer)
        yield Waiting(text, address, "writing")


def _first_day() -> Any:
    return today() - timedelta(days=RECORD_ASKED_DAYS)


def _last_day() -> Any:
    return today() - timedelta(days=RECORD_AFTER_DAYS)


def unrecorded(manager_id: int) -> Any:
    """Customers of one manager met, delivered to or served some days ago without a record since."""
    recorded = select(FollowUp.id).where(FollowUp.customer_id == Customer.id)
    met = select(Customer.id).where(
        Customer.account_manager_id == manager_id,
        Customer.first_contact_on.between(_first_day(), _last_day()),
        ~recorded.where(FollowUp.happened_on >= Customer.first_contact_on).exists(),
    )
    served = (
        select(Transaction.customer_id)
        .join(Customer, Customer.id == Transaction.customer_id)
        .where(
            Customer.account_manager_id == manager_id,
            Transaction.happened_on.between(_first_day(), _last_day()),
            ~recorded.where(FollowUp.happened_on >= Transaction.happened_on).exists(),
        )
    )
    return met.union(served)
