"""What waits for a reader among contracts and receivables: what ends, what is or falls due."""

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for

from app.contracts.models import Contract
from app.contracts.receivables import Receivable, is_owed
from app.contracts.rules import LIVING, MOST_DAYS
from app.core.clock import today
from app.core.todo import Waiting, count_of, counted, may, soonest, told
from app.core.words import N_
from app.security.actor import actor

DAY = timedelta(days=1)
STAGES = ",".join(stage.name for stage in LIVING)


def contracts_to_do() -> Iterator[Waiting]:
    """Who enters contracts is reminded of those that end; who enters payments, of what is due."""
    if may("can_edit", "Contracts") and actor().enters("contract"):
        yield from _ending()
        yield from _ended()
    if may("can_edit", "Receivables") and actor().enters("payment"):
        yield from _overdue()
        yield from _due_soon()


def _ending() -> Iterator[Waiting]:
    """How many there are to decide on, then those reminded of first."""
    ending = (
        Contract.remind_on <= today(), Contract.expires_on >= today(), Contract.stage.in_(LIVING),
    )  # fmt: skip
    if count := count_of(Contract, ending):
        text = str(N_("%(count)s contracts end soon: decide on their renewal"))
        near, left = f"between:,{today()}", f"between:{today()},"
        url = url_for("ContractView.list", stage=STAGES, remind_on=near, expires_on=left)
        yield Waiting(text % {"count": counted(count)}, url, "calendar-due")
    for contract in soonest(Contract, ending, Contract.remind_on):
        text = told(N_("Contract ends soon: %(what)s"), contract)
        url = url_for("ContractView.show", pk=contract.id)
        yield Waiting(text, url, "calendar-due", contract.expires_on)


def _ended() -> Iterator[Waiting]:
    """What is over is told as a number: it would push those that can still be renewed away."""
    ended = (Contract.expires_on < today(), Contract.stage.in_(LIVING))
    if count := count_of(Contract, ended):
        text = str(N_("%(count)s contracts have ended and are not completed"))
        url = url_for("ContractView.list", stage=STAGES, expires_on=f"between:,{today() - DAY}")
        yield Waiting(text % {"count": counted(count)}, url, "calendar-due")


def _overdue() -> Iterator[Waiting]:
    late = (Receivable.due_on < today(), *is_owed())
    if count := count_of(Receivable, late):
        text = str(N_("%(count)s receivables are overdue")) % {"count": counted(count)}
        yield Waiting(text, url_for("ReceivableView.list", state="overdue"), "calendar-dollar")


def _due_soon() -> Iterator[Waiting]:
    """Each is told of as many days before as its plan says."""
    last = today() + MOST_DAYS * DAY
    soon = (
        Receivable.due_on.between(today(), last), Receivable.remind_on <= today(), *is_owed(),
    )  # fmt: skip
    if count := count_of(Receivable, soon):
        text = str(N_("%(count)s receivables fall due soon")) % {"count": counted(count)}
        near, left = f"between:,{today()}", f"between:{today()},{last}"
        url = url_for("ReceivableView.list", remind_on=near, due_on=left, state="pending,partial")
        yield Waiting(text, url, "calendar-dollar")
