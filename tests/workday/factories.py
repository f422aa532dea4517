"""make_*: follow-ups and tasks in one line each."""

from datetime import timedelta

from app.core.clock import today
from app.core.db import db
from app.workday import contacting
from app.workday.models import FollowUp
from app.workday.tasks import Task
from tests.factories import keep

TODAY = today()


def day(offset=0):
    return TODAY + timedelta(days=offset)


def make_follow_up(customer, person, **fields):
    told = {"happened_on": day(), "what": "谈了年度供货", **fields}
    follow_up = FollowUp(customer_id=customer.id, person_id=person.id, **told)
    follow_up.check_facts()
    contacting.log(db.session(), follow_up)
    db.session.flush()
    return follow_up


def make_task(assigner, assignee, **fields):
    told = {"title": "补齐合同扫描件", "due_on": day(), **fields}
    return keep(Task(assigner_id=assigner.id, assignee_id=assignee.id, **told))
