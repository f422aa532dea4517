"""The start page's figures, each a way down to its rows. Bounded counts, through the gate."""

from datetime import timedelta

from flask import url_for
from sqlalchemy import func, select

from app.core.clock import today
from app.core.db import db
from app.core.words import N_
from app.customers.models import Customer
from app.customers.rules import FORGOTTEN_AFTER_DAYS, EntryStatus


def dashboard():
    """Tiles by entry status, and what changed lately."""
    tiles = [_tile(status, tone, icon) for status, tone, icon in (
        (EntryStatus.draft, "gray", "pencil"),
        (EntryStatus.submitted, "blue", "send"),
        (EntryStatus.returned, "red", "arrow-back-up"),
        (EntryStatus.filed, "green", "archive"),
    )]  # fmt: skip
    tiles.append(_forgotten())
    return {"tiles": tiles, "todo": [], "recent": _recent()}


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
    last = today() - timedelta(days=FORGOTTEN_AFTER_DAYS + 1)
    list_url = url_for(
        "CustomerView.list",
        entry_status=EntryStatus.draft.name,
        first_contact_on=f"between:,{last}",
    )
    label = str(N_("Contacted over %(days)s days ago, no file yet"))
    return {
        "label": label % {"days": FORGOTTEN_AFTER_DAYS},
        "value": _count(
            Customer.entry_status == EntryStatus.draft, Customer.first_contact_on <= last
        ),
        "url": list_url,
        "tone": "amber",
        "icon": "alert-triangle",
    }


def _count(*where):
    inner = select(Customer.id).where(*where).limit(1_001).subquery()
    count = db.session.scalar(select(func.count()).select_from(inner))
    return "1,000+" if count > 1_000 else f"{count:,}"  # noqa: PLR2004


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
