"""What waits for a reader in customer service: complaints past or near their day."""

from collections.abc import Iterator

from flask import url_for

from app.core.todo import Waiting, count_of, counted, may, oldest, told
from app.core.words import N_
from app.security.actor import actor
from app.service.complaint_rules import ClockState
from app.service.complaints import Complaint


def service_to_do() -> Iterator[Waiting]:
    """Whoever enters complaints is told of those whose day is near or past."""
    if may("can_edit", "Complaints") and actor().enters("complaint"):
        yield from _complaints()


def _complaints() -> Iterator[Waiting]:
    if count := count_of(Complaint, (Complaint.clock == ClockState.late,)):
        text = str(N_("%(count)s complaints are past their day")) % {"count": counted(count)}
        yield Waiting(text, url_for("ComplaintView.list", clock="late"), "alarm")
    for complaint in oldest(Complaint, (Complaint.clock == ClockState.near,)):
        text = told(N_("Complaint nearly due: %(what)s"), complaint)
        yield Waiting(text, url_for("ComplaintView.show", pk=complaint.id), "message-report")
