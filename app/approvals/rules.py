"""What is decided on, and how far it has come: requests, their steps, delegations. Pure."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal

from app.core.words import N_, Choice, RuleError

LONGEST_DELEGATION = timedelta(days=366)
MOST_NEEDED = 9


class ApprovalKind(Choice):
    """审批种类: what is decided on; the domain it belongs to says what an approval does."""

    access = N_("Customer access")
    contract = N_("Contract approval")
    gift = N_("Gift to a customer")


#: Kinds that need nobody's decision as long as no rule names one.
OPTIONAL = frozenset({ApprovalKind.contract})
#: Kinds about money, whose rules may begin at an amount.
VALUED = frozenset({ApprovalKind.contract})


class RequestStatus(Choice):
    """How far a request has come."""

    pending = N_("Pending")
    approved = N_("Approved")
    refused = N_("Refused")
    recalled = N_("Recalled")
    stale = N_("Overtaken by a change")
    expired = N_("Run out")


class RequestMove(Choice):
    """What happens to a request."""

    approve = N_("Approve")
    refuse = N_("Refuse")
    recall = N_("Recall")
    overtake = N_("Overtake")
    expire = N_("Let run out")


NEXT = {
    (RequestStatus.pending, RequestMove.approve): RequestStatus.approved,
    (RequestStatus.pending, RequestMove.refuse): RequestStatus.refused,
    (RequestStatus.pending, RequestMove.recall): RequestStatus.recalled,
    (RequestStatus.pending, RequestMove.overtake): RequestStatus.stale,
    (RequestStatus.pending, RequestMove.expire): RequestStatus.expired,
}


class StepStatus(Choice):
    """How far one step of a request has come: one after the other is open."""

    waiting = N_("Not yet its turn")
    open = N_("Pending")
    approved = N_("Approved")
    refused = N_("Refused")
    closed = N_("No longer needed")


class StepMove(Choice):
    """What happens to a step."""

    begin = N_("Begin")
    approve = N_("Approve")
    refuse = N_("Refuse")
    close = N_("Close")


STEP_NEXT = {
    (StepStatus.waiting, StepMove.begin): StepStatus.open,
    (StepStatus.open, StepMove.approve): StepStatus.approved,
    (StepStatus.open, StepMove.refuse): StepStatus.refused,
    (StepStatus.open, StepMove.close): StepStatus.closed,
    (StepStatus.waiting, StepMove.close): StepStatus.closed,
}


class Verdict(Choice):
    """One person's opinion."""

    approve = N_("Approve")
    refuse = N_("Refuse")


DECIDED_ALREADY = N_("This request has already been decided, recalled or closed.")


def after(status: RequestStatus, move: RequestMove) -> RequestStatus:
    """The status a move leads to; RuleError where the request is no longer open."""
    if (status, move) not in NEXT:
        raise RuleError(DECIDED_ALREADY)
    return NEXT[status, move]


def step_after(status: StepStatus, move: StepMove) -> StepStatus:
    """The status a step's move leads to."""
    if (status, move) not in STEP_NEXT:
        raise RuleError(DECIDED_ALREADY)
    return STEP_NEXT[status, move]


def check_recaller(who: int, requester: int) -> None:
    if who != requester:
        raise RuleError(N_("Only whoever asked recalls a request."))


def check_not_over(last_on: date | None, day: date) -> None:
    """A request that ran out is no longer decided."""
    if last_on is not None and day > last_on:
        raise RuleError(N_("This request has run out; it is no longer decided."))


def check_same(asked_about: int | None, stands: int | None) -> None:
    """What is decided on is still what was asked about."""
    if asked_about is not None and stands != asked_about:
        raise RuleError(N_("The record has changed since. The request is closed; ask anew."))


def check_route(places: Sequence[int]) -> None:
    """A kind of request that nobody decides on cannot be asked for."""
    if not places:
        raise RuleError(N_("No approval rule says who decides on this. Ask an administrator."))


def applies(from_amount: Decimal | None, amount: Decimal | None) -> bool:
    """Whether a rule asks about so much; what is not stated might be any amount."""
    return from_amount is None or amount is None or amount >= from_amount


def check_from(kind: ApprovalKind, from_amount: Decimal | None) -> None:
    """Only what is worth something has an amount from which a rule counts."""
    if from_amount is not None and (kind not in VALUED or from_amount <= 0):
        raise RuleError(N_("An amount is above zero, and only for contracts."))


def check_demand(roles: Collection[str], post: str | None, needed: int | None) -> None:
    """A rule names somebody, and how many of them."""
    if not roles and not post:
        raise RuleError(N_("Name a role or a post."))
    if needed is None or not 1 <= needed <= MOST_NEEDED:
        raise RuleError(N_("Between one and nine people decide one step."))


def check_delegation(from_id: int, to_id: int, from_on: date, to_on: date, day: date) -> None:
    """Nobody delegates to themselves, into the past, or for ever."""
    if from_id == to_id:
        raise RuleError(N_("Nobody delegates to themselves."))
    if from_on < day:
        raise RuleError(N_("The first day lies in the past."), at="from_on")
    if to_on < from_on:
        raise RuleError(N_("The last day lies before the first."), at="to_on")
    if to_on - from_on > LONGEST_DELEGATION:
        raise RuleError(N_("A delegation lasts a year at most."), at="to_on")
