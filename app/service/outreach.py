"""Whoever does not want to be approached is not: asked before anything is planned or sent.

The wishes themselves are entered as care (``care/suppressions.py``).
"""

from datetime import date
from typing import Any

from app.security.unscoped import is_left_alone
from app.service.rules import check_left_alone


def check_outreach(record: Any, on: date) -> None:
    """Refuse an outreach that day to a record's customer, or its person, by its way; one not yet
    written has its column's usual way.
    """
    channel = record.channel or type(record).__mapper__.columns["channel"].default.arg
    contact_id = record.contact.id if record.contact else None
    stands = is_left_alone(record.customer_id, contact_id, channel, on)
    check_left_alone(record.contact or record.customer, channel, is_left_alone=stands)
