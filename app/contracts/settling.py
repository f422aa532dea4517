"""Spreading a payment over what its customer owes, with both sides held meanwhile."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.money import Payment
from app.contracts.receivables import Receivable, owed_first
from app.contracts.refund_rules import check_names_one
from app.contracts.rules import PaymentKind, check_leftover, check_reach, spread
from app.core.words import N_, RuleError

#: So many receivables one payment settles at once; each is a row held meanwhile.
MOST = 500


def locked(session: Session, entity: type[Any], number: int) -> Any:
    """One row, held until the transaction ends; RuleError when the gate does not show it."""
    asked = select(entity).where(entity.id == number).with_for_update()
    found = session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        raise RuleError(N_("This record is not there any more."))
    return found


def refund(session: Session, payment: Payment) -> None:
    """A refund uses up the rest of the payment it names. RuleError where it names none, or more."""
    session.flush()
    check_names_one(payment.kind, has_named=payment.refunds_id is not None)
    if payment.refunds_id:
        locked(session, Payment, payment.refunds_id).give_back(payment)


def settle(session: Session, payment: Payment) -> None:
    """Pay what is due first of the contract, or of the customer where none is named.

    What is left over must be marked as an advance. A refund settles nothing. RuleError where the
    payment would reach beyond the first ``MOST`` receivables: nothing of it is spread then.
    """
    if payment.kind is PaymentKind.refund:
        return
    session.flush()
    asked = select(Receivable).where(
        Receivable.customer_id == payment.customer_id,
        Receivable.currency == payment.currency,
        Receivable.paid < Receivable.amount,
    )
    if payment.contract_id:
        asked = asked.where(Receivable.contract_id == payment.contract_id)
    else:
        asked = asked.where(Receivable.is_effective)  # A draft's plan is paid by its name only.
    held = asked.order_by(Receivable.due_by, Receivable.id).limit(MOST + 1).with_for_update()
    owed = owed_first(session.scalars(held.execution_options(populate_existing=True)).all())
    shares = spread(payment.unspent, [receivable.unpaid for receivable in owed])
    check_reach(shares, MOST)
    for receivable, share in zip(owed, shares, strict=True):
        if share > 0:
            session.add(payment.settle(receivable, share))
    check_leftover(payment.unspent, payment.is_advance)
