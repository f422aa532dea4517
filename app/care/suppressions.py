"""The do-not-contact list: who does not want to be approached, by which way, since and until when.

Every outreach (a visit planned, a survey or an event somebody is invited to, a return visit) asks
``service/outreach.py`` first.
"""

from datetime import date

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care.outreach_rules import check_since
from app.core.gate import Gate
from app.customers.contacts import Contact
from app.customers.entries import Entry
from app.customers.rules import check_reason
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
