"""合同审批: a draft that a rule asks about takes effect by an approval of exactly that version.

Where the request stands is asked of the engine, never stored beside it; the rules (设置 › 审批规则)
say from which amount on who decides. Without a rule nobody is asked.
"""

from datetime import datetime
from decimal import Decimal

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals import flow
from app.approvals.kinds import Kind, Wanted
from app.approvals.models import ApprovalDecision, ApprovalRequest
from app.approvals.rules import ApprovalKind
from app.audit.chain import Event
from app.audit.listener import note
from app.contracts.approval_rules import (
    ContractApproval,
    approval_of,
    check_asking,
    check_editing,
    check_signing,
    check_two_people,
)
from app.contracts.effect import on_their_behalf, take_effect
from app.contracts.models import Contract
from app.contracts.rules import ContractStage, in_yuan
from app.core.db import db
from app.core.words import N_, RuleError
from app.security.masking import mask_name
from app.security.models import Person
from app.security.unscoped import changers, version_of

SUBJECT = Contract.__tablename__
DETAILS = {"customer": N_("Customer"), "amount": N_("Amount"), "term": N_("Term"),
           "signed_on": N_("Takes effect when approved; signed on")}  # fmt: skip


def worth(contract: Contract) -> Decimal | None:
    return in_yuan(contract.amount, contract.currency, contract.rate)


def standing(session: Session, contract: Contract) -> ContractApproval:
    """How a contract stands with those who decide on it."""
    with session.no_autoflush:
        if contract.stage is not ContractStage.drafted:
            return ContractApproval.not_needed
        request = flow.newest(session, ApprovalKind.contract, contract.id)
        rules = flow.rules_for(session, ApprovalKind.contract, worth(contract))
    return approval_of(
        request and request.status,
        is_same=request is not None and request.subject_version == contract.version,
        is_needed=bool(rules),
    )


def ask(session: Session, contract: Contract, by: Person, reason: str, at: datetime) -> None:
    """Lay a draft before whoever the rules name."""
    check_asking(contract.stage, standing(session, contract))
    amount = "" if contract.amount is None else f"{contract.amount:,} {contract.currency}"
    mask = mask_name(str(contract.customer))  # Read in the inbox of who may not see the customer.
    term = " – ".join(filter(None, (contract.start_on, contract.end_on)))
    wanted = Wanted(
        ApprovalKind.contract,
        SUBJECT,
        contract.id,
        f"{contract.number} {mask}"[:200],
        reason,
        contract.customer.department_id,
        {"customer": mask, "amount": amount, "term": term, "signed_on": contract.signed_on or ""},
        customer_id=contract.customer_id,
        amount=worth(contract),
    )
    flow.ask(session, wanted, by, at)
    note(session, Event("approval asked", SUBJECT, contract.id, {"reason": reason}))


def sign(session: Session, contract: Contract) -> None:
    """It takes effect."""
    check_signing(standing(session, contract))
    take_effect(session, contract)


def check_open(session: Session, contract: Contract) -> None:
    check_editing(standing(session, contract))


# ── what an approval does ─────────────────────────────────────────
def approve(session: Session, request: ApprovalRequest, decision: ApprovalDecision) -> None:
    """What was signed on paper before takes effect at once; else it may now be signed.

    Whoever decides need not be on duty for contracts: the step is the request's, under their name.
    """
    contract = session.scalar(select(Contract).where(Contract.id == request.subject_id))
    if contract is None:
        raise RuleError(N_("Whoever decides must see this contract themselves."))
    makers = {contract.created_by_id, contract.updated_by_id, *changers(SUBJECT, contract.id)}
    check_two_people(makers, {decision.decided_by_id, decision.for_id})
    if contract.signed_on:
        with on_their_behalf():
            take_effect(session, contract)


def version(number: int) -> int | None:
    return version_of(Contract, number)


def address_of(number: int) -> str | None:
    """The contract's page, for who sees it."""
    seen = db.session.scalar(select(Contract.id).where(Contract.id == number))
    return url_for("ContractView.show", pk=number) if seen else None


CONTRACT = Kind(approve, version, address_of, DETAILS)
