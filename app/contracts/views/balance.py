"""What a contract's page says of its money: agreed, planned, received, still to come."""

from decimal import Decimal

from app.contracts.balance import balances, outstanding
from app.contracts.effect import open_under
from app.contracts.rules import NOT_STATED, ContractStage
from app.contracts.views.lines import lines_fact
from app.core.db import db
from app.core.pages import show
from app.core.words import N_


def _told(sums):
    return " + ".join(f"{show(amount)} {currency}" for currency, amount in sums)


def _fact(label, value):
    return {"label": str(label), "value": value}


def money_facts(contract):
    """Each currency by itself; what is still to come in the contract's own."""
    found = balances(db.session(), contract)
    stated = str(NOT_STATED) if contract.amount is None else show(contract.amount)
    left = outstanding(contract, found)
    planned = _told((currency, each.planned) for currency, each in found.items())
    received = _told((currency, each.received) for currency, each in found.items())
    facts = [
        _fact(N_("Amount"), f"{stated} {contract.currency}"),
        *lines_fact(contract),
        _fact(N_("Planned receivables"), planned),
        _fact(N_("Received"), received),
    ]
    if left is not None:
        facts.append(_fact(N_("Outstanding"), _told([(contract.currency, left)])))
    return [*facts, *_moving(contract)]


def _moving(contract):
    """What will be owed under a new version once it is signed; it need not be planned again."""
    if contract.stage is not ContractStage.drafted or not contract.supersedes_id:
        return []
    sums: dict[str, Decimal] = {}
    for owed in open_under(db.session(), contract.supersedes_id):
        sums[owed.currency] = sums.get(owed.currency, Decimal(0)) + owed.unpaid
    told = _told(sorted(sums.items()))
    return [_fact(N_("Moves here when it is signed"), told)] if told else []
