"""Grants: what one administrator proposes about a person's rights and another confirms."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.access.rules import GrantKind, GrantStatus, GrantStep, after, check_decider
from app.core.db import Record
from app.core.gate import Open
from app.security.models import Person
from app.security.rules import check_reason


class Grant(Record):
    """授权申请: one change of a person's role, clearance or department, from proposal to decision.

    ``old`` and ``new`` are keys: a role's, a clearance's name, a department's id.
    """

    __tablename__ = "access_grant"
    __gate__ = Open("read by administrators and auditors; its screen has its own permission")

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    kind: Mapped[GrantKind]
    old: Mapped[str | None] = mapped_column(String(80))
    new: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[GrantStatus] = mapped_column(default=GrantStatus.proposed)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)

    user: Mapped[Person] = relationship(foreign_keys=[user_id])
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        CheckConstraint(
            "status NOT IN ('confirmed', 'refused') OR (decided_by_id IS NOT NULL"
            " AND decided_by_id <> proposed_by_id AND decided_by_id <> user_id)",
            name="decided_by_another",
        ),
        Index("ix_access_grant_user", "user_id", "id"),
        Index("ix_access_grant_status", "status", "id"),
    )

    def __str__(self) -> str:
        return f"{self.user} · {self.kind}"

    def confirm(self, by: Person, at: datetime) -> None:
        check_decider(by.id, self.proposed_by_id, self.user_id)
        self._decide(GrantStep.confirm, by, at)

    def refuse(self, by: Person, at: datetime, reason: str) -> None:
        check_decider(by.id, self.proposed_by_id, self.user_id)
        self._decide(GrantStep.refuse, by, at)
        self.decision_reason = check_reason(reason)

    def withdraw(self, by: Person, at: datetime) -> None:
        self._decide(GrantStep.withdraw, by, at)

    def _decide(self, step: GrantStep, by: Person, at: datetime) -> None:
        self.status = after(self.status, step)
        self.decided_by_id, self.decided_at = by.id, at


#: One open question at a time about one thing of one person.
Index(
    "uq_access_grant_open",
    Grant.user_id,
    Grant.kind,
    unique=True,
    sqlite_where=Grant.status == GrantStatus.proposed,
    postgresql_where=Grant.status == GrantStatus.proposed,
)
