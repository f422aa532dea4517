"""Exact numbers: how large one may be, in a form as in a file, and how it is written. Pure."""

from decimal import Decimal

from app.core.words import N_, RuleError

LARGEST = Decimal(10) ** 13
CENTS = 2
_COLUMN = 2**63 - 1


def most_of(places: int) -> Decimal:
    """What numbers of so many decimals lie below: a column keeps them as whole numbers."""
    return min(LARGEST, Decimal(_COLUMN).scaleb(-places))


def within(number: Decimal, most: Decimal, *, is_signed: bool = False) -> Decimal:
    """The number, where its column holds it; RuleError says on which side it is too far."""
    if number < 0 and not is_signed:
        raise RuleError(N_("This number cannot be below zero."))
    if abs(number) >= most:
        raise RuleError(N_("This number is too large."))
    return number


def exact_text(value: Decimal, between: str = "") -> str:
    """All its decimals and no more: 7.1234, 0.1, 12; with ``between`` the thousands, 1,250.5."""
    return f"{value.normalize():{between}f}"
