"""What a contract's line may say, when it may change, how lines and amount agree. Pure."""

from decimal import Decimal

from app.contracts.rules import ContractStage, check_worth
from app.core.words import N_, RuleError


def check_lines_open(stage: ContractStage) -> None:
    """What two parties signed is changed by a new version, which brings its lines along."""
    if stage is not ContractStage.drafted:
        raise RuleError(N_("A signed contract's lines change by a new version of it."))


def check_line(
    position: int | None, quantity: Decimal, price: Decimal, tax_rate: Decimal | None
) -> None:
    """So much of it, at a price that may be nothing; the tax is a share of the price without it."""
    if position is not None and position <= 0:
        raise RuleError(N_("A line's place is a number from 1 on."), at="position")
    if quantity <= 0:
        raise RuleError(N_("The quantity of a contract's line is above zero."), at="quantity")
    check_worth(price)
    if tax_rate is not None and not 0 <= tax_rate <= 1:
        raise RuleError(
            N_("A tax rate lies between 0 and 1; 0.13 is thirteen per cent."), at="tax_rate"
        )


def gap(amount: Decimal | None, total: Decimal) -> Decimal:
    """By how much the contract's amount lies above (or, below zero, under) that of its lines.

    Nothing where the contract states no amount: then its lines alone say what it is worth.
    """
    return Decimal(0) if amount is None else amount - total
