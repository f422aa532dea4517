"""make_*: services, complaints, surveys and visits in one line each."""

from datetime import UTC, date, datetime

from app.core.db import db
from app.security.rules import RecordKind
from app.service import clocking
from app.service.complaint_rules import ComplaintStep, Confirmation
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from tests.factories import keep

SERVICE = (RecordKind.service, RecordKind.complaint, RecordKind.survey, RecordKind.care)
RECEIVED = datetime(2026, 11, 2, 2, tzinfo=UTC)  # a Monday morning


def make_service(customer, **fields):
    told = {"happened_on": date(2026, 11, 2), "content": "咨询保修期", **fields}
    return _entry(ServiceRecord, customer, told)


def make_complaint(customer, **fields):
    told = {"received_at": RECEIVED, "description": "轴承异响", **fields}
    complaint = _entry(Complaint, customer, told)
    clocking.set_due(db.session(), complaint)
    return keep(complaint)


def settled(customer, on=date(2026, 11, 5), **fields):
    """A complaint that went the whole way."""
    complaint = make_complaint(
        customer,
        cause="装配间隙过大",
        corrective_action="更换并复检",
        confirmed_on=on,
        confirmed_how=Confirmation.phone,
        **fields,
    )
    for step in (ComplaintStep.investigate, ComplaintStep.handle, ComplaintStep.reply):
        complaint.move(step)
    complaint.close(on)
    return keep(complaint)


def _entry(entity, customer, fields):
    entry = entity(customer_id=customer.id, **fields)
    entry.give_number(db.session)
    db.session.add(entry)
    db.session.flush()
    entry.check_facts()
    return keep(entry)
