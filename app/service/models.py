"""Service records: what a customer asked for, who did it and how it ended."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.models import Contract
from app.core.clock import now
from app.core.db import Scaled, index_where_told, unique_where
from app.core.gate import Gate
from app.customers.contacts import Contact
from app.customers.entries import Entry
from app.customers.rules import check_reason
from app.security.models import Person
from app.service.outreach import check_outreach
from app.service.rules import (
    OPEN_SERVICES,
    Priority,
    Promise,
    ServiceChannel,
    ServiceKind,
    ServiceStatus,
    ServiceStep,
    after,
    check_cost,
    check_next,
    check_promised,
    check_result,
    check_times,
    promise,
)


class ServiceRecord(Entry):
    """服务记录: one enquiry, after-sales service, return visit or feedback."""

    __tablename__ = "service_record"
    __prefix__ = "FW"
    __search__ = ("number", "source_no", "content", "result")
    __gate__ = Gate(via="customer_id", kind="service", voided="voided_at", retention="10 years")

    source_no: Mapped[str | None] = mapped_column(String(64))  # in the system it came from
    kind: Mapped[ServiceKind] = mapped_column(default=ServiceKind.consulting)
    channel: Mapped[ServiceChannel] = mapped_column(default=ServiceChannel.phone)
    priority: Mapped[Priority] = mapped_column(default=Priority.normal)
    status: Mapped[ServiceStatus] = mapped_column(default=ServiceStatus.new)
    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(Key("contract.id"), index=True)
    handler_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    happened_on: Mapped[date]
    requested_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    content: Mapped[str] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    respond_due_at: Mapped[datetime | None]  # promised
    resolve_due_at: Mapped[datetime | None]  # likewise
    cost: Mapped[Decimal | None] = mapped_column(Scaled(2))  # in yuan
    next_on: Mapped[date | None]  # the next service

    contact: Mapped[Contact | None] = relationship()
    contract: Mapped[Contract | None] = relationship()
    handler: Mapped[Person | None] = relationship()

    __table_args__ = (
        CheckConstraint("status <> 'closed' OR result IS NOT NULL", name="closed_has_result"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        CheckConstraint("responded_at >= requested_at", name="answered_after_asked"),
        CheckConstraint("resolved_at >= requested_at", name="solved_after_asked"),
        Index("ix_service_record_customer", "customer_id", "id"),
        Index("ix_service_record_happened", "happened_on", "id"),
        Index("ix_service_record_status", "status", "id"),
        Index("ix_service_record_kind", "kind", "id", "status"),  # Filtered by together.
        index_where_told("ix_service_record_handler", "handler_id", "status"),
        index_where_told("ix_service_record_next", "next_on", "id"),
    )

    def check_facts(self) -> None:
        """A return visit still to be made is one of ours to them, so they must want it."""
        check_times(self.requested_at, self.responded_at, self.resolved_at)
        check_result(self.status, self.result)
        check_promised(self.requested_at, self.respond_due_at, self.resolve_due_at)
        check_cost(self.cost)
        check_next(self.happened_on, self.next_on)
        if self.kind is ServiceKind.return_visit and self.status in {None, *OPEN_SERVICES}:
            check_outreach(self, self.happened_on)

    @property
    def promise(self) -> Promise | None:
        """Whether it is answered and solved in time; what was closed or rejected waits no more."""
        until = now() if self.status in OPEN_SERVICES else self.updated_at
        answered = (self.respond_due_at, self.responded_at or self.resolved_at)
        return promise((answered, (self.resolve_due_at, self.resolved_at)), until)

    def assign(self, to: Person) -> None:
        """Somebody has it in hand from now on."""
        self.status = after(self.status, ServiceStep.assign)
        self.handler = to

    def wait(self) -> None:
        """Something is awaited: a part, an answer."""
        self.status = after(self.status, ServiceStep.wait)

    def close(self, at: datetime) -> None:
        """It is done; without another moment it was solved now."""
        self.status = after(self.status, ServiceStep.close)
        check_result(self.status, self.result)
        self.resolved_at = self.resolved_at or at

    def reject(self, reason: str) -> None:
        """It is not done, for a reason."""
        self.status = after(self.status, ServiceStep.reject)
        self.result = check_reason(reason)


unique_where("uq_service_record_source", ServiceRecord.source_no, ServiceRecord.voided_at.is_(None))
