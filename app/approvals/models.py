"""Requests, the steps they pass, the opinions given, and the rules that say who is asked."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Enum, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.approvals.deciders import Demand
from app.approvals.rules import (
    ApprovalKind,
    RequestMove,
    RequestStatus,
    StepMove,
    StepStatus,
    Verdict,
    after,
    check_demand,
    check_from,
    step_after,
)
from app.core.db import LongId, Record, Scaled, index_where_told
from app.core.gate import Open
from app.security.models import Department, Person

#: Without a CHECK: a domain adds its kind without a rebuild of tables that others refer to.
KIND = Enum(ApprovalKind, native_enum=False, create_constraint=False, length=32)


class ApprovalRequest(Record):
    """审批申请: one thing somebody asks for, and what became of it.

    ``subject_version`` is what the decision rests on; ``title`` is what all involved may read.
    """

    __tablename__ = "approval_request"
    __gate__ = Open("its screen shows it to who asked, who decides, who decided and who watches")

    kind: Mapped[ApprovalKind] = mapped_column(KIND)
    subject: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int] = mapped_column(LongId)
    subject_version: Mapped[int | None] = mapped_column(BigInteger)
    customer_id: Mapped[int | None] = mapped_column(Key("customer.id"))  # Whom it is about.
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    department_id: Mapped[int] = mapped_column(Key("department.id"))
    requested_by_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    requested_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    last_on: Mapped[date | None]  # The last day it may be decided on.
    status: Mapped[RequestStatus] = mapped_column(default=RequestStatus.pending)
    ended_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship(foreign_keys=[department_id])
    requested_by: Mapped[Person] = relationship(foreign_keys=[requested_by_id])

    __table_args__ = (
        CheckConstraint("(status = 'pending') = (ended_at IS NULL)", name="ended_once_decided"),
        Index("ix_approval_request_status", "status", "id"),
        Index("ix_approval_request_mine", "requested_by_id", "id"),
        Index("ix_approval_request_subject", "subject", "subject_id"),
        index_where_told("ix_approval_request_customer", "customer_id", "id"),
    )

    def __str__(self) -> str:
        return f"{self.kind} · {self.title}"

    def move(self, move: RequestMove, at: datetime) -> None:
        self.status, self.ended_at = after(self.status, move), at


#: One open request at a time, of one kind, about one record, by one person.
Index(
    "uq_approval_request_open",
    ApprovalRequest.kind,
    ApprovalRequest.subject,
    ApprovalRequest.subject_id,
    ApprovalRequest.requested_by_id,
    unique=True,
    sqlite_where=ApprovalRequest.status == RequestStatus.pending,
    postgresql_where=ApprovalRequest.status == RequestStatus.pending,
)
ASKS_SOMEBODY = "role IS NOT NULL OR or_role IS NOT NULL OR post IS NOT NULL"
FEW = "needed BETWEEN 1 AND 9"


class ApprovalStep(Record):
    """审批步骤: whom a request is laid before, in which place, and how many must agree."""

    __tablename__ = "approval_step"
    __gate__ = Open("read with its request")

    request_id: Mapped[int] = mapped_column(Key("approval_request.id"))
    place: Mapped[int]
    role: Mapped[str | None] = mapped_column(String(64))
    or_role: Mapped[str | None] = mapped_column(String(64))
    post: Mapped[str | None] = mapped_column(String(80))
    needed: Mapped[int] = mapped_column(default=1)
    may_repeat: Mapped[bool] = mapped_column(default=False)  # Also by who decided a step before.
    status: Mapped[StepStatus] = mapped_column(default=StepStatus.waiting)

    __table_args__ = (
        Unique("request_id", "place"),
        CheckConstraint(ASKS_SOMEBODY, name="asks_somebody"),
        CheckConstraint(FEW, name="needed_in_range"),
        Index("ix_approval_step_status", "status", "request_id"),
    )

    def move(self, move: StepMove) -> None:
        self.status = step_after(self.status, move)

    def demand(self, department_id: int) -> Demand:
        return Demand(department_id, roles_of(self), self.post)


class ApprovalDecision(Record):
    """审批意见: one person's verdict on one step, given by themselves or by their delegate."""

    __tablename__ = "approval_decision"
    __gate__ = Open("read with its request")

    request_id: Mapped[int] = mapped_column(Key("approval_request.id"), index=True)
    step_id: Mapped[int] = mapped_column(Key("approval_step.id"))
    requested_by_id: Mapped[int] = mapped_column(Key("ab_user.id"))  # So that a CHECK can look.
    decided_by_id: Mapped[int] = mapped_column(Key("ab_user.id"), index=True)
    for_id: Mapped[int] = mapped_column(Key("ab_user.id"), index=True)
    verdict: Mapped[Verdict]
    reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime]

    decided_by: Mapped[Person] = relationship(foreign_keys=[decided_by_id])
    for_person: Mapped[Person] = relationship(foreign_keys=[for_id])

    __table_args__ = (
        Unique("step_id", "for_id"),
        Unique("step_id", "decided_by_id"),
        CheckConstraint(
            "decided_by_id <> requested_by_id AND for_id <> requested_by_id", name="two_people"
        ),
        CheckConstraint("verdict <> 'refuse' OR reason IS NOT NULL", name="refusal_has_reason"),
    )


class ApprovalRule(Record):
    """审批规则: one step of one kind of request, as an administrator laid it down."""

    __tablename__ = "approval_rule"
    __gate__ = Open("rules about decisions; no record")

    kind: Mapped[ApprovalKind] = mapped_column(KIND)
    place: Mapped[int] = mapped_column(default=1)
    role: Mapped[str | None] = mapped_column(String(64))
    or_role: Mapped[str | None] = mapped_column(String(64))
    post: Mapped[str | None] = mapped_column(String(80))
    needed: Mapped[int] = mapped_column(default=1)
    may_repeat: Mapped[bool] = mapped_column(default=False)
    from_amount: Mapped[Decimal | None] = mapped_column(Scaled(2))  # in yuan; none: always

    __table_args__ = (
        Unique("kind", "place"),
        CheckConstraint("from_amount > 0", name="from_above_zero"),
        CheckConstraint(ASKS_SOMEBODY, name="asks_somebody"),
        CheckConstraint(FEW, name="needed_in_range"),
    )

    def __str__(self) -> str:
        return f"{self.kind} · {self.place}"

    def check_facts(self) -> None:
        check_demand(roles_of(self), self.post, self.needed)
        check_from(self.kind, self.from_amount)

    def step(self) -> ApprovalStep:
        """The step of one request: a rule that changes later changes no request under way."""
        names = ("place", "role", "or_role", "post", "needed", "may_repeat")
        return ApprovalStep(**{name: getattr(self, name) for name in names})


def roles_of(row: ApprovalStep | ApprovalRule) -> frozenset[str]:
    """The roles a step or a rule names."""
    return frozenset(filter(None, (row.role, row.or_role)))


#: What a new archive starts with: kind → the roles of its steps, either of which decides.
SHIPPED = {
    ApprovalKind.access: (("DepartmentHead", "ChiefArchivist"),),
    ApprovalKind.gift: (("DepartmentHead", "Leader"),),
}
