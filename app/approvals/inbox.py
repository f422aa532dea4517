"""Which requests concern somebody: those that wait for them, those they asked for, those they
decided on; as conditions of a list.

What waits follows the same rules as a decision does (``deciders.py``), so that nobody is offered
what would be refused; the decision asks again.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask import g
from flask_login import current_user
from sqlalchemy import ColumnElement, and_, false, or_, select

from app.approvals.deciders import Holder, Mandate, mandators
from app.approvals.kinds import discreet_kinds
from app.approvals.models import ApprovalDecision, ApprovalRequest, ApprovalStep
from app.approvals.rules import ApprovalKind, RequestStatus, StepStatus
from app.approvals.seats import holders, mandates_to
from app.core.clock import today
from app.core.db import db
from app.core.todo import may
from app.core.words import N_

TABS = {
    "waiting": N_("Waiting for me"),
    "mine": N_("Requested by me"),
    "decided": N_("Decided by me"),
}
WATCHED = {"all": N_("All requests")}
#: Beside the requests: what others proposed of rights, which is decided by its own rules.
GRANTING = {"granting": N_("Grants and shares")}
#: So long an outcome is told on the start page.
NEWS = timedelta(days=7)


class Chair(NamedTuple):
    """Whose decisions the reader may take, and of which kinds; the first chair is their own."""

    holder: Holder
    kinds: frozenset[ApprovalKind]


def chairs(me: int, day: date) -> list[Chair]:
    """The reader's own chair and those delegated to them, asked once a request."""
    if "chairs" not in g:
        mandates = mandates_to(db.session(), me, day)
        others = sorted({mandate.from_id for mandate in mandates})
        g.chairs = [
            Chair(holder, _kinds(holder, me, mandates, day))
            for holder in holders(db.session(), [me, *others])
        ]
    found: list[Chair] = g.chairs
    return found


def _kinds(
    holder: Holder, me: int, mandates: Sequence[Mandate], day: date
) -> frozenset[ApprovalKind]:
    if holder.id == me:
        return frozenset(ApprovalKind)
    return frozenset(k for k in ApprovalKind if holder.id in mandators(me, mandates, k, day))


def waiting() -> ColumnElement[bool]:
    """Pending requests of others whose open step asks the reader or somebody they stand for."""
    me = current_user.id
    found = [_sits(chair, me) for chair in chairs(me, today())]
    asked = (
        select(ApprovalStep.request_id)
        .join(ApprovalRequest, ApprovalRequest.id == ApprovalStep.request_id)
        .where(ApprovalStep.status == StepStatus.open, or_(false(), *found))
    )
    return and_(
        ApprovalRequest.status == RequestStatus.pending,
        ApprovalRequest.requested_by_id != me,
        ApprovalRequest.id.in_(asked),
    )


def _sits(chair: Chair, me: int) -> ColumnElement[bool]:
    holder = chair.holder
    return and_(
        ApprovalRequest.kind.in_(sorted(chair.kinds, key=lambda kind: kind.name)),
        ApprovalRequest.requested_by_id != holder.id,
        _asks(holder),
        _unheard({me, holder.id}),
    )


def _asks(holder: Holder) -> ColumnElement[bool]:
    """``deciders.qualifies`` as SQL."""
    post = ApprovalStep.post == holder.post if holder.post else false()
    near = ApprovalRequest.department_id.in_(sorted(holder.departments))
    return or_(_names(holder.wide), and_(near, or_(_names(holder.roles), post)))


def _names(roles: frozenset[str]) -> ColumnElement[bool]:
    named = sorted(roles)
    return or_(ApprovalStep.role.in_(named), ApprovalStep.or_role.in_(named))


def _unheard(people: set[int]) -> ColumnElement[bool]:
    """None of them has decided yet: on this step, nor unless it says otherwise on one before."""
    given = or_(
        ApprovalDecision.decided_by_id.in_(sorted(people)),
        ApprovalDecision.for_id.in_(sorted(people)),
    )
    here = select(ApprovalDecision.step_id).where(given)
    before = select(ApprovalDecision.request_id).where(given)
    elsewhere = or_(ApprovalStep.may_repeat, ApprovalStep.request_id.not_in(before))
    return and_(ApprovalStep.id.not_in(here), elsewhere)


def mine() -> ColumnElement[bool]:
    """What the reader asked for; of discreet kinds only what was approved."""
    is_told = or_(
        ApprovalRequest.kind.not_in(discreet_kinds()),
        ApprovalRequest.status == RequestStatus.approved,
    )
    return and_(ApprovalRequest.requested_by_id == current_user.id, is_told)


def decided() -> ColumnElement[bool]:
    """What the reader, or their delegate for them, gave an opinion on."""
    me = current_user.id
    given = or_(ApprovalDecision.decided_by_id == me, ApprovalDecision.for_id == me)
    return ApprovalRequest.id.in_(select(ApprovalDecision.request_id).where(given))


def watches() -> bool:
    """Whether the reader looks on at all requests."""
    return may("can_watch", "Approvals")


def within(tab: str) -> Sequence[ColumnElement[bool]]:
    """The rows of one tab; without a tab all that concern the reader."""
    if tab in GRANTING:
        return (false(),)
    if watches() and tab not in TABS:
        return ()
    parts = {"waiting": waiting, "mine": mine, "decided": decided}
    return (parts[tab](),) if tab in parts else (or_(waiting(), mine(), decided()),)
