"""Care plans: on which day of every year somebody at a customer is thought of, by whom and how."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.care.care_rules import (
    CareKind,
    Festival,
    check_gift,
    check_plan,
    check_recurs,
    next_day,
)
from app.core.clock import today
from app.core.db import Scaled
from app.core.gate import Gate
from app.customers.contacts import Contact
from app.customers.entries import Entry
from app.customers.models import Customer
from app.security.models import Person
from app.service.outreach import check_outreach
from app.service.rules import ServiceChannel


class CarePlan(Entry):
    """关怀计划: one occasion that comes every year; visits are planned from it ahead of its day."""

    __tablename__ = "care_plan"
    __prefix__ = "GP"
    __gate__ = Gate(
        via="customer_id", kind="care", voided="voided_at", retention="with its customer"
    )
    __derived__ = ("next_on",)

    kind: Mapped[CareKind] = mapped_column(default=CareKind.birthday)
    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    festival: Mapped[Festival | None]
    recurs_on: Mapped[str | None] = mapped_column(String(5))  # 05-20
    until_on: Mapped[date | None]
    channel: Mapped[ServiceChannel] = mapped_column(default=ServiceChannel.phone)
    executor_id: Mapped[int | None] = mapped_column(Key("ab_user.id"), index=True)
    content: Mapped[str | None] = mapped_column(Text)
    gift: Mapped[str | None] = mapped_column(String(120))
    gift_value: Mapped[Decimal | None] = mapped_column(Scaled(2))
    is_active: Mapped[bool] = mapped_column(default=True)
    next_on: Mapped[date | None]  # the next occasion no visit is planned for yet

    contact: Mapped[Contact | None] = relationship()
    executor: Mapped[Person | None] = relationship()

    __table_args__ = (
        CheckConstraint("(kind = 'festival') = (festival IS NOT NULL)", name="festival_is_named"),
        CheckConstraint("festival IS NOT NULL OR recurs_on IS NOT NULL", name="has_its_day"),
        CheckConstraint("gift_value >= 0", name="gift_value_not_negative"),
        CheckConstraint("(gift IS NULL) = (gift_value IS NULL)", name="gift_has_value"),
        Index("ix_care_plan_customer", "customer_id", "id"),
        Index("ix_care_plan_next", "next_on", "id"),
    )

    def check_facts(self) -> None:
        check_plan(self.kind, self.festival)
        check_gift(self.gift, self.gift_value)
        if self.festival is None:
            check_recurs(self.recurs_on)
        self.next_on = self.occasion(today())
        if self.next_on is not None:
            check_outreach(self, self.next_on)

    def occasion(self, since: date) -> date | None:
        """Its first day from then on; None where it is out of use or over."""
        if self.is_active is False:
            return None
        found = next_day(self.recurs_on, self.festival, since)
        return None if self.until_on is not None and found > self.until_on else found


def usual_day(session: Session, plan: CarePlan) -> str | None:
    """The day of the year the file knows: a birthday, or when the relation began."""
    with session.no_autoflush:
        customer = session.get(Customer, plan.customer_id)
    if plan.kind is CareKind.birthday:
        known = plan.contact.birthday if plan.contact else customer and customer.birthday
    elif plan.kind is CareKind.anniversary:
        known = customer and customer.relation_started_on
    else:
        known = None
    return known.strftime("%m-%d") if known else None
