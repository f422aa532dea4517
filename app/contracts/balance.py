"""What was planned under a contract, what came in for it, and what is still to come."""

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import CTE, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import PaymentKind
from app.core.db import Scaled

NOTHING = Decimal("0.00")


class Balance(NamedTuple):
    """One currency's sums."""

    planned: Decimal
    received: Decimal


def _versions(contract: Contract) -> CTE:
    """The contract and the versions it took the place of: what they were paid was paid for it."""
    every = Contract.__table__
    one = select(every.c.id, every.c.supersedes_id).where(every.c.id == contract.id)
    found = one.cte("version_of_contract", recursive=True)
    before = select(every.c.id, every.c.supersedes_id).where(every.c.id == found.c.supersedes_id)
    return found.union(before)


def balances(session: Session, contract: Contract) -> dict[str, Balance]:
    """Currency → sums. Received is what settled its receivables, and what no receivable used up.

    The contract's own currency is there in any case.
    """
    under = select(_versions(contract).c.id)
    planned = select(
        Receivable.currency, func.sum(Receivable.amount), func.sum(Receivable.paid)
    ).where(Receivable.contract_id.in_(under))
    nothing = type_coerce(literal(0), Scaled(2))
    unused = select(
        Payment.currency, nothing, func.sum(Payment.amount - Payment.allocated - Payment.returned)
    ).where(Payment.contract_id.in_(under), Payment.kind != PaymentKind.refund)
    parts = planned.group_by(Receivable.currency), unused.group_by(Payment.currency)
    found = {contract.currency: Balance(NOTHING, NOTHING)}
    for currency, owed, paid in session.execute(union_all(*parts)):
        sums = found.get(currency, Balance(NOTHING, NOTHING))
        found[currency] = Balance(sums.planned + owed, sums.received + paid)
    return dict(sorted(found.items()))


def outstanding(contract: Contract, found: dict[str, Balance]) -> Decimal | None:
    """What of its amount has not come in yet; None where no amount is stated."""
    if contract.amount is None:
        return None
    return contract.amount - found[contract.currency].received
