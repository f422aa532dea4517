"""What a review saw, field by field; and to whom a customer was handed over."""

from sqlalchemy import ForeignKey as Key
from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Record
from app.core.gate import Gate
from app.customers.models import Customer
from app.security.models import Person


class ReviewMark(Record):
    """审核记录: one field of one file as one reviewer found it, in one round of review.

    ``sign`` tells whether the field is still what was looked at: a mark on another value is none.
    """

    __tablename__ = "review_mark"
    __gate__ = Gate(via="customer_id", retention="with its customer")

    customer_id: Mapped[int] = mapped_column(Key("customer.id"))
    round: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))  # a field, or evidence-KIND
    reviewer_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    is_right: Mapped[bool]
    remark: Mapped[str | None] = mapped_column(Text)
    sign: Mapped[str | None] = mapped_column(String(16), info={"secret": True})

    __table_args__ = (
        UniqueConstraint("customer_id", "round", "reviewer_id", "name"),
        Index("ix_review_mark_customer", "customer_id", "id"),
    )


class HandOver(Record):
    """移交维护人: a customer passed from one maintainer to another, and why."""

    __tablename__ = "hand_over"
    __gate__ = Gate(via="customer_id", retention="with its customer")

    customer_id: Mapped[int] = mapped_column(Key("customer.id"))
    from_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    to_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    reason: Mapped[str] = mapped_column(Text)

    customer: Mapped[Customer] = relationship(foreign_keys=[customer_id])
    from_person: Mapped[Person | None] = relationship(foreign_keys=[from_id])
    to_person: Mapped[Person] = relationship(foreign_keys=[to_id])

    __table_args__ = (Index("ix_hand_over_customer", "customer_id", "id"),)

    def __str__(self) -> str:
        return f"{self.from_person or '—'} → {self.to_person}"
