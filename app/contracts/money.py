"""Money that came in, and which payment settles what of the receivables."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, String, Text, inspect, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from app.contracts.models import Contract
from app.contracts.receivables import ALLOCATED, Receivable
from app.contracts.refund_rules import (
    RETURNED,
    check_given_back,
    check_kept,
    check_only_refund,
    check_rest,
)
from app.contracts.rules import (
    PaymentKind,
    PaymentMethod,
    check_allocation,
    check_amount,
    check_rate,
)
from app.core.db import Scaled, index_where_told, unique_where
from app.core.gate import Gate
from app.core.words import N_, RuleError
from app.customers.entries import Entry, Voidable, changed
from app.security.models import Person


class Payment(Entry):
    """回款: money that came in, a credit note, or money given back."""

    __tablename__ = "payment"
    __prefix__ = "HK"
    __gate__ = Gate(via="customer_id", kind="payment", voided="voided_at", retention="10 years")

    source_no: Mapped[str | None] = mapped_column(String(64))
    contract_id: Mapped[int | None] = mapped_column(Key("contract.id"), index=True)
    kind: Mapped[PaymentKind] = mapped_column(default=PaymentKind.receipt)
    happened_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Scaled(2))
    allocated: Mapped[Decimal] = mapped_column(Scaled(2), default=Decimal(0))
    refunds_id: Mapped[int | None] = mapped_column(Key("payment.id"))  # what a refund gives back
    returned: Mapped[Decimal] = mapped_column(Scaled(2), default=Decimal(0), server_default="0")
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    rate: Mapped[Decimal | None] = mapped_column(Scaled(8))
    method: Mapped[PaymentMethod] = mapped_column(default=PaymentMethod.wire)
    is_advance: Mapped[bool] = mapped_column(default=False)
    payer: Mapped[str | None] = mapped_column(String(200))
    bank_ref: Mapped[str | None] = mapped_column(String(80))
    remark: Mapped[str | None] = mapped_column(Text)

    contract: Mapped[Contract | None] = relationship()
    refunds: Mapped["Payment | None"] = relationship(remote_side="Payment.id")

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_above_zero"),
        CheckConstraint(
            "allocated >= 0 AND returned >= 0 AND allocated + returned <= amount",
            name="used_within_amount",
        ),
        CheckConstraint(
            "kind <> 'refund' OR (allocated = 0 AND returned = 0)", name="refund_settles_nothing"
        ),
        CheckConstraint(
            "refunds_id IS NULL OR (kind = 'refund' AND refunds_id <> id)", name="refund_gives_back"
        ),
        CheckConstraint("rate > 0", name="rate_above_zero"),
        CheckConstraint("rate IS NULL OR currency <> 'CNY'", name="rate_of_foreign_money"),
        Index("ix_payment_customer", "customer_id", "id"),
        Index("ix_payment_happened", "happened_on", "id"),
        index_where_told("ix_payment_refunds", "refunds_id", "id"),
    )

    @property
    def unspent(self) -> Decimal:
        """What it neither settled nor a refund gave back."""
        return self.amount - (self.allocated or Decimal(0)) - (self.returned or Decimal(0))

    def check_facts(self) -> None:
        check_amount(self.amount)
        check_rate(self.currency, self.rate)
        check_only_refund(self.kind or PaymentKind.receipt, has_named=bool(self.refunds))
        if refunds_changed(self):
            check_kept(changed(self) | {"refunds_id"})
        if self.refunds_id:
            check_kept(changed(self))
        if self.unspent < 0:
            raise RuleError(N_("More than this has already been allocated."), at="amount")
        if changed(self) & {"customer_id", "currency", "kind"} and self.allocated:
            raise RuleError(ALLOCATED)
        if changed(self) & {"customer_id", "currency", "kind"} and self.returned:
            raise RuleError(RETURNED)

    def settle(
        self, receivable: Receivable, amount: Decimal, line: "Allocation | None" = None
    ) -> "Allocation":
        """Pay this much of what is owed, on a ``line`` somebody has begun or on a new one.

        RuleError where either side has less.
        """
        check_match(self, receivable)
        check_allocation(amount, self.unspent, receivable.unpaid)
        self.allocated = (self.allocated or Decimal(0)) + amount
        receivable.paid = (receivable.paid or Decimal(0)) + amount
        line = line or Allocation()
        line.payment, line.receivable, line.amount = self, receivable, amount
        return line

    def give_back(self, refund: "Payment") -> None:
        """So much of its rest went back. RuleError where less is left."""
        check_given_back(self.kind, self.currency, refund.currency)
        check_rest(refund.amount, self.unspent)
        self.returned = (self.returned or Decimal(0)) + refund.amount

    def void(self, by: Person, reason: str) -> None:
        """What it settled is owed again, and what it gave back is there again."""
        if self.returned:
            raise RuleError(RETURNED)
        session = object_session(self)
        asked = select(Allocation).where(Allocation.payment_id == self.id)
        for allocation in session.scalars(asked) if session else ():
            allocation.void(by, reason)
        if self.refunds:
            self.refunds.returned -= self.amount
        super().void(by, reason)


class Allocation(Voidable):
    """核销: so much of one payment for one receivable."""

    __tablename__ = "allocation"
    __gate__ = Gate(
        via="payment_id", kind="payment", voided="voided_at", retention="with its payment"
    )

    payment_id: Mapped[int] = mapped_column(Key("payment.id"))
    receivable_id: Mapped[int] = mapped_column(Key("receivable.id"))
    amount: Mapped[Decimal] = mapped_column(Scaled(2))

    payment: Mapped[Payment] = relationship()
    receivable: Mapped[Receivable] = relationship()

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_above_zero"),
        Index("ix_allocation_payment", "payment_id", "id"),
        Index("ix_allocation_receivable", "receivable_id", "id"),
    )

    def __str__(self) -> str:
        return f"{self.payment} → {self.receivable}"

    def void(self, by: Person, reason: str) -> None:
        """Both sides have it back."""
        super().void(by, reason)
        self.payment.allocated -= self.amount
        self.receivable.paid -= self.amount


def check_match(payment: Payment, receivable: Receivable) -> None:
    """One customer's money settles what the same customer owes, in the same currency."""
    if payment.kind is PaymentKind.refund:
        raise RuleError(N_("A refund settles nothing."))
    if payment.customer_id != receivable.customer_id:
        raise RuleError(N_("This receivable is another customer's."))
    if payment.currency != receivable.currency:
        raise RuleError(N_("The receivable is in another currency."))


def refunds_changed(payment: Payment) -> bool:
    """Whether a refund now names another payment than it has been taken off."""
    named = payment.refunds and payment.refunds.id
    is_kept = bool(inspect(payment).persistent) and payment.refunds_id is not None
    return is_kept and named != payment.refunds_id


unique_where("uq_payment_source", Payment.source_no, Payment.voided_at.is_(None))
