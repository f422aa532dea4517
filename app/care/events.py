"""Events the company holds, and who was invited to them and came."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care.event_rules import Response, ResponseStep, after
from app.care.outreach_rules import check_past, check_since
from app.core.clock import today
from app.core.db import Record
from app.core.gate import Gate, Open
from app.core.words import N_, RuleError
from app.customers.contacts import Contact
from app.customers.entries import Voidable
from app.customers.headings import CustomerHeading
from app.service.outreach import check_outreach
from app.service.rules import ServiceChannel


class CustomerEvent(Record):
    """客户活动: one open day, talk or dinner customers are invited to."""

    __tablename__ = "customer_event"
    __gate__ = Open("the company's own events; names no customer")

    name: Mapped[str] = mapped_column(String(120))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    place: Mapped[str | None] = mapped_column(String(200))
    purpose: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("to_on >= from_on", name="ends_after_it_began"),
        Index("ix_customer_event_from", "from_on", "id"),
    )

    def __str__(self) -> str:
        return self.name

    def check_facts(self) -> None:
        check_since(self.from_on, self.to_on)


class Participation(Voidable):
    """活动参与: one customer, or one of its people, invited to one event."""

    __tablename__ = "participation"
    __gate__ = Gate(via="customer_id", kind="care", voided="voided_at", retention="10 years")

    event_id: Mapped[int] = mapped_column(Key("customer_event.id"))
    customer_id: Mapped[int] = mapped_column(Key("customer.id"))
    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"))
    channel: Mapped[ServiceChannel] = mapped_column(default=ServiceChannel.phone)
    invited_on: Mapped[date]
    response: Mapped[Response] = mapped_column(default=Response.invited)
    remark: Mapped[str | None] = mapped_column(Text)

    event: Mapped[CustomerEvent] = relationship()
    customer: Mapped[CustomerHeading] = relationship(foreign_keys=[customer_id])
    contact: Mapped[Contact | None] = relationship()

    __table_args__ = (
        Index("ix_participation_event", "event_id", "id"),
        Index("ix_participation_customer", "customer_id", "id"),
        Index("ix_participation_contact", "contact_id"),
    )

    def __str__(self) -> str:
        return f"{self.event} · {self.contact or self.customer}"

    @property
    def happened_on(self) -> date:
        return self.invited_on

    def check_facts(self) -> None:
        """To invite is an outreach, and nobody is invited to what is over."""
        check_past(self.invited_on, today())
        if self.invited_on > (self.event.to_on or self.event.from_on):
            raise RuleError(N_("The event was over by that day."), at="invited_on")
        if self.response in {None, Response.invited}:
            check_outreach(self, self.invited_on)

    def answer(self, step: ResponseStep) -> None:
        self.response = after(self.response, step)


LIVING = Participation.voided_at.is_(None)
for _name, _key, _where in (
    ("uq_participation_customer", Participation.customer_id,
     Participation.contact_id.is_(None) & LIVING),
    ("uq_participation_contact", Participation.contact_id, LIVING),
):  # fmt: skip
    Index(_name, Participation.event_id, _key, unique=True,
          sqlite_where=_where, postgresql_where=_where)  # fmt: skip
