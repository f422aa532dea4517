"""交付单据: what was handed over under a contract or a transaction, and who received it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.models import Contract
from app.contracts.trade import Transaction
from app.contracts.trade_rules import check_delivery
from app.core.clock import today
from app.core.db import Scaled
from app.core.gate import Gate
from app.customers.attached import WHOLE, Attached
from app.customers.entries import Entry
from app.security.masking import mask_word


class Delivery(Attached, Entry):
    """交付单据: one delivery note, with its scan or the place its original lies at."""

    __tablename__ = "delivery"
    __prefix__ = "SH"
    __gate__ = Gate(
        via="customer_id",
        kind="transaction",
        voided="voided_at",
        retention="10 years",
        masks={"received_by": mask_word},
    )

    source_no: Mapped[str | None] = mapped_column(String(64))  # on the note itself
    contract_id: Mapped[int | None] = mapped_column(Key("contract.id"), index=True)
    transaction_id: Mapped[int | None] = mapped_column(Key("trade_transaction.id"), index=True)
    happened_on: Mapped[date]
    what: Mapped[str] = mapped_column(Text)
    quantity: Mapped[Decimal | None] = mapped_column(Scaled(4))
    unit: Mapped[str | None] = mapped_column(String(20))
    received_by: Mapped[str | None] = mapped_column(String(120))
    is_signed: Mapped[bool] = mapped_column(default=False)
    original_place: Mapped[str | None] = mapped_column(String(200))
    remark: Mapped[str | None] = mapped_column(Text)

    contract: Mapped[Contract | None] = relationship()
    transaction: Mapped[Transaction | None] = relationship()

    __table_args__ = (
        CheckConstraint("contract_id IS NOT NULL OR transaction_id IS NOT NULL", name="under_what"),
        CheckConstraint("what <> ''", name="says_what"),
        CheckConstraint("quantity > 0", name="quantity_above_zero"),
        CheckConstraint("NOT is_signed OR received_by IS NOT NULL", name="signed_by_somebody"),
        CheckConstraint(WHOLE, name="file_is_whole"),
        Index("ix_delivery_customer", "customer_id", "id"),
        Index("ix_delivery_happened", "happened_on", "id"),
    )

    def check_facts(self) -> None:
        """Under what, when and by whom; a transaction's contract counts as its own.

        Whose these are is asked of every entry alike, where it is saved.
        """
        if self.transaction and not self.contract:
            self.contract = self.transaction.contract
        check_delivery(
            self.happened_on, today(), self.quantity, self.received_by,
            is_under=bool(self.contract or self.transaction), is_signed=self.is_signed,
        )  # fmt: skip
