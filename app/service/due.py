"""What of customer service falls due: services, this one and the next, and complaints."""

from app.core.due import DueKind
from app.core.words import N_
from app.customers.headings import by_customer
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.service.rules import OPEN_SERVICES, ServiceStatus

COMPLAINTS_DUE = DueKind(
    name="complaint",
    label=N_("Complaint to settle"),
    icon="message-report",
    tone="red",
    screen="ComplaintView",
    right="Complaints",
    day=Complaint.due_on,
    asked=by_customer(Complaint),
    still_due=lambda: (Complaint.closed_on.is_(None),),
    narrowed={"clock": "running,near,late"},
)
SERVICES_DUE = DueKind(
    name="service",
    label=N_("Service to do"),
    icon="tool",
    tone="blue",
    screen="ServiceView",
    right="ServiceRecords",
    day=ServiceRecord.happened_on,
    asked=by_customer(ServiceRecord),
    still_due=lambda: (ServiceRecord.status.in_(OPEN_SERVICES),),
    narrowed={"status": ",".join(status.name for status in OPEN_SERVICES)},
    whose=ServiceRecord.handler_id,
)
#: A service that was done says when the next one is; one that was turned down has none.
KEPT = [status for status in ServiceStatus if status is not ServiceStatus.rejected]
NEXT_SERVICES_DUE = DueKind(
    name="next_service",
    label=N_("Next service"),
    icon="tool",
    tone="teal",
    screen="ServiceView",
    right="ServiceRecords",
    day=ServiceRecord.next_on,
    asked=by_customer(ServiceRecord),
    still_due=lambda: (ServiceRecord.status.in_(KEPT),),
    narrowed={"status": ",".join(status.name for status in KEPT)},
    whose=ServiceRecord.handler_id,
)
