"""采集 › 客户活动: the events, and below each who was invited, came or declined."""

from flask import request
from wtforms.validators import InputRequired, Optional

from app.care.event_rules import NEXT, Response, ResponseStep
from app.care.events import CustomerEvent, Participation
from app.contracts.views.agreements import CUSTOMER
from app.core.asking import Plan
from app.core.children import Child
from app.core.clock import today
from app.core.db import db
from app.core.lookup import seen_by_number
from app.core.remote_fields import RemoteField
from app.core.screens import Interface
from app.core.steps import Step
from app.core.words import N_
from app.customers.contacts import check_people
from app.customers.entries import entered, entered_of
from app.customers.entry_screens import FIND, OnDuty, Related, void_step
from app.customers.headings import CustomerHeading
from app.service.views.records import CONTACTS


class EventView(OnDuty):
    """采集 › 客户活动."""

    datamodel = Interface(CustomerEvent)
    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_export"]
    route_base = "/customer-events"
    class_permission_name = "Events"
    menu_name, menu_icon, record_word = (
        N_("Customer events"),
        "calendar-event",
        N_("Customer event"),
    )
    labels = {
        "name": N_("Name of the event"),
        "from_on": N_("First day"),
        "to_on": N_("Last day"),
        "place": N_("Place"),
        "purpose": N_("What for"),
        "created_at": N_("Entered at"),
    }
    plan = Plan(
        entity=CustomerEvent,
        columns=("name", "from_on", "to_on", "place", "created_at"),
        filters=("name", "from_on", "place"),
        orders=("id", "from_on"),
        search=("name", "place"),
    )
    search_hint = N_("Name, place")
    form_sections = ((N_("Customer event"), ("name", "from_on", "to_on", "place", "purpose")),)
    sections = ((N_("Customer event"), (*form_sections[0][1], "created_at")),)
    cells = {"created_at": lambda row: entered(getattr(row, "from_on", None), row.created_at)}

    def kind_of_record(self):
        return "care"

    def pre_add(self, item):
        item.check_facts()

    pre_update = pre_add


def _step(step, icon, question):
    return Step(step.name, step.value, icon, "can_add", lambda p, by, why: p.answer(step),
                lambda p: (p.response, step) in NEXT, question)  # fmt: skip


class ParticipationView(OnDuty, Child):
    """活动参与: invited from the event's page; nobody who wants to be left alone."""

    base_permissions = ["can_list", "can_show", "can_add", "can_void", "can_export"]
    datamodel = Interface(Participation)
    route_base = "/participations"
    class_permission_name = "Participations"
    parent, parent_key, parent_screen = CustomerEvent, "event_id", "EventView"
    menu_name, record_word = N_("Invitations"), N_("Invitation")
    labels = {
        "event": N_("Customer event"),
        "event_id": N_("Customer event"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contact": N_("Contact"),
        "channel": N_("Way"),
        "invited_on": N_("Invited on"),
        "response": N_("Answer"),
        "remark": N_("Remark"),
        "created_at": N_("Entered at"),
    }
    plan = Plan(
        entity=Participation,
        columns=("event_id", "customer_id", "channel", "invited_on", "response", "created_at"),
        filters=("event_id", "customer_id", "response", "invited_on"),
        orders=("id",),
        search=(),
        labels={**CUSTOMER, "event_id": (CustomerEvent, lambda: CustomerEvent.name)},
    )
    badges = ("response",)
    tones = {Response.invited: "blue", Response.came: "green", Response.declined: "gray"}
    lines = ("customer", "contact", "invited_on", "response", "created_at")
    form_sections = (
        (N_("Invitation"), ("customer", "contact", "channel", "invited_on", "remark")),
    )
    sections = (
        (N_("Invitation"), ("event", "customer", "contact", "channel", "invited_on", "response",
                            "remark")),
    )  # fmt: skip
    cells = {"created_at": entered_of}
    clashes = {"participation": N_("They are already invited to this event."),
               "event_id": N_("They are already invited to this event.")}  # fmt: skip
    steps = (
        _step(ResponseStep.come, "check", N_("Did they come?")),
        _step(ResponseStep.decline, "x", N_("Did they decline?")),
        void_step(N_("Take this invitation back?")),
    )

    def field(self, name):
        told = {"label": self.labels[name]}
        if name == "customer":
            find = seen_by_number(CustomerHeading)
            return RemoteField(validators=[InputRequired()], url=FIND, find=find, **told)
        if name == "contact":
            entity, url = CONTACTS
            find = seen_by_number(entity)
            return RemoteField(validators=[Optional()], url=url, find=find, **told)
        return super().field(name)

    def prefill_new(self, form):
        super().prefill_new(form)
        form.invited_on.data = today()

    def fill(self, form, record):
        super().fill(form, record)
        record.customer_id = record.customer.id

    def pre_add(self, item):
        item.event = self.fetch_parent(request.args.get("for", ""))
        with db.session.no_autoflush:
            check_people(db.session(), item)
            item.check_facts()


class CustomerParticipationView(Related):
    """On a customer's page: to which events it was invited, and whether it came."""

    datamodel = Interface(Participation)
    route_base = "/customer-participations"
    class_permission_name, main = "Participations", "ParticipationView"
    menu_name, record_word = N_("Events"), N_("Invitation")
    labels, plan, cells = ParticipationView.labels, ParticipationView.plan, ParticipationView.cells
    badges, tones = ParticipationView.badges, ParticipationView.tones
    lines = ("event", "contact", "invited_on", "response", "created_at")

    def adds_of(self, parent):
        """One is invited from the event's page."""
        return []
