"""合同明细: what a contract is about, line by line, until it is signed."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, func, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.contracts import approving
from app.contracts.line_rules import check_line, check_lines_open
from app.contracts.models import Contract
from app.contracts.trade import Priced
from app.core.clock import now
from app.core.db import Scaled
from app.core.gate import Gate
from app.core.words import N_

#: What a new version's line says as the one before did.
CARRIED = ("position", "product_id", "description", "quantity", "unit", "price", "discount",
           "tax_rate", "exact", "amount")  # fmt: skip


class ContractLine(Priced):
    """合同明细: so much of one thing at one price, tax included, in the contract's currency."""

    __tablename__ = "contract_line"
    __gate__ = Gate(
        via="contract_id", kind="contract", voided="voided_at", retention="with its contract"
    )
    UNTOLD = N_("Choose a product, or describe what it is.")

    contract_id: Mapped[int] = mapped_column(Key("contract.id"))
    position: Mapped[int]  # where it stands among the contract's lines, from 1
    tax_rate: Mapped[Decimal | None] = mapped_column(Scaled(4))

    contract: Mapped[Contract] = relationship()

    __table_args__ = (
        CheckConstraint("position > 0", name="position_above_zero"),
        CheckConstraint("quantity > 0", name="quantity_above_zero"),
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("discount BETWEEN 0 AND 10000", name="discount_is_a_share"),
        CheckConstraint("tax_rate BETWEEN 0 AND 10000", name="tax_rate_is_a_share"),
        CheckConstraint("product_id IS NOT NULL OR description IS NOT NULL", name="says_what"),
        Index("ix_contract_line_contract", "contract_id", "position", "id"),
    )

    def check_facts(self) -> None:
        """What is not said about it the price list says; its amounts follow. RuleError if wrong."""
        check_lines_open(self.contract.stage)
        self.take_product()
        check_line(self.position, self.quantity, self.price, self.tax_rate)
        self.work_out()


def check_open(session: Session, contract: Contract) -> None:
    """RuleError where it is signed, or where others are reading it to decide on it."""
    check_lines_open(contract.stage)
    approving.check_open(session, contract)


def touch(session: Session, contract: Contract) -> None:
    """With other lines it is another version: what was approved, or read before, is no more it."""
    check_open(session, contract)
    contract.updated_at = now()


def lines_of(session: Session, contract_id: int) -> Sequence[ContractLine]:
    """Its lines in their order, as far as they were not taken back."""
    asked = select(ContractLine).where(
        ContractLine.contract_id == contract_id, ContractLine.voided_at.is_(None)
    )
    return session.scalars(asked.order_by(ContractLine.position, ContractLine.id)).all()


def sum_of(session: Session, contract_id: int) -> tuple[int, Decimal]:
    """How many lines it has, and what they come to."""
    asked = select(func.count(ContractLine.id), func.sum(ContractLine.amount)).where(
        ContractLine.contract_id == contract_id, ContractLine.voided_at.is_(None)
    )
    count, total = session.execute(asked).one()
    return count, total or Decimal("0.00")


def last_places(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Contract → the place of its last line; 0 where it has none."""
    mine = ContractLine.contract_id
    asked = select(mine, func.max(ContractLine.position)).where(
        mine.in_(ids), ContractLine.voided_at.is_(None)
    )
    return defaultdict(int, {row[0]: row[1] for row in session.execute(asked.group_by(mine))})


def carry_over(session: Session, old_id: int, new: Contract) -> None:
    """A new version starts with the lines of the one before."""
    with session.no_autoflush:
        told = [{n: getattr(line, n) for n in CARRIED} for line in lines_of(session, old_id)]
    session.add_all(ContractLine(contract=new, **values) for values in told)
