"""代理: whose decisions somebody else may take for a while."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Enum, String, case, type_coerce
from sqlalchemy import ForeignKey as Key
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.approvals.deciders import Mandate
from app.approvals.models import KIND
from app.approvals.rules import ApprovalKind, check_delegation
from app.core.clock import today
from app.core.db import Record
from app.core.gate import Open
from app.core.words import N_, Choice, RuleError
from app.security.models import Person
from app.security.rules import check_reason


class DelegationStatus(Choice):
    """How a delegation stands; derived from its days."""

    planned = N_("Not yet begun")
    in_force = N_("In force")
    ended = N_("Ended early")
    over = N_("Over")


class Delegation(Record):
    """代理: one person's decisions taken by another from a day to a day; of one kind, or all."""

    __tablename__ = "delegation"
    __gate__ = Open("its screen shows it to the two it concerns")

    from_id: Mapped[int] = mapped_column(Key("ab_user.id"), index=True)
    to_id: Mapped[int] = mapped_column(Key("ab_user.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    kind: Mapped[ApprovalKind | None] = mapped_column(KIND)
    reason: Mapped[str] = mapped_column(String(500))
    ended_at: Mapped[datetime | None]

    from_person: Mapped[Person] = relationship(foreign_keys=[from_id])
    to_person: Mapped[Person] = relationship(foreign_keys=[to_id])

    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="not_to_oneself"),
        CheckConstraint("to_on >= from_on", name="ends_after_it_began"),
    )

    def __str__(self) -> str:
        return f"{self.from_person} → {self.to_person}"

    @hybrid_property
    def status(self) -> DelegationStatus:
        """Derived from the days, here and, below, in a list's select."""
        return self.status_on(today())

    @status.inplace.expression
    @classmethod
    def _status_expression(cls) -> ColumnElement[DelegationStatus]:
        stands = case(
            (cls.ended_at.is_not(None), DelegationStatus.ended.name),
            (cls.from_on > today(), DelegationStatus.planned.name),
            (cls.to_on < today(), DelegationStatus.over.name),
            else_=DelegationStatus.in_force.name,
        )
        kind: Any = Enum(DelegationStatus, native_enum=False)
        return type_coerce(stands, kind)

    def status_on(self, day: date) -> DelegationStatus:
        if self.ended_at is not None:
            return DelegationStatus.ended
        if self.from_on > day:
            return DelegationStatus.planned
        return DelegationStatus.over if self.to_on < day else DelegationStatus.in_force

    def begin(self, by: Person, to: Person, day: date) -> None:
        check_delegation(by.id, to.id, self.from_on, self.to_on, day)
        self.from_id, self.to_id, self.reason = by.id, to.id, check_reason(self.reason)

    def end(self, by: Person, at: datetime, day: date) -> None:
        if by.id != self.from_id:
            raise RuleError(N_("Only whoever delegated ends it early."))
        if self.status_on(day) in {DelegationStatus.ended, DelegationStatus.over}:
            raise RuleError(N_("This delegation has already ended."))
        self.ended_at = at

    def mandate(self) -> Mandate:
        ended = self.ended_at is not None
        return Mandate(self.from_id, self.to_id, self.from_on, self.to_on, self.kind, ended)
