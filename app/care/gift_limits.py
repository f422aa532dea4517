"""Up to which value a gift needs nobody's consent, since which day.

The limit is one visit's. None of the policies served states a span over which a customer's gifts
are added up, and one made up here would hold gifts back by nobody's decision.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.care.care_rules import USUAL_LIMIT
from app.core.db import Record, Scaled
from app.core.gate import Open

FIRST_DAY = date(2000, 1, 1)


class GiftLimit(Record):
    """礼品限额: one limit and its first day; a new one replaces it, none is edited."""

    __tablename__ = "gift_limit"
    __gate__ = Open("the company's own rule; names no customer")

    from_on: Mapped[date] = mapped_column(unique=True)
    amount: Mapped[Decimal] = mapped_column(Scaled(2))

    __table_args__ = (CheckConstraint("amount >= 0", name="amount_not_negative"),)

    def __str__(self) -> str:
        return f"{self.amount} · {self.from_on}"


def limit_on(session: Session, day: date) -> Decimal:
    """The limit in force on a day."""
    asked = select(GiftLimit.amount).where(GiftLimit.from_on <= day)
    with session.no_autoflush:
        found = session.scalar(asked.order_by(GiftLimit.from_on.desc()).limit(1))
    return USUAL_LIMIT if found is None else found


def ship_limit(session: Session) -> None:
    """Once: the usual one, to see and to replace."""
    if session.scalar(select(GiftLimit.id).limit(1)) is None:
        session.add(GiftLimit(from_on=FIRST_DAY, amount=USUAL_LIMIT))
