"""What is owed under a contract counts from its signing, and follows the version in force."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.contracts.models import Contract
from app.contracts.receivables import Receivable
from app.contracts.rules import ContractStage, ContractStep
from app.security.actor import acting_as, actor, system

OWED = Receivable.__table__


@contextmanager
def on_their_behalf() -> Iterator[None]:
    """What follows from a signing is done under the signer's name, on duty for it or not."""
    by = actor()
    with acting_as(replace(system(), who=by.who, user_id=by.user_id)):
        yield


def place(session: Session, receivables: Sequence[Receivable]) -> None:
    """New ones, or those moved under another contract: a draft's are not owed yet.

    The draft is held, so that it is not signed between the look and the writing.
    """
    under = {owed.contract_id for owed in receivables if _may_wait(session, owed)}
    agreed = Contract.__table__.c
    asked = select(agreed.id).where(
        agreed.id.in_(under), agreed.stage == ContractStage.drafted
    )  # fmt: skip
    drafts = set(session.connection().scalars(asked.with_for_update())) if under else set()
    for is_effective in (False, True):
        found = [x for x in receivables if (x.contract_id not in drafts) is is_effective]
        _write(session, found, is_effective=is_effective)


def _may_wait(session: Session, owed: Receivable) -> bool:
    """Whether its contract may be a draft; none becomes one again."""
    session.flush()
    is_signed = owed.contract is not None and owed.contract.stage is not ContractStage.drafted
    return owed.contract_id is not None and not is_signed


def _write(session: Session, found: Sequence[Receivable], *, is_effective: bool) -> None:
    told = [owed for owed in found if owed.is_effective is not is_effective]
    if told:
        changed = update(OWED).where(OWED.c.id.in_([owed.id for owed in told]))
        session.connection().execute(changed.values(is_effective=is_effective))
    for owed in told:
        set_committed_value(owed, "is_effective", is_effective)


def take_effect(session: Session, contract: Contract) -> None:
    """Signed: its plan is owed now, and so is under it what the version before left open."""
    contract.move(ContractStep.sign)
    session.flush()
    planned = update(OWED).where(OWED.c.contract_id == contract.id)
    session.connection().execute(planned.values(is_effective=True))
    if contract.supersedes_id:
        with on_their_behalf():
            for owed in open_under(session, contract.supersedes_id):
                owed.moved_from_id, owed.contract_id = owed.contract_id, contract.id
            session.flush()


def open_under(session: Session, contract_id: int) -> Sequence[Receivable]:
    """What is still owed under a contract, the earliest due first."""
    asked = select(Receivable).where(
        Receivable.contract_id == contract_id, Receivable.paid < Receivable.amount
    )
    return session.scalars(asked.order_by(Receivable.due_by, Receivable.id)).all()


def give_back(session: Session, contract: Contract) -> None:
    """Taken back: what had moved here is owed under the version before, as it was."""
    with on_their_behalf():
        asked = select(Receivable).where(
            Receivable.contract_id == contract.id, Receivable.moved_from_id.is_not(None)
        )
        for owed in session.scalars(asked):
            owed.contract_id, owed.moved_from_id = owed.moved_from_id, None
        session.flush()
