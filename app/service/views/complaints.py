"""采集 › 投诉: from its coming in to the customer's word that it is settled."""

from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import select

from app.core.asking import Plan
from app.core.children import Child
from app.core.clock import local, now, today
from app.core.db import db
from app.core.lookup import lookup_results, typed_pattern
from app.core.screens import Interface
from app.core.steps import Step
from app.core.words import N_
from app.customers.entries import entered
from app.customers.entry_screens import PEOPLE, Entries, OnDuty, Related, void_step
from app.security.models import Department
from app.security.names import department_name
from app.service import clocking
from app.service.complaint_rules import (
    ENDING,
    NEXT,
    ClockState,
    ComplaintStatus,
    ComplaintStep,
    Severity,
)
from app.service.complaints import Complaint, ComplaintPause
from app.service.views.records import CONTACTS, CONTRACTS, HANDLER, NUMBER_TAKEN, NUMBERED


def _at(step):
    return lambda complaint: (complaint.status, step) in NEXT


def _step(step, icon, question, verb=None, tone="light"):
    verb = verb or (lambda c, by, why: c.move(step))
    return Step(step.name, step.value, icon, "can_edit", verb, _at(step), question, tone=tone)


def _entered(row):
    at = getattr(row, "received_at", None)
    return entered(at and local(at).date(), row.created_at)


def _runs(complaint):
    return complaint.due_on is not None and complaint.status is not ComplaintStatus.closed


def proposed(complaint):
    """What it may repeat, as long as nobody said that it does."""
    return None if complaint.is_repeat else clocking.earlier_alike(db.session(), complaint)


def mark_repeat(complaint, _by, _reason):
    if earlier := proposed(complaint):
        complaint.mark_repeat(earlier)


class ComplaintView(Entries):
    """采集 › 投诉."""

    datamodel = Interface(Complaint)
    route_base = "/complaints"
    class_permission_name = "Complaints"
    menu_name, menu_icon, record_word = N_("Complaints"), "message-report", N_("Complaint")
    labels = {
        "number": N_("Complaint number"),
        "source_no": N_("Number in its source"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contact": N_("Complainant"),
        "contract": N_("Contract"),
        "category": N_("Category of complaint"),
        "severity": N_("Severity"),
        "status": N_("Status"),
        "clock": N_("Time limit"),
        "channel": N_("Way"),
        "received_at": N_("Received at"),
        "due_on": N_("To be settled by"),
        "closed_on": N_("Settled on"),
        "reopened_at": N_("Reopened at"),
        "description": N_("What happened"),
        "demand": N_("Customer's demand"),
        "responsible": N_("Responsible department"),
        "responsible_id": N_("Responsible department"),
        "handler": N_("Handler"),
        "handler_id": N_("Handler"),
        **ENDING,
        "preventive_action": N_("Preventive action"),
        "compensation": N_("Compensation (CNY)"),
        "is_repeat": N_("Repeated complaint"),
        "related": N_("Related complaint"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        **NUMBERED,
        "severity": N_("Minor: 7 working days, major: 3, critical: 1; the first day is the next."),
        "confirmed_on": N_("Needed before the complaint is settled, like how."),
    }
    plan = Plan(
        entity=Complaint,
        columns=("number", "customer_id", "category", "severity", "status", "clock", "due_on",
                 "handler_id", "created_at"),
        filters=("number", "customer_id", "category", "severity", "status", "clock", "due_on",
                 "handler_id", "responsible_id", "received_at", "is_repeat", "closed_on"),
        orders=("id", "received_at"),
        search=("number", "source_no", "description", "cause"),
        labels={**HANDLER, "responsible_id": (Department, department_name)},
        more=("source_no", "channel", "received_at", "responsible_id", "compensation", "closed_on",
              "is_repeat"),
    )  # fmt: skip
    references = {
        **Entries.references,
        "handler_id": PEOPLE[1],
        "responsible_id": "/complaints/departments",
    }
    facets, badges = ("status", "clock", "severity"), ("status", "clock", "severity")
    tones = {
        ComplaintStatus.draft: "gray",
        ComplaintStatus.registered: "blue",
        ComplaintStatus.investigating: "blue",
        ComplaintStatus.handling: "teal",
        ComplaintStatus.replied: "amber",
        ComplaintStatus.closed: "green",
        ComplaintStatus.reopened: "red",
        ClockState.near: "amber",
        ClockState.late: "red",
        ClockState.kept: "green",
        ClockState.missed: "red",
        Severity.major: "amber",
        Severity.critical: "red",
    }
    search_hint = N_("Number, what happened, cause")
    choices = {
        "contact": CONTACTS,
        "contract": CONTRACTS,
        "handler": PEOPLE,
        "responsible": (Department, "/complaints/departments"),
        "related": (Complaint, "/complaints/find"),
    }
    form_sections = (
        (N_("Complaint"), ("customer", "number", "category", "severity", "channel", "received_at",
                           "contact", "contract", "source_no", "description", "demand")),
        (N_("Handling"), ("responsible", "handler", "cause", "corrective_action",
                          "preventive_action", "compensation")),
        (N_("End"), ("confirmed_on", "confirmed_how", "is_repeat", "related")),
    )  # fmt: skip
    sections = (
        (N_("Complaint"), ("customer", "category", "channel", "received_at", "due_on",
                           "reopened_at", "contact", "contract", "source_no", "description",
                           "demand")),
        form_sections[1],
        (N_("End"), ("confirmed_on", "confirmed_how", "closed_on", "is_repeat", "related")),
    )  # fmt: skip
    clashes = {
        **NUMBER_TAKEN,
        "source_no": N_("A complaint with this source number is already there."),
        "complaint_pause": N_("The clock is already paused."),
    }
    cells = {"created_at": _entered}
    steps = (
        _step(ComplaintStep.register, "clipboard-check",
              N_("Take it in as a complaint? Its limit counts from now on."),
              lambda c, by, why: clocking.register(db.session(), c, now()), "primary"),
        _step(ComplaintStep.investigate, "zoom-question", N_("Is its cause being looked for?"),
              tone="primary"),
        _step(ComplaintStep.handle, "tools", N_("Is it being put right?"), tone="primary"),
        _step(ComplaintStep.reply, "message-check", N_("Has the customer been answered?"),
              tone="primary"),
        _step(ComplaintStep.close, "check", N_("Did the customer confirm that it is settled?"),
              lambda c, by, why: c.close(today()), "primary"),
        _step(ComplaintStep.reopen, "refresh", N_("Did it come back? The limit counts anew."),
              lambda c, by, why: clocking.reopen(db.session(), c, now())),
        Step("pause", N_("Pause the clock"), "player-pause", "can_edit",
             lambda c, by, why: clocking.pause(db.session(), c, now(), why), _runs,
             N_("Whose answer is awaited?"), asks_reason=True),
        Step("resume", N_("Resume the clock"), "player-play", "can_edit",
             lambda c, by, why: clocking.resume(db.session(), c, now()),
             lambda c: c.clock is ClockState.paused, N_("Does the clock go on?")),
        Step("mark_repeat", N_("Mark as a repeat"), "repeat", "can_edit", mark_repeat,
             lambda c: proposed(c) is not None,
             N_("Is it the same trouble as before?"), in_bulk=False),
        void_step(N_("Take this complaint back? Its number is never used again.")),
    )  # fmt: skip

    def prefill_new(self, form):
        super().prefill_new(form)
        form.received_at.data = now()

    def pre_add(self, item):
        super().pre_add(item)
        clocking.set_due(db.session(), item)

    pre_update = pre_add

    def notice(self, record):
        if earlier := proposed(record):
            told = str(N_("It may repeat %(what)s of the same customer."))
            return {"tone": "amber", "text": told % {"what": earlier.number}}
        return None

    @expose("/departments")
    @has_access
    @permission_name("list")
    def departments(self):
        """Any department may be responsible."""
        named = department_name().ilike(typed_pattern(), escape="\\")
        asked = select(Department.id, department_name()).where(named).order_by(Department.code)
        return lookup_results(db.session.execute(asked.limit(20)))


class ComplaintPauseView(OnDuty, Child):
    """On a complaint's page: when its clock stood, and why."""

    base_permissions = ["can_list", "can_show", "can_export"]
    datamodel = Interface(ComplaintPause)
    route_base = "/complaint-pauses"
    class_permission_name = "Complaints"
    parent, parent_key, parent_screen = Complaint, "complaint_id", "ComplaintView"
    menu_name, record_word = N_("Pauses"), N_("Pause")
    labels = {
        "from_at": N_("Paused at"),
        "until_at": N_("Resumed at"),
        "reason": N_("Reason"),
        "complaint_id": N_("Complaint"),
    }
    plan = Plan(
        entity=ComplaintPause,
        columns=("complaint_id", "from_at", "until_at", "reason"),
        filters=("complaint_id",),
        orders=("id",),
        search=(),
        labels={"complaint_id": (Complaint, lambda: Complaint.number)},
    )
    lines = ("from_at", "until_at", "reason")
    sections = ((N_("Pause"), lines),)

    def adds_of(self, parent):
        """Pauses are made by the steps of the complaint."""
        return []


class CustomerComplaintView(Related):
    """On a customer's page: what it complained about."""

    datamodel = Interface(Complaint)
    route_base = "/customer-complaints"
    class_permission_name, main = "Complaints", "ComplaintView"
    menu_name, record_word = N_("Complaints"), N_("Complaint")
    labels, plan, cells = ComplaintView.labels, ComplaintView.plan, ComplaintView.cells
    badges, tones = ComplaintView.badges, ComplaintView.tones
    lines = ("number", "category", "severity", "status", "clock", "due_on", "handler", "created_at")
