"""What a refund may give back: the rest of one payment, of the same customer and currency. Pure."""

from decimal import Decimal

from app.contracts.rules import PaymentKind, check_amount
from app.core.words import N_, RuleError

RETURNED = N_("Take back the refunds that gave it back first.")
#: What a refund says stays as it was given back: else the payment's rest would not follow.
KEPT = frozenset({"customer_id", "currency", "kind", "amount", "refunds_id"})


def check_names_one(kind: PaymentKind, *, has_named: bool) -> None:
    """A refund gives back one payment, and nothing else does."""
    if kind is PaymentKind.refund and not has_named:
        raise RuleError(N_("Say which payment is given back."), at="refunds")


def check_only_refund(kind: PaymentKind, *, has_named: bool) -> None:
    if has_named and kind is not PaymentKind.refund:
        raise RuleError(N_("Only a refund gives a payment back."), at="refunds")


def check_kept(changed: set[str]) -> None:
    """It is taken back and entered anew instead."""
    if changed & KEPT:
        raise RuleError(
            N_("A refund has been taken off its payment: take it back and enter it anew.")
        )


def check_rest(amount: Decimal, left: Decimal) -> None:
    """No more goes back than was neither used nor given back yet."""
    check_amount(amount)
    if amount > left:
        raise RuleError(N_("Only %(left)s of this payment is left."), at="amount", left=left)


def check_given_back(kind: PaymentKind, currency: str, wanted: str) -> None:
    """What came in is given back, in the money it came in."""
    if kind is PaymentKind.refund:
        raise RuleError(N_("A refund is not given back itself."), at="refunds")
    if currency != wanted:
        raise RuleError(N_("The payment is in another currency."), at="refunds")
