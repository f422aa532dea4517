"""Service made up at customers that passed their review: asked for, complained of, followed up."""

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy.orm import Session

from app.core.clock import ZONE, now
from app.customers.models import Customer
from app.demo import service_words as words
from app.demo.desk import Desk, desk_of, of
from app.security.actor import actor
from app.security.models import Person
from app.security.rules import RecordKind
from app.service import clocking
from app.service.complaint_rules import Confirmation
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.workday.models import FollowUp
from app.workday.tasks import Task

DUTIES = (RecordKind.service.name, RecordKind.complaint.name)
MORNING = time(9, 30)


def fill_service(session: Session, by: Person, ids: Sequence[int]) -> None:
    """What the reader enters about these customers; nothing where it is others' duty."""
    desk = desk_of(session, by, ids)
    if not desk:
        return
    if all(actor().enters(kind) for kind in DUTIES):
        _services(desk)
        _complaints(desk)
    _follow_ups(desk)
    _tasks(desk)


def _services(desk: Desk) -> None:
    """Done, and still to be done."""
    for place, told in enumerate(words.SERVICES):
        service = desk.enter(
            ServiceRecord(**of(desk.whom(place)), happened_on=desk.on(told.day), kind=told.kind,
                          channel=told.channel, priority=told.priority, content=told.content)
        )  # fmt: skip
        if told.result:
            service.assign(desk.by)
            service.result = told.result
            service.close(_morning(desk, told.day + 1))
    desk.session.flush()


def _complaints(desk: Desk) -> None:
    """Settled, waiting for the customer, and just taken in."""
    for place, told in enumerate(words.COMPLAINTS):
        complaint = desk.enter(
            Complaint(
                **of(desk.whom(place)), received_at=_morning(desk, told.day),
                category=told.category, severity=told.severity, description=told.description,
                cause=told.cause, corrective_action=told.correction,
                preventive_action=told.prevention, handler=desk.by,
            )
        )  # fmt: skip
        clocking.set_due(desk.session, complaint)
        for step in told.steps:
            complaint.move(step)
        if told.settled is not None:
            complaint.confirmed_on = desk.on(told.settled)
            complaint.confirmed_how = Confirmation.phone
            complaint.close(desk.on(told.settled))
        if told.awaited:
            clocking.pause(desk.session, complaint, now(), told.awaited)
    desk.session.flush()


def _morning(desk: Desk, days: int) -> datetime:
    return datetime.combine(desk.on(days), MORNING, ZONE)


def _follow_ups(desk: Desk) -> None:
    for place, (day, channel, what, due) in enumerate(words.FOLLOW_UPS):
        told = {"happened_on": desk.on(day), "channel": channel, "what": what}
        next_on = None if due is None else desk.on(due)
        desk.enter(
            FollowUp(customer_id=desk.whom(place).id, person=desk.by, next_on=next_on, **told)
        )


def _tasks(desk: Desk) -> None:
    for place, (what, due) in enumerate(words.TASKS):
        customer = desk.session.get_one(Customer, desk.whom(place).id)
        task = Task(title=what, due_on=desk.on(due), assignee=desk.by, customer=customer)
        task.assign(desk.by, desk.day)
        desk.session.add(task)
    desk.session.flush()
