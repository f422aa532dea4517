"""What of the requests stands on the start page: those to decide, and what became of one's own."""

from collections.abc import Iterator

from flask import url_for

from app.approvals import inbox
from app.approvals.models import ApprovalRequest
from app.approvals.rules import RequestStatus
from app.core.clock import now
from app.core.todo import Waiting, count_of, counted, may, newest
from app.core.words import N_

SHOWN = (RequestStatus.approved, RequestStatus.refused, RequestStatus.stale, RequestStatus.expired)


def approvals_to_do() -> Iterator[Waiting]:
    """How many wait for the reader's decision; then what was decided on theirs lately."""
    if may("can_decide", "Approvals"):
        if count := count_of(ApprovalRequest, (inbox.waiting(),)):
            text = str(N_("%(count)s requests wait for your decision")) % {"count": counted(count)}
            yield Waiting(text, url_for("InboxView.list"), "checks")
        yield from _news()


def _news() -> Iterator[Waiting]:
    lately = ApprovalRequest.ended_at > now() - inbox.NEWS
    where = (inbox.mine(), lately, ApprovalRequest.status.in_(SHOWN))
    for request in newest(ApprovalRequest, where):
        address = url_for("InboxView.show", pk=request.id)
        told = str(N_("%(status)s: %(what)s")) % {"status": request.status, "what": request}
        yield Waiting(told, address, "info-circle", request.ended_at)
