"""What rests on a contract, a project or a transaction is taken back before them, not after."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.deliveries import Delivery
from app.contracts.effect import give_back
from app.contracts.lines import lines_of
from app.contracts.models import Contract, Project
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.trade import Transaction
from app.core.db import db
from app.core.words import N_, RuleError
from app.customers.entries import Entry
from app.security.models import Person

#: Entity → what may name it, and by which column.
RESTING: dict[type[Entry], tuple[tuple[Any, Any], ...]] = {
    Project: ((Contract, Contract.project_id),),
    Contract: (
        (Transaction, Transaction.contract_id),
        (Delivery, Delivery.contract_id),
        (Receivable, Receivable.contract_id),
        (Payment, Payment.contract_id),
        (Contract, Contract.supersedes_id),
    ),
    Transaction: (
        (Delivery, Delivery.transaction_id),
        (Transaction, Transaction.returns_id),
    ),
}


def check_free(session: Session, record: Entry) -> None:
    """RuleError naming the first thing that rests on it and was not taken back."""
    for entity, column in RESTING[type(record)]:
        asked = select(entity).where(column == record.id, entity.voided_at.is_(None)).limit(1)
        if (found := session.scalar(asked)) is not None:
            raise RuleError(N_("“%(what)s” rests on it; take that back first."), what=found)


def void_free(record: Entry, by: Person, reason: str) -> None:
    """Take back what nothing rests on; a contract's own lines go with it."""
    session = db.session()
    if isinstance(record, Contract) and record.supersedes_id:
        give_back(session, record)
    check_free(session, record)
    for line in lines_of(session, record.id) if isinstance(record, Contract) else ():
        line.void(by, reason)
    record.void(by, reason)
