"""What trade may be: kinds, quantities, exact amounts, deliveries. Pure."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from app.core.words import N_, Choice, RuleError

#: A line's exact amount has so many decimals, and is below so much: its sums fit their columns.
EXACT = Decimal("0.000001")
LARGEST_LINE = Decimal(10) ** 11


class TradeKind(Choice):
    """交易类型."""

    sale = N_("Sale")
    goods_return = N_("Return")
    exchange = N_("Exchange")
    service = N_("Service")


class InvoiceType(Choice):
    """发票类型."""

    vat_special = N_("Special VAT invoice")
    vat_general = N_("General VAT invoice")
    receipt = N_("Plain receipt")


class DeliveryStatus(Choice):
    """交货状态."""

    pending = N_("To be delivered")
    partial = N_("Partly delivered")
    done = N_("Delivered")


def check_tax_sign(kind: TradeKind, tax: Decimal | None) -> None:
    """What comes back takes its tax along."""
    if tax and (tax < 0) != (kind is TradeKind.goods_return):
        raise RuleError(
            N_("The tax of a return is below zero.")
            if kind is TradeKind.goods_return
            else N_("Only the tax of a return is below zero."),
            at="tax_amount",
        )


def check_return(kind: TradeKind, currency: str, sold: TradeKind, sold_in: str) -> None:
    """A return, and nothing else, names what was sold, in the money it was sold in."""
    if kind is not TradeKind.goods_return:
        raise RuleError(N_("Only a return names the sale it comes from."), at="returns")
    if sold is TradeKind.goods_return:
        raise RuleError(N_("What came back is no sale to return from."), at="returns")
    if currency != sold_in:
        raise RuleError(N_("The sale is in another currency."), at="returns")


def check_tax(tax: Decimal | None, amount: Decimal) -> None:
    """The tax is part of the amount (价税合计), and no more than it.

    While a transaction has no lines yet, there is no amount to compare it with.
    """
    if amount and is_more_than(tax, amount):
        raise RuleError(N_("The tax is part of the amount, and no more than it."), at="tax_amount")


def is_more_than(tax: Decimal | None, amount: Decimal) -> bool:
    return tax is not None and abs(tax) > abs(amount)


def delivery_of(status: DeliveryStatus | None, delivered_on: date | None) -> DeliveryStatus | None:
    """What was delivered on a day is delivered, where nobody says it was a part."""
    if delivered_on is None:
        if status is DeliveryStatus.done:
            raise RuleError(N_("Say on which day it was delivered."), at="delivered_on")
        return status
    if status is DeliveryStatus.pending:
        raise RuleError(N_("It was delivered on %(day)s, so it is not to be delivered any more."),
                        day=str(delivered_on))  # fmt: skip
    return status or DeliveryStatus.done


def status_left(status: DeliveryStatus | None) -> DeliveryStatus | None:
    """What a status still says when only the day was changed: that it was a part, nothing else."""
    return status if status is DeliveryStatus.partial else None


def check_quantity(kind: TradeKind, quantity: Decimal) -> None:
    """Only what comes back has a negative quantity, and it has no other (S1.4(2))."""
    if quantity == 0:
        raise RuleError(N_("The quantity must not be zero."), at="quantity")
    if (quantity < 0) != (kind is TradeKind.goods_return):
        raise RuleError(
            N_("A negative quantity is a return.")
            if quantity < 0
            else N_("A return has a negative quantity."),
            at="quantity",
        )


def exact_amount(quantity: Decimal, price: Decimal, discount: Decimal) -> Decimal:
    """Quantity × price less the discount (0 to 1): the product itself, never a rounding of it.

    Each of the three may have four decimals, so that together they could give twelve. Only six
    are kept: a line whose product has more is refused, and so is one of a hundred thousand million
    or more. RuleError says which.
    """
    if not 0 <= discount <= 1:
        raise RuleError(
            N_("A discount lies between 0 and 1; 0.15 is fifteen per cent off."), at="discount"
        )
    with localcontext(prec=80):
        product = quantity * price * (1 - discount)
        if abs(product) >= LARGEST_LINE:
            raise RuleError(N_("A line's amount lies below %(most)s."), most=f"{LARGEST_LINE:,}")
        kept = product.quantize(EXACT, ROUND_HALF_UP)
        if kept != product:
            raise RuleError(
                N_(
                    "Quantity, price and discount together give an amount of more than six"
                    " decimals, which would be rounded. State one of them with fewer decimals."
                )
            )
    return kept


def check_delivery(
    happened_on: date, today: date, quantity: Decimal | None, received_by: str | None,
    *, is_under: bool, is_signed: bool | None,
) -> None:  # fmt: skip
    """A delivery has happened under something, and somebody signed for it where it is signed."""
    if not is_under:
        raise RuleError(N_("Say under which contract or transaction it was delivered."))
    if happened_on > today:
        raise RuleError(N_("This delivery lies in the future."), at="happened_on")
    if quantity is not None and quantity <= 0:
        raise RuleError(N_("The quantity of a delivery is above zero."), at="quantity")
    if is_signed and not received_by:
        raise RuleError(N_("Say who signed for it."), at="received_by")
