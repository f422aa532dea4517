"""What a contract's page says of its approval, and which of its steps wait for one."""

from flask import g, url_for

from app.approvals import flow
from app.approvals.rules import ApprovalKind
from app.contracts import approving
from app.contracts.approval_rules import ContractApproval
from app.contracts.rules import NEXT, ContractStep
from app.core.db import db
from app.core.todo import may
from app.core.words import N_

NOTICES = {
    ContractApproval.needed: ("amber", N_("It takes effect once it is approved: ask for that.")),
    ContractApproval.waiting: ("blue", N_("In approval; it is not changed meanwhile.")),
    ContractApproval.refused: ("red", N_("Its approval was refused; change it and ask again.")),
}


def stands(contract):
    """Asked once a page, for its steps, its notice and its figures."""
    key = (contract.id, contract.version)
    if g.get("contract_stands", (None,))[0] != key:
        g.contract_stands = (key, approving.standing(db.session(), contract))
    return g.contract_stands[1]


def asks_approval(contract):
    return stands(contract) in {ContractApproval.needed, ContractApproval.refused}


def may_be_signed(contract):
    is_free = stands(contract) in {ContractApproval.not_needed, ContractApproval.approved}
    return is_free and (contract.stage, ContractStep.sign) in NEXT


def approval_notice(contract):
    told = NOTICES.get(stands(contract))
    return told and {"tone": told[0], "text": str(told[1])}


def approval_fact(contract):
    found = stands(contract)
    if found is ContractApproval.not_needed:
        return []
    return [{"label": str(N_("Approval")), "value": str(found)}]


def request_link(contract):
    """What was decided, by whom and why; for who may open requests."""
    if not may("can_show", "Approvals"):
        return None
    asked = flow.newest(db.session(), ApprovalKind.contract, contract.id)
    url = asked and url_for("InboxView.show", pk=asked.id)
    return url and {"url": url, "icon": "checks", "label": str(N_("Approval"))}
