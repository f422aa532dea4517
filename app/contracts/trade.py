"""Trade: what a customer bought, gave back or had done, line by line, to the last decimal."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, String, Text, inspect, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, object_session, relationship

from app.contracts.correction_rules import check_kind
from app.contracts.models import Contract
from app.contracts.rules import check_rate, check_worth, to_cents
from app.contracts.trade_rules import (
    DeliveryStatus,
    InvoiceType,
    TradeKind,
    check_quantity,
    check_return,
    check_tax,
    check_tax_sign,
    delivery_of,
    exact_amount,
    status_left,
)
from app.core.db import Record, Scaled, index_where_told, unique_where
from app.core.gate import Gate, Open
from app.core.words import N_, RuleError
from app.customers.entries import Entry, Voidable, changed
from app.dictionaries.models import DictionaryWord
from app.security.models import Person


class Product(Record):
    """产品: one thing the company sells."""

    __tablename__ = "product"
    __gate__ = Open("the company's own price list; names no customer")

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    category_id: Mapped[int | None] = mapped_column(Key("dictionary_word.id"), index=True)
    unit: Mapped[str | None] = mapped_column(String(20))
    price: Mapped[Decimal | None] = mapped_column(Scaled(4))
    is_active: Mapped[bool] = mapped_column(default=True)

    category: Mapped[DictionaryWord | None] = relationship()

    __table_args__ = (
        CheckConstraint("price >= 0", name="price_not_negative"),
        Index("ix_product_name", "name", "id"),
    )

    def __str__(self) -> str:
        return self.name

    def check_facts(self) -> None:
        check_worth(self.price)


class Transaction(Entry):
    """交易: one order, invoice or return; its amounts are the sums of its lines."""

    __tablename__ = "trade_transaction"
    __prefix__ = "JY"
    __search__ = ("number", "source_no", "invoice_no")
    __gate__ = Gate(via="customer_id", kind="transaction", voided="voided_at", retention="10 years")

    source_no: Mapped[str | None] = mapped_column(String(64))  # in the system it came from
    contract_id: Mapped[int | None] = mapped_column(Key("contract.id"), index=True)
    returns_id: Mapped[int | None] = mapped_column(Key("trade_transaction.id"))  # a return's sale
    happened_on: Mapped[date]
    kind: Mapped[TradeKind] = mapped_column(default=TradeKind.sale)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    rate: Mapped[Decimal | None] = mapped_column(Scaled(8))
    exact: Mapped[Decimal] = mapped_column(Scaled(6), default=Decimal(0))
    amount: Mapped[Decimal] = mapped_column(Scaled(2), default=Decimal(0))
    tax_amount: Mapped[Decimal | None] = mapped_column(Scaled(2))  # a part of the amount
    salesperson_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    sales_region_id: Mapped[int | None] = mapped_column(Key("dictionary_word.id"))
    delivery_status: Mapped[DeliveryStatus | None]
    delivered_on: Mapped[date | None]
    invoice_no: Mapped[str | None] = mapped_column(String(64))
    invoice_type: Mapped[InvoiceType | None]
    remark: Mapped[str | None] = mapped_column(Text)

    contract: Mapped[Contract | None] = relationship()
    returns: Mapped["Transaction | None"] = relationship(remote_side="Transaction.id")
    salesperson: Mapped[Person | None] = relationship()
    sales_region: Mapped[DictionaryWord | None] = relationship()

    __table_args__ = (
        CheckConstraint("rate > 0", name="rate_above_zero"),
        CheckConstraint("rate IS NULL OR currency <> 'CNY'", name="rate_of_foreign_money"),
        CheckConstraint(
            "tax_amount = 0 OR (tax_amount < 0) = (kind = 'goods_return')", name="tax_has_its_sign"
        ),
        CheckConstraint(
            "delivery_status <> 'done' OR delivered_on IS NOT NULL", name="delivered_on_a_day"
        ),
        CheckConstraint(
            "delivered_on IS NULL OR "
            "(delivery_status IS NOT NULL AND delivery_status <> 'pending')",
            name="delivered_says_so",
        ),
        CheckConstraint(
            "returns_id IS NULL OR (kind = 'goods_return' AND returns_id <> id)",
            name="return_names_a_sale",
        ),
        index_where_told("ix_trade_transaction_returns", "returns_id", "id"),
        Index("ix_trade_transaction_customer", "customer_id", "id"),
        Index("ix_trade_transaction_happened", "happened_on", "id"),
        Index("ix_trade_transaction_kind", "kind", "id", "currency"),  # Filtered by together.
        Index("ix_trade_transaction_delivery", "delivery_status", "id"),
        Index("ix_trade_transaction_region", "sales_region_id", "id"),
    )

    def check_facts(self) -> None:
        check_rate(self.currency, self.rate)
        if self.returns:
            sold = self.returns
            check_return(self.kind or TradeKind.sale, self.currency, sold.kind, sold.currency)
        check_tax_sign(self.kind or TradeKind.sale, self.tax_amount)
        if "tax_amount" in changed(self):  # A line that goes leaves the tax it had.
            check_tax(self.tax_amount, self.amount)
        if "delivered_on" in changed(self) and "delivery_status" not in changed(self):
            self.delivery_status = status_left(self.delivery_status)
        self.delivery_status = delivery_of(self.delivery_status, self.delivered_on)
        before = inspect(self).attrs.kind.history.deleted if "kind" in changed(self) else ()
        if before and self._has_lines():
            check_kind(before[0], self.kind)

    def _has_lines(self) -> bool:
        asked = select(TransactionLine.id).where(TransactionLine.transaction_id == self.id)
        session = object_session(self)
        return session is not None and session.scalar(asked.limit(1)) is not None

    def count(self, line: "TransactionLine", sign: int = 1) -> None:
        """Take a line into the sums, or out of them."""
        self.exact = (self.exact or 0) + sign * line.exact
        self.amount = (self.amount or 0) + sign * line.amount


class Priced(Voidable):
    """So much of one thing at one price: a line of what was sold, or is to be."""

    __abstract__ = True
    #: What is said where a line names neither a product nor anything else.
    UNTOLD: ClassVar[N_]

    product_id: Mapped[int | None] = mapped_column(Key("product.id"), index=True)
    description: Mapped[str | None] = mapped_column(String(300))
    quantity: Mapped[Decimal] = mapped_column(Scaled(4))
    unit: Mapped[str | None] = mapped_column(String(20))
    price: Mapped[Decimal] = mapped_column(Scaled(4))
    discount: Mapped[Decimal] = mapped_column(Scaled(4), default=Decimal(0))
    exact: Mapped[Decimal] = mapped_column(Scaled(6))
    amount: Mapped[Decimal] = mapped_column(Scaled(2))

    @declared_attr
    def product(cls) -> Mapped[Product | None]:
        return relationship()

    def __str__(self) -> str:
        return str(self.product or self.description)

    def take_product(self) -> None:
        """What is not said about it, the price list says."""
        if self.product:
            self.unit = self.unit or self.product.unit
        if not (self.product or self.description):
            raise RuleError(self.UNTOLD)

    def work_out(self) -> None:
        """Its amounts from quantity, price and discount."""
        self.discount = self.discount or Decimal(0)
        self.exact = exact_amount(self.quantity, self.price, self.discount)
        self.amount = to_cents(self.exact)


class TransactionLine(Priced):
    """交易明细: so much of one thing at one price."""

    __tablename__ = "trade_line"
    __gate__ = Gate(
        via="transaction_id", kind="transaction", voided="voided_at",
        retention="with its transaction",
    )  # fmt: skip
    UNTOLD = N_("Choose a product, or describe what it was.")

    transaction_id: Mapped[int] = mapped_column(Key("trade_transaction.id"))

    transaction: Mapped[Transaction] = relationship()

    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity_not_zero"),
        CheckConstraint("discount BETWEEN 0 AND 10000", name="discount_is_a_share"),
        CheckConstraint("product_id IS NOT NULL OR description IS NOT NULL", name="says_what"),
        Index("ix_trade_line_transaction", "transaction_id", "id"),
    )

    def void(self, by: Person, reason: str) -> None:
        """The sums no longer hold it."""
        super().void(by, reason)
        self.transaction.count(self, sign=-1)

    def price_it(self, kind: TradeKind) -> None:
        """Its amounts; RuleError where a sale is less than nothing, or a return more."""
        check_quantity(kind, self.quantity)
        self.work_out()


unique_where("uq_trade_transaction_source", Transaction.source_no, Transaction.voided_at.is_(None))
