"""What was asked about a customer and how it was decided, for who may see the request."""

from collections.abc import Sequence

from flask import g
from sqlalchemy import func, select

from app.approvals import inbox
from app.approvals.models import ApprovalDecision, ApprovalRequest
from app.core.db import db
from app.core.words import N_
from app.customers.feeding import Feed, FeedKind

#: Of a customer so many requests are told, the newest.
MOST = 500


def shown(customer_id: int) -> Sequence[int]:
    """The requests about a customer that concern the reader; asked once a page."""
    if "requests_shown" not in g:
        g.requests_shown = {}
    if customer_id not in g.requests_shown:
        g.requests_shown[customer_id] = _shown(customer_id)
    found: Sequence[int] = g.requests_shown[customer_id]
    return found


def _shown(customer_id: int) -> Sequence[int]:
    """Of most customers there are none: who sits where is not asked for those."""
    asked = select(ApprovalRequest.id).where(ApprovalRequest.customer_id == customer_id)
    newest = asked.order_by(ApprovalRequest.id.desc()).limit(MOST)
    if not db.session.scalars(newest.limit(1)).first():
        return []
    found: Sequence[int] = db.session.scalars(newest.where(*inbox.within(""))).all()
    return found


FEEDS = (
    Feed(
        entity=ApprovalRequest,
        kind=FeedKind.business,
        icon="send",
        text=ApprovalRequest.title + " · " + ApprovalRequest.reason,
        right="Approvals",
        screen="InboxView",
        day=ApprovalRequest.requested_at,
        told=N_("Asked for on %(day)s"),
        tag=ApprovalRequest.status,
        only=ApprovalRequest.id,
        shown=shown,
    ),
    Feed(
        entity=ApprovalDecision,
        kind=FeedKind.business,
        icon="checks",
        tone="green",
        text=ApprovalRequest.title + func.coalesce(" · " + ApprovalDecision.reason, ""),
        right="Approvals",
        screen="InboxView",
        day=ApprovalDecision.decided_at,
        told=N_("Decided on %(day)s"),
        tag=ApprovalDecision.verdict,
        beside=(ApprovalRequest, ApprovalRequest.id == ApprovalDecision.request_id),
        page=ApprovalDecision.request_id,
        customer=ApprovalRequest.customer_id,
        only=ApprovalDecision.request_id,
        shown=shown,
    ),
)
