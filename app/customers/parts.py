"""What hangs on a customer in any number: former names, addresses, invoice titles, accounts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, inspect
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.core.clock import now
from app.core.db import Record
from app.core.gate import Gate
from app.core.words import N_, Choice
from app.customers.headings import CustomerHeading
from app.customers.identifiers import read_tax_number
from app.customers.models import Customer
from app.customers.rules import Market, check_reason, check_term
from app.customers.spelling import normalise
from app.security.masking import mask_account, mask_word
from app.security.models import Person
from app.security.sealed import Sealed
from app.security.unscoped import is_known


class RenameReason(Choice):
    """更名原因."""

    rename = N_("Change of name")
    merger = N_("Merger")
    division = N_("Division")
    other = N_("Other")


class AddressKind(Choice):
    """地址类别."""

    registered = N_("Registered")
    office = N_("Office")
    delivery = N_("Delivery")
    billing = N_("Billing")


class TitleKind(Choice):
    """抬头类型."""

    company = N_("Company")
    personal = N_("Personal")


class Part(Record):
    """One line below a customer: seen with it, taken back with a reason, never erased."""

    __abstract__ = True

    customer_id: Mapped[int] = mapped_column(Key("customer.id"))
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    void_reason: Mapped[str | None] = mapped_column(Text)

    @declared_attr
    def customer(cls) -> Mapped[Customer]:
        return relationship(foreign_keys=f"{cls.__name__}.customer_id")

    def void(self, by: Person, reason: str) -> None:
        self.void_reason = check_reason(reason)
        self.voided_at, self.voided_by_id = now(), by.id

    def check_facts(self) -> None:
        """What the fields must say together."""


class FormerName(Part):
    """曾用名: a name the customer bore, from when to when, and why it changed."""

    __tablename__ = "former_name"
    __gate__ = Gate(via="customer_id", voided="voided_at", retention="with its customer")

    name: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    reason: Mapped[RenameReason] = mapped_column(default=RenameReason.rename)

    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_it_began"),
        Index("ix_former_name_customer", "customer_id", "id"),
        Index("ix_former_name_name", "name"),
    )

    def __str__(self) -> str:
        return self.name

    def check_facts(self) -> None:
        check_term(self.from_on, self.to_on)


class CustomerAddress(Part):
    """地址: one of the customer's places."""

    __tablename__ = "customer_address"
    __gate__ = Gate(
        via="customer_id",
        voided="voided_at",
        retention="with its customer",
        masks={"recipient": mask_word},
    )

    kind: Mapped[AddressKind] = mapped_column(default=AddressKind.office)
    region_code: Mapped[str | None] = mapped_column(String(6))
    address: Mapped[str] = mapped_column(String(300))
    postcode: Mapped[str | None] = mapped_column(String(16))
    recipient: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (Index("ix_customer_address_customer", "customer_id", "id"),)

    def __str__(self) -> str:
        return self.address


class Billing(Part):
    """A line that the department on duty for billing enters, at every customer it serves."""

    __abstract__ = True

    @declared_attr
    def customer(cls) -> Mapped[CustomerHeading]:
        return relationship(CustomerHeading, foreign_keys=f"{cls.__name__}.customer_id")


def is_domestic(customer_id: int) -> bool:
    """Like ``Customer.is_domestic``, for who sees no more of a customer than its heading."""
    told = {"id": customer_id, "market": Market.domestic}
    return any(is_known("customer", country_code=code, **told) for code in (None, "CN"))


class InvoiceTitle(Billing):
    """开票抬头: to whom and how an invoice is made out."""

    __tablename__ = "invoice_title"
    __gate__ = Gate(
        via="customer_id", kind="billing", voided="voided_at", retention="with its customer"
    )

    kind: Mapped[TitleKind] = mapped_column(default=TitleKind.company)
    title: Mapped[str] = mapped_column(String(200))
    tax_number: Mapped[str | None] = mapped_column(String(32))
    address: Mapped[str | None] = mapped_column(String(300))
    phone: Mapped[str | None] = mapped_column(String(40))
    bank: Mapped[str | None] = mapped_column(String(120))
    rid: Mapped[str | None] = mapped_column(String(32))
    account = Sealed(normalise, mask_account)

    __table_args__ = (Index("ix_invoice_title_customer", "customer_id", "id"),)

    def __str__(self) -> str:
        return self.title

    def check_facts(self) -> None:
        """A number typed for a customer here is a taxpayer's."""
        attributes: Any = inspect(self).attrs
        is_typed = self.tax_number and attributes.tax_number.history.has_changes()
        if is_typed and is_domestic(self.customer_id):
            self.tax_number = read_tax_number(self.tax_number or "")


class BankAccount(Billing):
    """银行账户: the number is sealed; two customers with one account are worth a look."""

    __tablename__ = "bank_account"
    __gate__ = Gate(
        via="customer_id", kind="billing", voided="voided_at", retention="with its customer"
    )

    rid: Mapped[str | None] = mapped_column(String(32))
    holder: Mapped[str] = mapped_column(String(200))
    bank: Mapped[str] = mapped_column(String(120))
    account = Sealed(normalise, mask_account, tail=True)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")

    __table_args__ = (
        CheckConstraint("account_sealed IS NOT NULL", name="has_a_number"),
        Index("ix_bank_account_customer", "customer_id", "id"),
        Index("ix_bank_account_account", "account_index"),
    )

    def __str__(self) -> str:
        return f"{self.bank} {self.account}"
