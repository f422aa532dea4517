"""登记 › 任务: given out, accepted, done, each with who and when."""

from datetime import timedelta

from flask import url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import aliased
from wtforms.validators import InputRequired, Length, Optional

from app.core.asking import Plan
from app.core.clock import today
from app.core.fields import LineField, TextField
from app.core.lookup import seen_by_number
from app.core.pages import NOTHING
from app.core.remote_fields import RemoteField
from app.core.screens import Interface, Screen
from app.core.steps import Step
from app.core.words import N_
from app.customers.employers import ELSEWHERE
from app.customers.entry_screens import Related
from app.customers.models import Customer
from app.security.history import history_page
from app.security.models import Person
from app.security.names import person_name
from app.workday.rules import NEXT, WAITING, TaskState, TaskStep
from app.workday.tasks import Task
from app.workday.views.follow_ups import customer_asked

Giver = aliased(Person)
OPEN = ",".join(state.name for state in WAITING)


def _mine(_screen):
    """The tasks that wait for the reader."""
    url = url_for("TaskView.list", assignee_id=current_user.id, state=OPEN, sort="due_on")
    return {"url": url, "icon": "user-circle", "label": str(N_("My tasks"))}


def _given(_screen):
    url = url_for("TaskView.list", assigner_id=current_user.id, sort="-due_on")
    return {"url": url, "icon": "send", "label": str(N_("Given by me"))}


def _late(_screen):
    last = today() - timedelta(days=1)
    url = url_for("TaskView.list", state=OPEN, due_on=f"between:,{last}", sort="due_on")
    return {"url": url, "icon": "alert-triangle", "label": str(N_("Overdue"))}


def _fits(step, whose):
    def fits(task):
        return (task.state, step) in NEXT and getattr(task, whose) == current_user.id

    return fits


def told_customer(number, name):
    """Whom a task is about; a customer out of the reader's reach is not named."""
    return (name or str(ELSEWHERE)) if number else NOTHING


class TaskView(Screen):
    """登记 › 任务."""

    datamodel = Interface(Task)
    route_base = "/tasks"
    class_permission_name = "Tasks"
    base_permissions = [
        "can_list", "can_show", "can_add", "can_move", "can_cancel", "can_history", "can_export",
    ]  # fmt: skip
    menu_name, menu_icon, record_word = N_("Tasks"), "checkbox", N_("Task")
    labels = {
        "title": N_("What is to be done"),
        "text": N_("More about it"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "assignee": N_("Given to"),
        "assignee_id": N_("Given to"),
        "assigner": N_("Given by"),
        "assigner_id": N_("Given by"),
        "due_on": N_("Due on"),
        "state": N_("State of the task"),
        "created_at": N_("Given at"),
        "accepted_at": N_("Accepted at"),
        "ended_at": N_("Ended at"),
        "ended_by": N_("Ended by"),
        "outcome": N_("What came of it"),
    }
    plan = Plan(
        entity=Task,
        columns=("title", "customer_id", "state", "due_on", "assignee_id", "assigner_id"),
        filters=("state", "assignee_id", "assigner_id", "customer_id", "due_on", "created_at"),
        orders=("id", "due_on"),
        search=("title", "text"),
        labels={
            "customer_id": (Customer, lambda: Customer.name),
            "assignee_id": (Person, person_name),
            "assigner_id": (Giver, lambda: person_name(Giver)),
        },
        more=("created_at", "accepted_at", "ended_at"),
    )
    references = {
        "customer_id": "/customers/others",
        "assignee_id": "/customers/people",
        "assigner_id": "/customers/people",
    }
    facets, badges = ("state",), ("state",)
    tones = {
        TaskState.open: "amber",
        TaskState.accepted: "blue",
        TaskState.done: "green",
        TaskState.cancelled: "gray",
    }
    search_hint = N_("What is to be done")
    list_links = (_mine, _given, _late)
    cells = {
        "customer_id": lambda row: told_customer(row.customer_id, row.customer_id_label),
        "customer": lambda task: told_customer(
            task.customer_id, task.customer and task.customer.name
        ),
    }  # fmt: skip
    form_sections = (
        (N_("Task"), ("title", "assignee", "due_on")),
        (N_("About"), ("customer", "text")),
    )
    sections = (
        (N_("Task"), ("text", "customer", "due_on", "assignee", "assigner", "created_at")),
        (N_("How it went"), ("state", "accepted_at", "ended_at", "ended_by", "outcome")),
    )
    steps = (
        Step("accept", N_("Accept"), "check", "can_move", lambda t, by, why: t.accept(by),
             _fits(TaskStep.accept, "assignee_id"), N_("Take this task on?"), tone="primary"),
        Step("finish", N_("Finish"), "checks", "can_move", lambda t, by, why: t.finish(by, why),
             _fits(TaskStep.finish, "assignee_id"), N_("Say in a few words what came of it."),
             asks_reason=True, in_bulk=False, tone="primary"),
        Step("cancel", N_("Cancel the task"), "cancel", "can_cancel",
             lambda t, by, why: t.cancel(by, why), _fits(TaskStep.cancel, "assigner_id"),
             N_("Cancel this task? Say why."), asks_reason=True, in_bulk=False, tone="danger"),
    )  # fmt: skip

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name == "assignee":
            find, url = seen_by_number(Person), "/customers/people"
            return RemoteField(validators=[InputRequired()], url=url, find=find, **told)
        if name == "customer":
            find, url = seen_by_number(Customer), "/customers/others"
            return RemoteField(validators=[Optional()], url=url, find=find, **told)
        if name == "title":
            return LineField(validators=[InputRequired(), Length(max=200)], **told)
        if name == "text":
            return TextField(validators=[Optional(), Length(max=4_000)], **told)
        return super().field(name)

    def prefill_new(self, form):
        form.customer.data = customer_asked()

    def pre_add(self, item):
        item.assign(current_user._get_current_object(), today())

    def meta(self, record):
        return [
            {"icon": "user-circle", "text": str(record.assignee)},
            {"icon": "calendar", "text": str(N_("Due %(day)s")) % {"day": record.due_on}},
        ]

    def notice(self, record):
        if record.is_late(today()):
            return {"tone": "amber", "text": str(N_("This task is overdue."))}
        return None

    def links(self, record):
        """The customer, where the reader sees it."""
        if not record.customer:
            return []
        url = url_for("CustomerView.show", pk=record.customer_id)
        return [{"url": url, "icon": "building", "label": str(N_("Customer"))}]

    @expose("/history/<pk>")
    @has_access
    def history(self, pk):
        return history_page(self, self.fetch(pk), {"customer": ELSEWHERE})


class CustomerTaskView(Related):
    """On a customer's page: what is to be done about it, as far as the reader takes part."""

    datamodel = Interface(Task)
    route_base = "/customer-tasks"
    class_permission_name, main = "Tasks", "TaskView"
    parent = Customer
    menu_name, record_word = N_("Tasks"), N_("Task")
    labels, plan = TaskView.labels, TaskView.plan
    badges, tones = TaskView.badges, TaskView.tones
    lines = ("title", "state", "due_on", "assignee", "assigner", "outcome")

    def lines_of(self, parent):
        """Those still waiting first, then the newest."""
        order = (Task.ended_at.is_not(None), Task.due_on, Task.id.desc())
        found = select(Task).where(Task.customer_id == parent.id).order_by(*order).limit(200)
        return found.options(*self._shown_beside())
