"""久未跟进: customers nobody contacted for long."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_login import current_user

from app.core.clock import today
from app.core.todo import Waiting, count_of, counted, may
from app.core.words import N_
from app.customers.models import Customer
from app.customers.rules import TimeStatus
from app.workday.rules import STALE_AFTER_DAYS

#: Nobody is asked to follow up who has gone for good.
FOLLOWED = (TimeStatus.prospective, TimeStatus.active, TimeStatus.dormant)


def quiet(days: int = STALE_AFTER_DAYS) -> list[Any]:
    """Customers one follows, without a follow-up for so many days."""
    return [
        Customer.quiet_since <= today() - timedelta(days=days),
        Customer.time_status.in_(FOLLOWED),
    ]


def quiet_to_do() -> Iterator[Waiting]:
    """Whom an account manager has let lie."""
    if not may("can_add", "FollowUps"):
        return
    mine = Customer.account_manager_id == current_user.id
    if count := count_of(Customer, [mine, *quiet()]):
        words = N_("%(count)s of your customers were not followed up for %(days)s days")
        text = str(words) % {"count": counted(count), "days": STALE_AFTER_DAYS}
        address = url_for("StaleView.list", account_manager_id=current_user.id)
        yield Waiting(text, address, "moon")
