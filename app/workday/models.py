"""Follow-ups: what was said with a customer, when the next contact is due, who wrote it."""

from datetime import date
from typing import Any

from flask_babel import get_locale
from sqlalchemy import CheckConstraint, ColumnElement, Enum, Index, String, Text, case, type_coerce
from sqlalchemy import ForeignKey as Key
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import today
from app.core.db import Record
from app.core.gate import Gate, Open
from app.customers.contacts import Contact
from app.customers.entries import Voidable
from app.customers.models import Customer
from app.customers.rules import CustomerKind
from app.security.models import Person
from app.workday.rules import Channel, FollowUpState, check_contact_days, follow_up_state


class FollowUpTemplate(Record):
    """跟进模板: what to ask and to write down, for one kind of customer."""

    __tablename__ = "follow_up_template"
    __gate__ = Open("the company's own wording; names no customer")

    kind: Mapped[CustomerKind]
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    text_zh: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column(default=1)
    is_active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        CheckConstraint("name_zh <> '' AND text_zh <> ''", name="says_what"),
        Index("ix_follow_up_template_kind", "kind", "place", "id"),
        Index("ix_follow_up_template_place", "place", "id"),
    )

    def __str__(self) -> str:
        return self.name_en if _is_english() else self.name_zh

    @property
    def text(self) -> str:
        return self.text_en if _is_english() else self.text_zh


def _is_english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"


class FollowUp(Voidable):
    """跟进记录: one contact with a customer, and when the next one is due."""

    __tablename__ = "follow_up"
    __gate__ = Gate(via="customer_id", voided="voided_at", retention="with its customer")
    #: Which contact kept a plan follows from both their days: a form open meanwhile stays good.
    __derived__ = ("answered_by_id",)

    customer_id: Mapped[int] = mapped_column(Key("customer.id"))
    person_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    happened_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(default=Channel.phone)
    what: Mapped[str] = mapped_column(Text)
    next_on: Mapped[date | None]
    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    template_id: Mapped[int | None] = mapped_column(Key("follow_up_template.id"))
    answered_by_id: Mapped[int | None] = mapped_column(Key("follow_up.id"), index=True)

    customer: Mapped[Customer] = relationship(foreign_keys=[customer_id])
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    contact: Mapped[Contact | None] = relationship(foreign_keys=[contact_id])
    template: Mapped[FollowUpTemplate | None] = relationship()
    answered_by: Mapped["FollowUp | None"] = relationship(remote_side="FollowUp.id")

    __table_args__ = (
        CheckConstraint("what <> ''", name="says_what"),
        CheckConstraint("next_on >= happened_on", name="next_comes_after"),
        CheckConstraint("answered_by_id <> id", name="not_its_own_answer"),
        Index("ix_follow_up_customer", "customer_id", "happened_on", "id"),
        Index("ix_follow_up_planned", "person_id", "next_on", "id"),
        Index("ix_follow_up_next", "next_on", "id"),
        Index("ix_follow_up_happened", "happened_on", "id"),
    )

    def __str__(self) -> str:
        return f"{self.happened_on} {self.channel}"

    @hybrid_property
    def state(self) -> FollowUpState:
        """Derived from its next day and its answer, here and, below, in a list's select."""
        return follow_up_state(self.next_on, self.answered_by_id is not None, today())

    @state.inplace.expression
    @classmethod
    def _state_expression(cls) -> ColumnElement[FollowUpState]:
        stands = case(
            (cls.next_on.is_(None), FollowUpState.closed.name),
            (cls.answered_by_id.is_not(None), FollowUpState.answered.name),
            (cls.next_on <= today(), FollowUpState.due.name),
            else_=FollowUpState.planned.name,
        )
        kind: Any = Enum(FollowUpState, native_enum=False)
        return type_coerce(stands, kind)

    def check_facts(self) -> None:
        check_contact_days(self.happened_on, self.next_on, today())
