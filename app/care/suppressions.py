"""The do-not-contact list: who does not want to be approached, by which way, since and until when.

Every outreach (a visit planned, a survey or an event somebody is invited to) asks here first.
"""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care.outreach_rules import check_left_alone, check_since
from app.core.gate import Gate
from app.customers.contacts import Contact
from app.customers.entries import Entry
from app.customers.rules import check_reason
from app.security.unscoped import is_left_alone
from app.service.rules import ServiceChannel


class Suppression(Entry):
    """勿扰: one wish to be left alone, of a customer or of one person; without a way, by none."""

    __tablename__ = "suppression"
    __prefix__ = "WR"
    __gate__ = Gate(
        via="customer_id", kind="care", voided="voided_at", retention="with its customer"
    )

    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"))
    channel: Mapped[ServiceChannel | None]
    since_on: Mapped[date]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)

    contact: Mapped[Contact | None] = relationship()

    __table_args__ = (
        CheckConstraint("until_on >= since_on", name="ends_after_it_began"),
        CheckConstraint("reason <> ''", name="says_why"),
        Index("ix_suppression_customer", "customer_id", "id"),
        Index("ix_suppression_contact", "contact_id", "id"),
        Index("ix_suppression_since", "since_on", "id"),
    )

    @property
    def happened_on(self) -> date:
        return self.since_on

    def check_facts(self) -> None:
        check_since(self.since_on, self.until_on)
        self.reason = check_reason(self.reason)


def check_outreach(record: Any, on: date) -> None:
    """Refuse an outreach that day to a record's customer, or its person, by its way; one not yet
    written has its column's usual way.
    """
    channel = record.channel or type(record).__mapper__.columns["channel"].default.arg
    contact_id = record.contact.id if record.contact else None
    stands = is_left_alone(record.customer_id, contact_id, channel, on)
    check_left_alone(record.contact or record.customer, channel, is_left_alone=stands)
