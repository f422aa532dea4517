"""What of services and complaints a customer's timeline tells."""

from app.core.words import N_
from app.customers.feeding import Feed, FeedKind
from app.service.complaints import Complaint
from app.service.models import ServiceRecord

FEEDS = (
    Feed(
        entity=ServiceRecord,
        kind=FeedKind.service,
        icon="tool",
        text=ServiceRecord.number + " " + ServiceRecord.content,
        right="ServiceRecords",
        screen="ServiceView",
        day=ServiceRecord.happened_on,
        tag=ServiceRecord.status,
    ),
    Feed(
        entity=Complaint,
        kind=FeedKind.service,
        icon="message-report",
        tone="red",
        text=Complaint.number + " " + Complaint.description,
        right="Complaints",
        screen="ComplaintView",
        day=Complaint.received_at,
        told=N_("Received on %(day)s"),
        tag=Complaint.status,
    ),
)
