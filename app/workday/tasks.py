"""Tasks: what somebody asks a colleague to do by a day, perhaps about a customer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import Record
from app.core.gate import Gate
from app.core.words import N_, RuleError
from app.customers.models import Customer
from app.customers.rules import check_reason
from app.security.models import Person
from app.workday.rules import WAITING, TaskState, TaskStep, after, check_due, check_mover
from app.workday.seeing import sees


class Task(Record):
    """任务: one thing to be done, by whom, until when, and what came of it."""

    __tablename__ = "task"
    __gate__ = Gate(owner="assignee_id", giver="assigner_id", retention="10 years")

    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str | None] = mapped_column(Text)
    customer_id: Mapped[int | None] = mapped_column(Key("customer.id"))
    assigner_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    assignee_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    due_on: Mapped[date]
    state: Mapped[TaskState] = mapped_column(default=TaskState.open)
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # done or cancelled
    ended_by_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    outcome: Mapped[str | None] = mapped_column(Text)  # or why it was cancelled

    customer: Mapped[Customer | None] = relationship(foreign_keys=[customer_id])
    assigner: Mapped[Person] = relationship(foreign_keys=[assigner_id])
    assignee: Mapped[Person] = relationship(foreign_keys=[assignee_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    __table_args__ = (
        CheckConstraint("title <> ''", name="title_not_empty"),
        CheckConstraint(
            "(state IN ('done', 'cancelled')) = (ended_at IS NOT NULL)", name="ended_has_a_moment"
        ),
        CheckConstraint("ended_at IS NULL OR outcome IS NOT NULL", name="ended_says_how"),
        Index("ix_task_assignee", "assignee_id", "state", "due_on", "id"),
        Index("ix_task_assigner", "assigner_id", "state", "due_on", "id"),
        Index("ix_task_customer", "customer_id", "id"),
        Index("ix_task_due", "due_on", "id"),
    )

    def __str__(self) -> str:
        return self.title

    def assign(self, by: Person, day: date) -> None:
        """Give it out: in time, and about nobody the assignee does not see."""
        self.assigner_id = by.id
        check_due(self.due_on, day)
        if not self.assignee.active:
            raise RuleError(N_("This person has left; choose somebody else."), at="assignee")
        if self.customer and not sees(self.assignee, self.customer.id):
            raise RuleError(
                N_("%(name)s does not see this customer: share it with them first."),
                at="assignee",
                name=self.assignee,
            )

    def accept(self, by: Person) -> None:
        check_mover(by.id, self.assignee_id)
        self.state, self.accepted_at = after(self.state, TaskStep.accept), now()

    def finish(self, by: Person, outcome: str) -> None:
        check_mover(by.id, self.assignee_id)
        self._end(TaskStep.finish, by, outcome)

    def cancel(self, by: Person, reason: str) -> None:
        check_mover(by.id, self.assigner_id)
        self._end(TaskStep.cancel, by, reason)

    def void(self, by: Person, reason: str) -> None:
        """A whole file of tasks is taken back, by its giver or by who looks after imports."""
        self._end(TaskStep.cancel, by, reason)

    def _end(self, step: TaskStep, by: Person, told: str) -> None:
        self.state, self.outcome = after(self.state, step), check_reason(told)
        self.ended_at, self.ended_by_id = now(), by.id

    def is_late(self, day: date) -> bool:
        return self.state in WAITING and self.due_on < day
