"""Each night: close the requests whose last day to be decided on is over."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.flow import settle
from app.approvals.models import ApprovalRequest
from app.approvals.rules import RequestStatus
from app.core.clock import ZONE

BLOCK = 50  # One transaction a block: nobody waits half a second for the lock.


def expire_requests(session: Session, today: date) -> str:
    at, closed, last = datetime.combine(today, time(), ZONE), 0, 0
    while requests := _run_out(session, today, last):
        last = requests[-1].id
        closed += sum(settle(session, request, at) is not None for request in requests)
        session.commit()
    return f"{closed} run out"


def _run_out(session: Session, today: date, after: int) -> list[ApprovalRequest]:
    asked = select(ApprovalRequest).where(
        ApprovalRequest.status == RequestStatus.pending,
        ApprovalRequest.last_on < today,
        ApprovalRequest.id > after,
    )
    return list(session.scalars(asked.order_by(ApprovalRequest.id).limit(BLOCK)))
