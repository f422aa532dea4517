"""What waits for a reader among contracts and receivables: what ends, what is overdue."""

from collections.abc import Iterator

from flask import url_for

from app.contracts.models import Contract
from app.contracts.money import Receivable
from app.contracts.rules import LIVING
from app.core.clock import today
from app.core.todo import Waiting, count_of, counted, may, oldest, told
from app.core.words import N_
from app.security.actor import actor


def contracts_to_do() -> Iterator[Waiting]:
    """Whoever enters contracts is reminded of those that end; who enters payments, of arrears."""
    if may("can_edit", "Contracts") and actor().enters("contract"):
        ending = (Contract.remind_on <= today(), Contract.stage.in_(LIVING))
        for contract in oldest(Contract, ending):
            text = told(N_("Contract ends soon or has ended: %(what)s"), contract)
            yield Waiting(text, url_for("ContractView.show", pk=contract.id), "calendar-due")
    if may("can_edit", "Receivables") and actor().enters("payment"):
        late = (Receivable.due_on < today(), Receivable.paid < Receivable.amount)
        if count := count_of(Receivable, late):
            text = str(N_("%(count)s receivables are overdue")) % {"count": counted(count)}
            yield Waiting(text, url_for("ReceivableView.list", state="overdue"), "calendar-dollar")
