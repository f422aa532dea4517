"""How large an exact number may be, in a form as in a file: it fits its column. Pure."""

from decimal import Decimal

LARGEST = Decimal(10) ** 13
_COLUMN = 2**63 - 1


def most_of(places: int) -> Decimal:
    """What numbers of so many decimals lie below: a column keeps them as whole numbers."""
    return min(LARGEST, Decimal(_COLUMN).scaleb(-places))
