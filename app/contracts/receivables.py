"""应收: what is owed, until when, and how it stands on a day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Enum,
    Index,
    String,
    Text,
    case,
    column,
    not_,
    true,
    type_coerce,
)
from sqlalchemy import ForeignKey as Key
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.models import Contract
from app.contracts.rules import (
    PaymentMethod,
    ReceivableState,
    check_amount,
    check_period,
    check_rate,
    plan_reminder,
    receivable_state,
)
from app.core.clock import today
from app.core.db import Scaled, index_where, unique_where
from app.core.gate import Gate
from app.core.words import N_, RuleError
from app.customers.entries import Entry, changed
from app.security.models import Person

ALLOCATED = N_("Take the payments' allocations back first.")


class Receivable(Entry):
    """应收: one instalment or invoice that a customer owes."""

    __tablename__ = "receivable"
    __prefix__ = "YS"
    __gate__ = Gate(via="customer_id", kind="payment", voided="voided_at", retention="10 years")

    __derived__ = ("is_effective", "due_by")

    source_no: Mapped[str | None] = mapped_column(String(64))
    contract_id: Mapped[int | None] = mapped_column(Key("contract.id"), index=True)
    moved_from_id: Mapped[int | None] = mapped_column(Key("contract.id"))  # the version before
    #: Its contract, if it has one, is signed: written when that, or the contract, changes.
    is_effective: Mapped[bool] = mapped_column(default=True, server_default=true())
    period: Mapped[int | None]
    happened_on: Mapped[date]  # the invoice's day, or the plan's
    due_on: Mapped[date | None]  # None: its day is still open
    #: What lists go by: the day it is due, and after all of them what has none.
    due_by: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Scaled(2))
    paid: Mapped[Decimal] = mapped_column(Scaled(2), default=Decimal(0))
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    rate: Mapped[Decimal | None] = mapped_column(Scaled(8))
    method: Mapped[PaymentMethod | None]  # how it is to be paid
    remind_days: Mapped[int | None]  # None: so many as everywhere
    remind_on: Mapped[date | None]
    is_disputed: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str | None] = mapped_column(Text)

    contract: Mapped[Contract | None] = relationship(foreign_keys=contract_id)

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_above_zero"),
        CheckConstraint("paid BETWEEN 0 AND amount", name="paid_within_amount"),
        CheckConstraint("due_on >= happened_on", name="due_after_it_began"),
        CheckConstraint("rate > 0", name="rate_above_zero"),
        CheckConstraint("rate IS NULL OR currency <> 'CNY'", name="rate_of_foreign_money"),
        CheckConstraint("remind_days BETWEEN 0 AND 366", name="reminded_within_a_year"),
        CheckConstraint("period > 0", name="period_above_zero"),
        Index("ix_receivable_customer", "customer_id", "id"),
        CheckConstraint("due_by = coalesce(due_on, '9999-12-31')", name="due_by_its_day"),
        CheckConstraint("(remind_on IS NULL) = (due_on IS NULL)", name="reminded_of_a_day"),
        Index("ix_receivable_due", "due_on", "id"),
        Index("ix_receivable_due_by", "due_by", "id"),
        index_where("ix_receivable_open", column("paid") < column("amount"), "due_on", "remind_on"),
    )

    @property
    def unpaid(self) -> Decimal:
        return self.amount - (self.paid or Decimal(0))

    @hybrid_property
    def state(self) -> ReceivableState:
        """Derived from its amounts and the day, here and, below, in a list's select."""
        paid, is_effective = self.paid or Decimal(0), self.is_effective is not False
        return receivable_state(self.amount, paid, self.due_on, today(), is_effective=is_effective)

    @state.inplace.expression
    @classmethod
    def _state_expression(cls) -> ColumnElement[ReceivableState]:
        stands = case(
            (cls.paid >= cls.amount, ReceivableState.settled.name),
            (not_(cls.is_effective), ReceivableState.not_effective.name),
            (cls.due_on.is_(None), ReceivableState.undated.name),
            (cls.due_on < today(), ReceivableState.overdue.name),
            (cls.paid > 0, ReceivableState.partial.name),
            else_=ReceivableState.pending.name,
        )
        kind: Any = Enum(ReceivableState, native_enum=False)
        return type_coerce(stands, kind)

    def check_facts(self) -> None:
        """Its money and its days; the day of the reminder follows from the day it is due."""
        check_amount(self.amount)
        check_rate(self.currency, self.rate)
        check_period(self.period)
        self.due_by = self.due_on or date.max
        self.remind_on = plan_reminder(self.due_on, self.remind_days)
        if self.due_by < self.happened_on:
            raise RuleError(N_("It would be due before it began."), at="due_on")
        if self.amount < (self.paid or 0):
            raise RuleError(N_("More than this has already been received for it."), at="amount")
        if self.paid and changed(self) & {"customer_id", "currency"}:
            raise RuleError(ALLOCATED)

    def void(self, by: Person, reason: str) -> None:
        if self.paid:
            raise RuleError(ALLOCATED)
        super().void(by, reason)


def is_owed() -> tuple[ColumnElement[bool], ...]:
    """Open, and not only planned by a draft."""
    return (Receivable.paid < Receivable.amount, Receivable.is_effective.is_(True))


def owed_first(receivables: Sequence[Receivable]) -> list[Receivable]:
    """What is owed, the earliest due first, and last what has no day."""
    return sorted((r for r in receivables if r.unpaid > 0), key=lambda r: (r.due_by, r.id))


unique_where("uq_receivable_source", Receivable.source_no, Receivable.voided_at.is_(None))
