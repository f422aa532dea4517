"""The start page's figures, each a way down to its rows. Bounded counts, through the gate."""

from flask import url_for
from sqlalchemy import func, select

from app.core.db import db
from app.customers.models import Customer
from app.customers.rules import EntryStatus


def dashboard():
    """Tiles by entry status, and what changed lately."""
    tiles = [_tile(status, tone, icon) for status, tone, icon in (
        (EntryStatus.draft, "gray", "pencil"),
        (EntryStatus.submitted, "blue", "send"),
        (EntryStatus.returned, "red", "arrow-back-up"),
        (EntryStatus.filed, "green", "archive"),
    )]  # fmt: skip
    return {"tiles": tiles, "todo": [], "recent": _recent()}


def _tile(status, tone, icon):
    inner = select(Customer.id).where(Customer.entry_status == status).limit(1_001).subquery()
    count = db.session.scalar(select(func.count()).select_from(inner))
    return {
        "label": str(status),
        "value": "1,000+" if count > 1_000 else f"{count:,}",  # noqa: PLR2004
        "url": url_for("CustomerView.list", entry_status=status.name),
        "tone": tone,
        "icon": icon,
    }


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
