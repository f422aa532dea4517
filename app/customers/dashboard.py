"""The start page's figures, each a way down to its rows. Bounded counts, through the gate."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

from flask import current_app, url_for
from sqlalchemy import select

from app.core.charts import Drawn, drawn
from app.core.clock import today
from app.core.db import db
from app.core.todo import Waiting, count_of, counted, may
from app.core.words import N_
from app.customers.guidance import empty_hint
from app.customers.models import Customer
from app.customers.rules import WITHOUT_FILE, EntryStatus

Asked = Callable[[], Iterable[Waiting]]


def dashboard(asked: Sequence[Asked], charts: Sequence[Drawn] = ()) -> dict[str, Any]:
    """What waits for the reader; for who reads the register its figures and what changed lately."""
    reads = may("can_list", "Customers")
    recent = _recent() if reads else []
    return {
        "todo": list(chain.from_iterable(ask() for ask in asked)),
        "reads": reads,
        "tiles": _tiles() if reads else [],
        "recent": recent,
        "charts": [*filter(None, (drawn(picture) for picture in _pictures(charts)))],
        "hint": empty_hint() if reads and not recent else "",
    }


def _pictures(charts):
    return filter(None, (chart() for chart in charts))


def _tiles():
    """By entry status, all that the reader sees; what waits for them is said in the to-do."""
    tiles = [_tile(status, tone, icon) for status, tone, icon in (
        (EntryStatus.draft, "gray", "pencil"),
        (EntryStatus.submitted, "blue", "send"),
        (EntryStatus.returned, "red", "arrow-back-up"),
        (EntryStatus.reviewed, "teal", "check"),
        (EntryStatus.filed, "green", "archive"),
    )]  # fmt: skip
    return [*tiles, _forgotten()]


def _tile(status, tone, icon):
    return {
        "label": str(status),
        "value": _count(Customer.entry_status == status),
        "url": url_for("CustomerView.list", entry_status=status.name),
        "tone": tone,
        "icon": icon,
    }


def _forgotten():
    """查漏: contacted some days ago and still no file."""
    days = current_app.config["NO_FILE_DAYS"]
    last = today() - timedelta(days=days + 1)
    list_url = url_for(
        "CustomerView.list",
        entry_status=",".join(status.name for status in WITHOUT_FILE),
        first_contact_on=f"between:,{last}",
    )
    label = str(N_("Contacted over %(days)s days ago, no file yet"))
    return {
        "label": label % {"days": days},
        "value": _count(Customer.entry_status.in_(WITHOUT_FILE), Customer.first_contact_on <= last),
        "url": list_url,
        "tone": "amber",
        "icon": "alert-triangle",
    }


def _count(*where):
    return counted(count_of(Customer, where))


def _recent():
    newest = (Customer.updated_at.desc(), Customer.id.desc())
    asked = select(Customer.id, Customer.name, Customer.number, Customer.updated_at)
    return [
        {
            "title": row.name,
            "number": row.number,
            "url": url_for("CustomerView.show", pk=row.id),
            "when": row.updated_at,
        }
        for row in db.session.execute(asked.order_by(*newest).limit(8))
    ]
