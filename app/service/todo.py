"""What waits for a reader in service: what is in their hands, complaints past or near their day."""

from collections.abc import Iterator

from flask import url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, or_

from app.core.todo import Waiting, count_of, counted, may, soonest, told
from app.core.words import N_
from app.security.actor import actor
from app.service.complaint_rules import OPEN_COMPLAINTS, ClockState, ComplaintStatus
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.service.rules import OPEN_SERVICES

SERVICES = ",".join(status.name for status in OPEN_SERVICES)
COMPLAINTS = ",".join(status.name for status in OPEN_COMPLAINTS)


def service_to_do() -> Iterator[Waiting]:
    """What one is the handler of, what one's department answers for, and, of who enters
    complaints, the drafts and those whose day is near or past.
    """
    if may("can_list", "ServiceRecords"):
        yield from _services_in_hand()
    if may("can_list", "Complaints"):
        yield from _complaints_in_hand()
        yield from _of_the_department()
    if may("can_edit", "Complaints") and actor().enters("complaint"):
        yield from _drafts()
        yield from _complaints()


def _services_in_hand() -> Iterator[Waiting]:
    mine = (
        ServiceRecord.handler_id == current_user.id,
        ServiceRecord.status.in_(OPEN_SERVICES),
    )
    if count := count_of(ServiceRecord, mine):
        text = str(N_("%(count)s service records are in your hands")) % {"count": counted(count)}
        told_by = {"handler_id": current_user.id, "sort": "happened_on"}
        yield Waiting(text, url_for("ServiceView.list", status=SERVICES, **told_by), "tool")
    for record in soonest(ServiceRecord, mine, ServiceRecord.happened_on):
        text = told(N_("Service to do: %(what)s"), record)
        url = url_for("ServiceView.show", pk=record.id)
        yield Waiting(text, url, "tool", record.happened_on)


def _complaints_in_hand() -> Iterator[Waiting]:
    mine = (Complaint.handler_id == current_user.id, Complaint.status.in_(OPEN_COMPLAINTS))
    if count := count_of(Complaint, mine):
        text = str(N_("%(count)s complaints are in your hands")) % {"count": counted(count)}
        url = url_for("ComplaintView.list", status=COMPLAINTS, handler_id=current_user.id)
        yield Waiting(text, url, "message-report")
    for complaint in soonest(Complaint, mine, Complaint.due_on):
        text = told(N_("Complaint to handle: %(what)s"), complaint)
        url = url_for("ComplaintView.show", pk=complaint.id)
        yield Waiting(text, url, "message-report", complaint.due_on)


def _of_the_department() -> Iterator[Waiting]:
    number = actor().department_id
    theirs = (Complaint.responsible_id == number, Complaint.status.in_(OPEN_COMPLAINTS))
    if number and (count := count_of(Complaint, theirs)):
        words = N_("Your department answers for %(count)s complaints that are open")
        url = url_for("ComplaintView.list", status=COMPLAINTS, responsible_id=number)
        yield Waiting(str(words) % {"count": counted(count)}, url, "message-report")


def _drafts() -> Iterator[Waiting]:
    """What was drafted of a low answer and nobody took in yet."""
    drafts = (Complaint.status == ComplaintStatus.draft,)
    for complaint in soonest(Complaint, drafts, Complaint.received_at):
        text = told(N_("Complaint to take in: %(what)s"), complaint)
        url = url_for("ComplaintView.show", pk=complaint.id)
        yield Waiting(text, url, "message-report", complaint.happened_on)


def _complaints() -> Iterator[Waiting]:
    if count := count_of(Complaint, (Complaint.clock == ClockState.late,)):
        text = str(N_("%(count)s complaints are past their day")) % {"count": counted(count)}
        yield Waiting(text, url_for("ComplaintView.list", clock="late"), "alarm")
    near = (Complaint.clock == ClockState.near, _of_others())
    for complaint in soonest(Complaint, near, Complaint.due_on):
        text = told(N_("Complaint nearly due: %(what)s"), complaint)
        yield Waiting(text, url_for("ComplaintView.show", pk=complaint.id), "message-report")


def _of_others() -> ColumnElement[bool]:
    """One's own are named already."""
    return or_(Complaint.handler_id.is_(None), Complaint.handler_id != current_user.id)
