"""What of customer service falls due: the day a complaint is to be settled by."""

from sqlalchemy import select

from app.core.due import DueKind
from app.core.words import N_
from app.customers.headings import CustomerHeading
from app.service.complaints import Complaint

COMPLAINTS_DUE = DueKind(
    name="complaint",
    label=N_("Complaint to settle"),
    icon="message-report",
    tone="red",
    screen="ComplaintView",
    right="Complaints",
    day=Complaint.due_on,
    asked=lambda: select(Complaint.id, CustomerHeading.name.label("text")).join(
        CustomerHeading, CustomerHeading.id == Complaint.customer_id
    ),
    still_due=lambda: (Complaint.closed_on.is_(None),),
    narrowed={"clock": "running,near,late"},
)
