"""Asking to see a customer one does not see: answered alike whether there is one or not.

What was asked is kept as a row of its own. Only where the number is a living customer's does a
request go to its department, and nothing shows the asker that one did before it is approved.
"""

import re
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Enum, Index, String, Text, case, func, select, type_coerce
from sqlalchemy import ForeignKey as Key
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.access import shares
from app.access.rules import check_ask, check_until
from app.approvals import flow
from app.approvals.kinds import Kind, Wanted
from app.approvals.models import ApprovalDecision, ApprovalRequest
from app.approvals.rules import ApprovalKind, RequestStatus
from app.audit.chain import Who
from app.core.clock import today
from app.core.db import Record, db
from app.core.gate import Open
from app.core.words import N_, Choice, RuleError
from app.customers.models import Customer
from app.security.acting import actor_for
from app.security.actor import actor
from app.security.models import Person, Share
from app.security.rules import check_reason
from app.security.standing import Place, customer_behind, place_of, standing

SUBJECT = shares.SUBJECT
UNTIL = "until"
#: How an address names a customer whose number nobody tells: ``#12``; or, before it in capitals
#: the kind of record, one that belongs to a customer.
BY_ADDRESS = "#"
OF_A_RECORD = re.compile(rf"([A-Z_]+){BY_ADDRESS}(\d{{1,18}})")


class AskStatus(Choice):
    """What the asker is told: nothing lies between asked and granted."""

    asked = N_("Asked")
    granted = N_("Granted")
    withdrawn = N_("Withdrawn")
    over = N_("Over")


class AccessAsk(Record):
    """查看申请: a number somebody wants to see, as they typed it, until which day and why."""

    __tablename__ = "access_ask"
    __gate__ = Open("its screen shows everybody their own")

    asked_by_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    told: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    last_day: Mapped[date]
    asked_at: Mapped[datetime]
    request_id: Mapped[int | None] = mapped_column(Key("approval_request.id"))
    withdrawn_at: Mapped[datetime | None]

    request: Mapped[ApprovalRequest | None] = relationship(foreign_keys=[request_id])

    __table_args__ = (Index("ix_access_ask_mine", "asked_by_id", "id"),)

    def __str__(self) -> str:
        return self.told

    @hybrid_property
    def status(self) -> AskStatus:
        """Derived, here and, below, in a list's select."""
        if self.withdrawn_at is not None:
            return AskStatus.withdrawn
        if self.last_day < today():
            return AskStatus.over
        request = self.request
        is_granted = request is not None and request.status is RequestStatus.approved
        return AskStatus.granted if is_granted else AskStatus.asked

    @status.inplace.expression
    @classmethod
    def _status_expression(cls) -> ColumnElement[AskStatus]:
        granted = select(ApprovalRequest.id).where(ApprovalRequest.status == RequestStatus.approved)
        stands = case(
            (cls.withdrawn_at.is_not(None), AskStatus.withdrawn.name),
            (cls.last_day < today(), AskStatus.over.name),
            (cls.request_id.in_(granted), AskStatus.granted.name),
            else_=AskStatus.asked.name,
        )
        kind: Any = Enum(AskStatus, native_enum=False)
        return type_coerce(stands, kind)


def ask(session: Session, wish: AccessAsk, by: Person, at: datetime) -> None:
    """Keep the wish; where there is such a customer, lay it before its department.

    Every refusal comes before that question, or is about what the asker sees already.
    """
    flow.route(session, ApprovalKind.access)
    wish.reason, wish.told = check_reason(wish.reason), wish.told.strip().upper()
    wish.asked_by_id, wish.asked_at = by.id, at
    check_until(shares.end_of(wish.last_day), at)
    _check_open(session, wish, by)
    found, is_record = _place(wish.told), OF_A_RECORD.fullmatch(wish.told) is not None
    is_seen = bool(found and _is_seen(found.id))
    if is_seen and not is_record:
        raise RuleError(N_("You see this customer already."))
    if found and not is_seen:  # Of a record, a refusal would tell that it is this customer's.
        wanted = _wanted(found, wish)
        request = flow.open_request(session, wanted, by) or flow.ask(session, wanted, by, at)
        wish.request_id = request.id
    session.add(wish)


def _check_open(session: Session, wish: AccessAsk, by: Person) -> None:
    mine = (AccessAsk.asked_by_id == by.id, AccessAsk.status == AskStatus.asked)
    count = session.scalar(select(func.count(AccessAsk.id)).where(*mine)) or 0
    same = select(AccessAsk.id).where(*mine, AccessAsk.told == wish.told).limit(1)
    check_ask(count, is_repeated=session.scalar(same) is not None)


def _place(told: str) -> Place | None:
    """A typed number is a customer's number only; an address names an id, or a record's."""
    if told.startswith(BY_ADDRESS):
        return place_of(Customer, told.removeprefix(BY_ADDRESS))
    if record := OF_A_RECORD.fullmatch(told):
        behind = customer_behind(record[1].lower(), int(record[2]))
        return place_of(Customer, str(behind)) if behind else None
    return None if told.isdecimal() else place_of(Customer, told)


def _is_seen(number: int) -> bool:
    found = standing(Customer, str(number), actor())
    return bool(found and found["visible"])


def _wanted(found: Place, wish: AccessAsk) -> Wanted:
    return Wanted(
        ApprovalKind.access,
        SUBJECT,
        found.id,
        f"{found.number} {found.masked}",
        wish.reason,
        found.department_id,
        {UNTIL: wish.last_day.isoformat()},
        wish.last_day,
        found.id,
    )


def withdraw(session: Session, wish: AccessAsk, by: Person, at: datetime) -> None:
    """The asker no longer wants it; what was granted is a share by now and ends as one."""
    if wish.asked_by_id != by.id or wish.status is not AskStatus.asked:
        raise RuleError(N_("This can no longer be withdrawn."))
    wish.withdrawn_at = at
    if wish.request is not None:
        flow.drop(session, wish.request, at)


# ── what an approval does ─────────────────────────────────────────
def grant(session: Session, request: ApprovalRequest, decision: ApprovalDecision) -> None:
    """A share, confirmed by who decided: the asker proposed it by asking."""
    asker = session.get_one(Person, request.requested_by_id)
    _check_sight(decision.for_person, asker, request.subject_id)
    share = Share(reason=request.reason)
    last_day, at = date.fromisoformat(request.payload[UNTIL]), decision.decided_at
    shares.propose(share, request.subject_id, asker, last_day, asker, at)
    session.add(share)
    session.flush()
    shares.confirm(session, share, decision.decided_by, at)


def _check_sight(decider: Person, asker: Person, number: int) -> None:
    """Nobody opens what they do not see themselves, nor to whom it stays shut for its class."""
    seen = standing(Customer, str(number), _as(decider))
    if not (seen and seen["visible"]):
        raise RuleError(N_("Whoever decides must see this customer themselves."))
    shut = standing(Customer, str(number), _as(asker))
    if not (shut and shut["security"]):
        raise RuleError(N_("Its security class is above their clearance. Refuse it."))


def _as(person: Person) -> Any:
    return actor_for(person, Who(f"user:{person.username}", person.id))


def department_of(number: int) -> int | None:
    """What a decision rests on: whose customer it is."""
    found = place_of(Customer, str(number))
    return found.department_id if found else None


def address_of(number: int) -> str | None:
    """The customer's page, for who sees it."""
    seen = db.session.scalar(select(Customer.id).where(Customer.id == number))
    return url_for("CustomerView.show", pk=number) if seen else None


ACCESS = Kind(grant, department_of, address_of, {UNTIL: N_("Until")}, discreet=True)
