"""A request's way: asked, decided step by step, recalled, overtaken by a change, run out.

Every move locks the request's row first (SQLite: the database, from the transaction's beginning),
so that of several people who decide at once each sees what the one before did.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.deciders import seat_of
from app.approvals.kinds import Wanted, kind_of
from app.approvals.models import ApprovalDecision, ApprovalRequest, ApprovalRule, ApprovalStep
from app.approvals.rules import (
    ApprovalKind,
    RequestMove,
    RequestStatus,
    StepMove,
    StepStatus,
    Verdict,
    after,
    applies,
    check_not_over,
    check_recaller,
    check_route,
    check_same,
)
from app.approvals.seats import delegators, holders, seats_taken
from app.core.clock import local
from app.security.models import Person
from app.security.rules import check_reason


def rules_for(
    session: Session, kind: ApprovalKind, amount: Decimal | None = None
) -> list[ApprovalRule]:
    """The rules of one kind, as they are laid down today, that ask about so much."""
    asked = select(ApprovalRule).where(ApprovalRule.kind == kind).order_by(ApprovalRule.place)
    return [rule for rule in session.scalars(asked) if applies(rule.from_amount, amount)]


def route(
    session: Session, kind: ApprovalKind, amount: Decimal | None = None
) -> list[ApprovalRule]:
    """The steps a request of one kind passes; RuleError where there are none."""
    rules = rules_for(session, kind, amount)
    check_route([rule.place for rule in rules])
    return rules


def newest(session: Session, kind: ApprovalKind, subject_id: int) -> ApprovalRequest | None:
    """What was asked last about a record, by whomever."""
    asked = select(ApprovalRequest).where(
        ApprovalRequest.kind == kind, ApprovalRequest.subject_id == subject_id
    )
    return session.scalar(asked.order_by(ApprovalRequest.id.desc()).limit(1))


def open_request(session: Session, wanted: Wanted, by: Person) -> ApprovalRequest | None:
    """What this person already asks for about the same record."""
    asked = select(ApprovalRequest).where(
        ApprovalRequest.kind == wanted.kind,
        ApprovalRequest.subject == wanted.subject,
        ApprovalRequest.subject_id == wanted.subject_id,
        ApprovalRequest.requested_by_id == by.id,
        ApprovalRequest.status == RequestStatus.pending,
    )
    return session.scalar(asked)


def ask(session: Session, wanted: Wanted, by: Person, at: datetime) -> ApprovalRequest:
    """A new request with its steps, the first of them open."""
    steps = [rule.step() for rule in route(session, wanted.kind, wanted.amount)]
    request = ApprovalRequest(
        kind=wanted.kind,
        subject=wanted.subject,
        subject_id=wanted.subject_id,
        subject_version=kind_of(wanted.kind).version(wanted.subject_id),
        customer_id=wanted.customer_id,
        title=wanted.title,
        reason=check_reason(wanted.reason),
        department_id=wanted.department_id,
        requested_by_id=by.id,
        requested_at=at,
        payload=dict(wanted.payload),
        last_on=wanted.last_on,
    )
    session.add(request)
    session.flush()
    for step in steps:
        step.request_id, step.status = request.id, StepStatus.waiting
    session.add_all(steps)
    steps[0].move(StepMove.begin)
    return request


def approve(session: Session, request: ApprovalRequest, by: Person, at: datetime) -> None:
    """One approval; the last one needed does what was asked for."""
    _lock(session, request, RequestMove.approve)
    step, decision = _decide(session, request, Verdict.approve, by, at)
    given = [d for d in decisions_of(session, request) if d.step_id == step.id]
    if len(given) < step.needed:
        return
    step.move(StepMove.approve)
    following = [s for s in steps_of(session, request) if s.status is StepStatus.waiting]
    if following:
        following[0].move(StepMove.begin)
        return
    request.move(RequestMove.approve, at)
    session.flush()
    kind_of(request.kind).apply(session, request, decision)


def refuse(
    session: Session, request: ApprovalRequest, by: Person, at: datetime, reason: str
) -> None:
    """One refusal ends the request."""
    _lock(session, request, RequestMove.refuse)
    step, _ = _decide(session, request, Verdict.refuse, by, at, check_reason(reason))
    step.move(StepMove.refuse)
    _close(session, request, RequestMove.refuse, at)


def recall(session: Session, request: ApprovalRequest, by: Person, at: datetime) -> None:
    """Whoever asked no longer does."""
    check_recaller(by.id, request.requested_by_id)
    _lock(session, request, RequestMove.recall)
    _close(session, request, RequestMove.recall, at)


def drop(session: Session, request: ApprovalRequest, at: datetime) -> None:
    """Recall it if it is still open; what was decided meanwhile stays, and is not told."""
    _reread(session, request)
    if request.status is RequestStatus.pending:
        _close(session, request, RequestMove.recall, at)


def overtake(session: Session, request: ApprovalRequest, at: datetime) -> None:
    """Close it as stale if it is still open: what it asks about was taken back."""
    _reread(session, request)
    if request.status is RequestStatus.pending:
        _close(session, request, RequestMove.overtake, at)


def settle(session: Session, request: ApprovalRequest, at: datetime) -> RequestMove | None:
    """Close a request that can no longer be decided, and say why."""
    _reread(session, request)
    if request.status is not RequestStatus.pending:
        return None
    move = None
    if request.last_on is not None and local(at).date() > request.last_on:
        move = RequestMove.expire
    elif _is_overtaken(request):
        move = RequestMove.overtake
    if move:
        _close(session, request, move, at)
    return move


def _is_overtaken(request: ApprovalRequest) -> bool:
    asked_about = request.subject_version
    return asked_about is not None and _stands(request) != asked_about


def _stands(request: ApprovalRequest) -> int | None:
    return kind_of(request.kind).version(request.subject_id)


def _lock(session: Session, request: ApprovalRequest, move: RequestMove) -> None:
    _reread(session, request)
    after(request.status, move)


def _reread(session: Session, request: ApprovalRequest) -> None:
    session.refresh(request, with_for_update=True)


def _decide(
    session: Session,
    request: ApprovalRequest,
    verdict: Verdict,
    by: Person,
    at: datetime,
    reason: str | None = None,
) -> tuple[ApprovalStep, ApprovalDecision]:
    """One person's opinion on the open step, for themselves or for who delegated to them."""
    day = local(at).date()
    check_not_over(request.last_on, day)
    check_same(request.subject_version, _stands(request))
    step = next(s for s in steps_of(session, request) if s.status is StepStatus.open)
    decision = ApprovalDecision(
        request_id=request.id,
        step_id=step.id,
        requested_by_id=request.requested_by_id,
        decided_by_id=by.id,
        for_id=seat(session, request, step, by, day),
        verdict=verdict,
        reason=reason,
        decided_at=at,
    )
    session.add(decision)
    session.flush()
    return step, decision


def seat(
    session: Session, request: ApprovalRequest, step: ApprovalStep, by: Person, day: date
) -> int:
    """On whose behalf somebody would decide on a step; RuleError where on nobody's."""
    (decider,) = holders(session, [by.id])
    others = delegators(session, by.id, request.kind, day)
    past = seats_taken(session, request, step)
    demand = step.demand(request.department_id)
    return seat_of(decider, others, demand, request.requested_by_id, past)


def _close(session: Session, request: ApprovalRequest, move: RequestMove, at: datetime) -> None:
    request.move(move, at)
    for step in steps_of(session, request):
        if step.status in {StepStatus.open, StepStatus.waiting}:
            step.move(StepMove.close)


def steps_of(session: Session, request: ApprovalRequest) -> list[ApprovalStep]:
    """A request's steps in their order."""
    asked = select(ApprovalStep).where(ApprovalStep.request_id == request.id)
    return list(session.scalars(asked.order_by(ApprovalStep.place)))


def decisions_of(session: Session, request: ApprovalRequest) -> list[ApprovalDecision]:
    """The opinions given, in the order they were given."""
    asked = select(ApprovalDecision).where(ApprovalDecision.request_id == request.id)
    return list(session.scalars(asked.order_by(ApprovalDecision.id)))
