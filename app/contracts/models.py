"""Projects and contracts: what was agreed with a customer, from when to when, in which version."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.approvals.pending import Decided, close_requests
from app.approvals.rules import ApprovalKind
from app.contracts.correction_rules import check_signed
from app.contracts.rules import (
    ContractStage,
    ContractStep,
    ContractType,
    after,
    check_counts,
    check_rate,
    check_span,
    check_worth,
    remind_on,
)
from app.core.db import Scaled, unique_where
from app.core.gate import Gate
from app.core.partial import LENGTH, first_day, last_day
from app.customers.contacts import Contact
from app.customers.entries import Entry, changed
from app.customers.rules import check_term
from app.security.models import Person


class Project(Entry):
    """合作项目: what several contracts serve."""

    __tablename__ = "project"
    __prefix__ = "XM"
    __gate__ = Gate(
        via="customer_id", kind="contract", voided="voided_at", retention="with its customer"
    )

    name: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    summary: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_it_began"),
        Index("ix_project_customer", "customer_id", "id"),
    )

    def __str__(self) -> str:
        return self.name

    def check_facts(self) -> None:
        check_term(self.from_on, self.to_on)


class Contract(Decided, Entry):
    """合同: one version of one contract; a changed one supersedes it and points back."""

    __tablename__ = "contract"
    __prefix__ = "HT"
    __search__ = ("number", "name", "source_no", "customer_signatory")
    __gate__ = Gate(
        via="customer_id", kind="contract", voided="voided_at", retention="end + 10 years"
    )
    __decided__ = ApprovalKind.contract

    source_no: Mapped[str | None] = mapped_column(String(200))  # in the system it came from
    name: Mapped[str] = mapped_column(String(300))
    type: Mapped[ContractType] = mapped_column(default=ContractType.direct)
    stage: Mapped[ContractStage] = mapped_column(default=ContractStage.drafted)
    project_id: Mapped[int | None] = mapped_column(Key("project.id"), index=True)
    signed_on: Mapped[str | None] = mapped_column(String(LENGTH))
    start_on: Mapped[str | None] = mapped_column(String(LENGTH))
    end_on: Mapped[str | None] = mapped_column(String(LENGTH))
    is_perpetual: Mapped[bool] = mapped_column(default=False)
    remind_days: Mapped[int] = mapped_column(default=30)
    remind_on: Mapped[date | None]
    expires_on: Mapped[date | None]  # the last day its end can mean
    renewal: Mapped[str | None] = mapped_column(Text)
    amount: Mapped[Decimal | None] = mapped_column(Scaled(2))
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    rate: Mapped[Decimal | None] = mapped_column(Scaled(8))
    payment_terms: Mapped[str | None] = mapped_column(Text)
    signatory_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    customer_signatory: Mapped[str | None] = mapped_column(String(120))  # if no contact of theirs
    company_signatory_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    original_count: Mapped[int] = mapped_column(default=1)
    copy_count: Mapped[int] = mapped_column(default=0)
    original_place: Mapped[str | None] = mapped_column(String(200))  # where originals are kept
    original_keeper: Mapped[str | None] = mapped_column(String(120))
    supersedes_id: Mapped[int | None] = mapped_column(Key("contract.id"), index=True)
    remark: Mapped[str | None] = mapped_column(Text)

    project: Mapped[Project | None] = relationship()
    signatory: Mapped[Contact | None] = relationship()
    company_signatory: Mapped[Person | None] = relationship()
    supersedes: Mapped["Contract | None"] = relationship(remote_side="Contract.id")

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("rate > 0", name="rate_above_zero"),
        CheckConstraint("rate IS NULL OR currency <> 'CNY'", name="rate_of_foreign_money"),
        CheckConstraint("end_on >= substr(start_on, 1, length(end_on))", name="ends_after_start"),
        CheckConstraint("NOT is_perpetual OR end_on IS NULL", name="perpetual_has_no_end"),
        CheckConstraint("original_count >= 0 AND copy_count >= 0", name="counts_not_negative"),
        CheckConstraint("remind_days BETWEEN 0 AND 366", name="reminded_within_a_year"),
        CheckConstraint("supersedes_id <> id", name="not_its_own_successor"),
        Index("ix_contract_customer", "customer_id", "id"),
        Index("ix_contract_stage", "stage", "id"),
        Index("ix_contract_remind", "remind_on", "id"),
        Index("ix_contract_expires", "expires_on", "id"),
    )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def check_facts(self) -> None:
        """Its days and its money; the day of the reminder follows from its end."""
        if self.is_perpetual:
            self.end_on = None
        check_signed(self.stage or ContractStage.drafted, changed(self))
        check_span(first_day(self.start_on), last_day(self.end_on))
        check_rate(self.currency, self.rate)
        check_counts(self.original_count, self.copy_count)
        check_worth(self.amount)
        self.expires_on = last_day(self.end_on)
        self.remind_on = remind_on(self.expires_on, self.remind_days or 0)

    def move(self, step: ContractStep) -> None:
        """A new version takes the old one's place when it is signed, and no sooner."""
        self.stage = after(self.stage, step)
        if step is ContractStep.sign and self.supersedes:
            self.supersedes.move(ContractStep.supersede)

    def void(self, by: Person, reason: str) -> None:
        """What it took the place of is in force again; nobody is asked to decide on it any more."""
        super().void(by, reason)
        close_requests(self)
        if self.stage is not ContractStage.drafted and self.supersedes:
            self.supersedes.move(ContractStep.reinstate)


unique_where("uq_contract_successor", Contract.supersedes_id, Contract.voided_at.is_(None))
unique_where("uq_contract_source", Contract.source_no, Contract.voided_at.is_(None))
