"""What of the working day falls due: the next contact with a customer, and tasks."""

from sqlalchemy import select

from app.core.due import DueKind
from app.core.words import N_
from app.customers.models import Customer
from app.workday.models import FollowUp
from app.workday.rules import WAITING
from app.workday.tasks import Task

CONTACTS_DUE = DueKind(
    name="follow_up",
    label=N_("Next contact"),
    icon="message",
    tone="blue",
    screen="FollowUpView",
    right="FollowUps",
    day=FollowUp.next_on,
    asked=lambda: select(FollowUp.id, Customer.name.label("text")).join(
        Customer, Customer.id == FollowUp.customer_id
    ),
    still_due=lambda: (FollowUp.answered_by_id.is_(None),),
    narrowed={"state": "planned,due"},
    whose=FollowUp.person_id,
)
TASKS_DUE = DueKind(
    name="task",
    label=N_("Task"),
    icon="checkbox",
    tone="purple",
    screen="TaskView",
    right="Tasks",
    day=Task.due_on,
    asked=lambda: select(Task.id, Task.title.label("text")),
    still_due=lambda: (Task.state.in_(WAITING),),
    narrowed={"state": ",".join(state.name for state in WAITING)},
    whose=Task.assignee_id,
)
