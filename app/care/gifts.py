"""A gift above the limit: asked for by who makes the visit, decided by who had no hand in it."""

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals import flow
from app.approvals.kinds import Kind, Wanted
from app.approvals.models import ApprovalDecision, ApprovalRequest
from app.approvals.rules import ApprovalKind
from app.audit.timeline import changers
from app.care.care_rules import CareStatus, check_another, check_gift_asks
from app.care.visits import GIFT, MAKERS, VALUE, CareVisit
from app.core.db import db
from app.core.words import N_, RuleError
from app.security.masking import mask_name
from app.security.models import Duty, Person
from app.security.rules import RecordKind
from app.security.unscoped import mark_of

#: What a decision rests on: another gift is another question, and so is a visit no more planned,
#: or made by somebody else: who decides must not become who makes it.
WEIGHED = ("gift", "gift_value", "customer_id", "status", "executor_id")


def ask_gift(session: Session, visit: CareVisit, by: Person, reason: str, at: datetime) -> None:
    """Lay the gift before the head of the department on duty, measured by the limit as it is."""
    visit.gift_limit = visit.limit
    check_gift_asks(visit.gift_state)
    if visit.status is not CareStatus.planned:
        raise RuleError(N_("This visit is no longer planned."))
    makers = {number for number in (visit.created_by_id, visit.executor_id) if number}
    makers |= _changers(session, visit.id)
    wanted = Wanted(
        ApprovalKind.gift,
        CareVisit.__tablename__,
        visit.id,
        f"{visit.number} {mask_name(str(visit.customer))}"[:200],
        reason,
        _department(session, visit),
        {
            GIFT: str(visit.gift),
            VALUE: f"{visit.gift_value:.2f}",
            MAKERS: ",".join(map(str, sorted(makers))),
        },
        customer_id=visit.customer_id,
    )
    visit.gift_request_id = flow.ask(session, wanted, by, at).id


def _department(session: Session, visit: CareVisit) -> int:
    """Whose gift it is: of who is on duty for care; else of who keeps the customer."""
    asked = select(Duty.department_id).where(Duty.kind == RecordKind.care)
    found: int = session.scalar(asked) or visit.customer.department_id
    return found


def _changers(session: Session, number: int) -> set[int]:
    """Whoever raised its value made this gift, whoever had entered it."""
    return changers(session, CareVisit.__tablename__, number)


def allow(session: Session, request: ApprovalRequest, decision: ApprovalDecision) -> None:
    """The visit reads what was decided; here only who decided is looked at."""
    makers = {int(number) for number in request.payload[MAKERS].split(",") if number}
    makers |= _changers(session, request.subject_id)
    for decider in (decision.decided_by_id, decision.for_id):
        check_another(decider, makers)


def mark(number: int) -> int | None:
    return mark_of(CareVisit.__tablename__, number, *WEIGHED)


def address_of(number: int) -> str | None:
    """The visit's page, for who sees it."""
    seen: Any = db.session.scalar(select(CareVisit.id).where(CareVisit.id == number))
    return url_for("CareVisitView.show", pk=number) if seen else None


GIFTS = Kind(allow, mark, address_of, {GIFT: N_("Gift"), VALUE: N_("Value (CNY)")})
