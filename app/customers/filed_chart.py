"""建档趋势: how many customers were filed in each of the last months, for who leads."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from flask import url_for

from app.core.charts import Bar, Picture
from app.core.clock import ZONE, today
from app.core.todo import may
from app.core.words import N_
from app.customers.models import Customer
from app.security.actor import actor
from app.security.rules import Reach

MONTHS = 6
LEADS = (Reach.department, Reach.company)
DAY = timedelta(days=1)


def filed_chart() -> Picture | None:
    """None for who may not list customers, or sees only their own."""
    if not may("can_list", "Customers") or actor().reach not in LEADS:
        return None
    ends = months(today(), MONTHS)
    bars = [_bar(first, after) for first, after in pairwise(ends)]
    return Picture(str(N_("Customers filed by month")), Customer, bars)


def _bar(first: date, after: date) -> Bar:
    begun, ended = (datetime.combine(day, time(), ZONE) for day in (first, after))
    url = url_for("CustomerView.list", filed_at=f"between:{first},{after - DAY}")
    where = (Customer.filed_at >= begun, Customer.filed_at < ended)
    return Bar(f"{first:%Y-%m}", where, url)


def months(day: date, count: int) -> list[date]:
    """The first days of so many months up to this one, and that of the next."""
    place = day.year * 12 + day.month - 1
    each = range(place - count + 1, place + 2)
    return [date(number // 12, number % 12 + 1, 1) for number in each]
