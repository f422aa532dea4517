"""Does a contract need an approval, and has it one? Pure: what the engine knows comes as values."""

from app.approvals.rules import RequestStatus
from app.contracts.rules import ContractStage
from app.core.words import N_, Choice, RuleError


class ContractApproval(Choice):
    """合同审批, of a draft: derived from the rules and the last request about it."""

    not_needed = N_("No approval needed")
    needed = N_("To be approved")
    waiting = N_("In approval")
    approved = N_("Approved")
    refused = N_("Refused")


ANSWERS = {
    RequestStatus.pending: ContractApproval.waiting,
    RequestStatus.approved: ContractApproval.approved,
    RequestStatus.refused: ContractApproval.refused,
}


def approval_of(
    status: RequestStatus | None, *, is_same: bool, is_needed: bool
) -> ContractApproval:
    """How a draft stands: an answer holds for the version it was asked about, no other."""
    told = ANSWERS.get(status) if status and is_same else None
    if told:
        return told
    return ContractApproval.needed if is_needed else ContractApproval.not_needed


def check_signing(stands: ContractApproval) -> None:
    """What a rule asks about is signed once it is approved."""
    if stands not in {ContractApproval.not_needed, ContractApproval.approved}:
        raise RuleError(N_("This contract needs an approval before it takes effect."))


def check_asking(stage: ContractStage, stands: ContractApproval) -> None:
    """Asked for once, of a draft that needs it."""
    if stands is ContractApproval.waiting:
        raise RuleError(N_("This contract is in approval already."))
    if stage is not ContractStage.drafted or stands is ContractApproval.not_needed:
        raise RuleError(N_("This contract needs no approval."))


def check_editing(stands: ContractApproval) -> None:
    """What others are reading is not changed below their eyes."""
    if stands is ContractApproval.waiting:
        raise RuleError(N_("This contract is in approval. Recall the request to change it."))


def check_two_people(makers: set[int | None], deciders: set[int]) -> None:
    """Who entered a contract, or ever changed it, does not approve it, whoever asked."""
    if makers & deciders:
        raise RuleError(N_("Nobody approves a contract they entered or changed."))
