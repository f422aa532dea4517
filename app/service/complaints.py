"""Complaints: what went wrong for a customer, until when it is put right, and how it ended."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Enum, Index, String, Text, case, type_coerce
from sqlalchemy import ForeignKey as Key
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.models import Contract
from app.core.clock import local, now, today
from app.core.db import Scaled, index_where_told, unique_where
from app.core.gate import Gate
from app.customers.contacts import Contact
from app.customers.entries import Entry, Voidable
from app.security.models import Department, Person
from app.service.complaint_rules import (
    ENDING,
    NEAR_DAYS,
    ClockState,
    ComplaintCategory,
    ComplaintStatus,
    ComplaintStep,
    Confirmation,
    Severity,
    after,
    check_closing,
    check_compensation,
    check_confirmed_day,
    check_received,
    check_running,
    clock_state,
)
from app.service.rules import ServiceChannel


class Complaint(Entry):
    """投诉: one complaint; without a day it is due by, its clock stands."""

    __tablename__ = "complaint"
    __prefix__ = "TS"
    __gate__ = Gate(via="customer_id", kind="complaint", voided="voided_at", retention="10 years")

    source_no: Mapped[str | None] = mapped_column(String(64))  # in the system it came from
    category: Mapped[ComplaintCategory] = mapped_column(default=ComplaintCategory.quality)
    severity: Mapped[Severity] = mapped_column(default=Severity.minor)
    status: Mapped[ComplaintStatus] = mapped_column(default=ComplaintStatus.registered)
    channel: Mapped[ServiceChannel] = mapped_column(default=ServiceChannel.phone)
    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(Key("contract.id"), index=True)
    responsible_id: Mapped[int | None] = mapped_column(Key("department.id"), index=True)
    handler_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    received_at: Mapped[datetime]
    reopened_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(Text)
    demand: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(Text)
    corrective_action: Mapped[str | None] = mapped_column(Text)
    preventive_action: Mapped[str | None] = mapped_column(Text)
    compensation: Mapped[Decimal | None] = mapped_column(Scaled(2))
    confirmed_on: Mapped[date | None]
    confirmed_how: Mapped[Confirmation | None]
    is_repeat: Mapped[bool] = mapped_column(default=False)
    related_id: Mapped[int | None] = mapped_column(Key("complaint.id"), index=True)

    contact: Mapped[Contact | None] = relationship()
    contract: Mapped[Contract | None] = relationship()
    responsible: Mapped[Department | None] = relationship()
    handler: Mapped[Person | None] = relationship()
    related: Mapped["Complaint | None"] = relationship(remote_side="Complaint.id")

    __table_args__ = (
        CheckConstraint("compensation >= 0", name="compensation_not_negative"),
        CheckConstraint(
            "status <> 'closed' OR (cause IS NOT NULL AND corrective_action IS NOT NULL)",
            name="closed_has_cause",
        ),
        CheckConstraint(
            "status <> 'closed' OR (confirmed_on IS NOT NULL AND confirmed_how IS NOT NULL"
            " AND closed_on IS NOT NULL AND due_on IS NOT NULL)",
            name="closed_is_confirmed",
        ),
        CheckConstraint("closed_on IS NULL OR status = 'closed'", name="ends_when_closed"),
        CheckConstraint("status <> 'draft' OR due_on IS NULL", name="draft_has_no_clock"),
        CheckConstraint("reopened_at >= received_at", name="reopened_after_received"),
        CheckConstraint("related_id <> id", name="not_its_own_repeat"),
        Index("ix_complaint_customer", "customer_id", "id"),
        Index("ix_complaint_received", "received_at", "id"),
        Index("ix_complaint_status", "status", "id"),
        Index("ix_complaint_due", "due_on", "id"),
        index_where_told("ix_complaint_handler", "handler_id", "status"),
    )

    @property
    def happened_on(self) -> date:
        return local(self.received_at).date()

    @property
    def counted_from(self) -> datetime:
        """What the clock begins with: its coming in, or its coming back."""
        return self.reopened_at or self.received_at

    @hybrid_property
    def clock(self) -> ClockState:
        """Derived from its days, here and, below, in a list's select."""
        if self.status is ComplaintStatus.draft:
            return ClockState.unstarted
        return clock_state(self.due_on, self.closed_on, today())

    @clock.inplace.expression
    @classmethod
    def _clock_expression(cls) -> ColumnElement[ClockState]:
        stands = case(
            (cls.status == ComplaintStatus.draft, ClockState.unstarted.name),
            (cls.due_on.is_(None), ClockState.paused.name),
            (cls.closed_on <= cls.due_on, ClockState.kept.name),
            (cls.closed_on.is_not(None), ClockState.missed.name),
            (cls.due_on < today(), ClockState.late.name),
            (cls.due_on <= today() + timedelta(days=NEAR_DAYS), ClockState.near.name),
            else_=ClockState.running.name,
        )
        kind: Any = Enum(ClockState, native_enum=False)
        return type_coerce(stands, kind)

    def check_facts(self) -> None:
        check_received(self.received_at, now())
        check_compensation(self.compensation)
        self.check_word()
        if self.status is ComplaintStatus.closed:
            self.check_end()

    def check_end(self) -> None:
        check_closing({name: getattr(self, name) for name in ENDING})
        self.check_word()

    def check_word(self) -> None:
        """The customer's word, as soon as it is written down; after a return, the second one."""
        if self.confirmed_on:
            check_confirmed_day(self.confirmed_on, local(self.counted_from).date(), today())

    def register(self, at: datetime) -> None:
        """Somebody takes it in: from now on it is a complaint, and its limit runs."""
        self.status, self.received_at = after(self.status, ComplaintStep.register), at

    def move(self, step: ComplaintStep) -> None:
        """Investigated, handled, replied to."""
        self.status = after(self.status, step)

    def close(self, on: date) -> None:
        """The customer's word ends it; a clock that stands does not."""
        self.status = after(self.status, ComplaintStep.close)
        self.check_end()
        check_running(paused=self.due_on is None)
        self.closed_on = on

    def reopen(self, at: datetime) -> None:
        """It came back: the limit is counted anew, and the customer's word is asked for again."""
        self.status = after(self.status, ComplaintStep.reopen)
        self.reopened_at, self.closed_on = at, None
        self.confirmed_on = self.confirmed_how = None

    def mark_repeat(self, of: "Complaint") -> None:
        self.is_repeat, self.related = True, of


class ComplaintPause(Voidable):
    """投诉暂停: from when until when a complaint's clock stood, and why."""

    __tablename__ = "complaint_pause"
    __gate__ = Gate(
        via="complaint_id", kind="complaint", voided="voided_at", retention="with its complaint"
    )

    complaint_id: Mapped[int] = mapped_column(Key("complaint.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)

    complaint: Mapped[Complaint] = relationship()

    __table_args__ = (
        CheckConstraint("until_at >= from_at", name="ends_after_it_began"),
        Index("ix_complaint_pause_complaint", "complaint_id", "id"),
    )

    def __str__(self) -> str:
        return self.reason


unique_where("uq_complaint_source", Complaint.source_no, Complaint.voided_at.is_(None))
unique_where(
    "uq_complaint_pause_open",
    ComplaintPause.complaint_id,
    ComplaintPause.until_at.is_(None) & ComplaintPause.voided_at.is_(None),
)
