"""Service records and complaints from a file's rows: what follows from what a row says."""

from collections.abc import Mapping
from typing import Any

from app.core import bulk
from app.exchange.care_finding import WHO
from app.exchange.entry_rows import CONTRACT, EntryRows
from app.exchange.service_fields import with_called
from app.exchange.step_rows import StepRows
from app.service.clocking import due_on
from app.service.complaint_rules import ComplaintStatus, Severity
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.service.rules import ServiceStatus

#: What a form has chosen already when it opens.
NEW_COMPLAINT: Mapping[str, Any] = {
    "severity": Severity.minor,
    "status": ComplaintStatus.registered,
}


def _complete_service(values: dict[str, Any]) -> None:
    with_called(values, "content")
    values.setdefault("status", ServiceStatus.new)


def _complete_complaint(values: dict[str, Any]) -> None:
    """Its last day is counted from its own day, as if it had been entered then."""
    with_called(values, "description")
    values.update({**NEW_COMPLAINT, **values})
    if "received_at" in values and values["status"] is not ComplaintStatus.draft:
        values["due_on"] = due_on(bulk.draft(Complaint, values), ())
    if values["status"] is ComplaintStatus.closed and "confirmed_on" in values:
        values["closed_on"] = values["confirmed_on"]


SERVICES = StepRows(
    ServiceRecord,
    ("happened_on", "content"),
    finds={"contract": CONTRACT},
    complete=_complete_service,
    about=WHO,
)
COMPLAINTS = EntryRows(
    Complaint,
    ("received_at", "description"),
    finds={"contract": CONTRACT},
    complete=_complete_complaint,
)
