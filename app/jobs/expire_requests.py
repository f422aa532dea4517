"""Each night: close the requests whose last day to be decided on is over."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.flow import settle
from app.approvals.models import ApprovalRequest
from app.approvals.rules import RequestStatus
from app.core.clock import ZONE

BLOCK = 500


def expire_requests(session: Session, today: date) -> str:
    asked = select(ApprovalRequest).where(
        ApprovalRequest.status == RequestStatus.pending, ApprovalRequest.last_on < today
    )
    requests = list(session.scalars(asked.order_by(ApprovalRequest.id).limit(BLOCK)))
    for request in requests:
        settle(session, request, datetime.combine(today, time(), ZONE))
    return f"{len(requests)} run out"
