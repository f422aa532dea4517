"""登记 › 跟进记录: a form of three fields for a phone, the list, and the tab on a customer."""

from flask import request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from flask_login import current_user
from sqlalchemy import select
from wtforms.validators import InputRequired, Length, Optional

from app.core.asking import Plan
from app.core.clock import today
from app.core.db import db
from app.core.fields import TextField
from app.core.file_types import LARGEST
from app.core.lookup import seen_by_number
from app.core.remote_fields import RemoteField
from app.core.screens import Interface, Screen
from app.core.upload_fields import UploadField
from app.core.uploads import TAKERS
from app.core.values import id_told
from app.core.words import N_
from app.customers.contacts import Contact
from app.customers.employers import ELSEWHERE
from app.customers.entries import entered
from app.customers.entry_screens import Related
from app.customers.models import Customer
from app.customers.part_views import taking_back
from app.security.history import history_page
from app.security.manager import guard
from app.security.models import Person
from app.security.names import person_name
from app.workday import contacting
from app.workday.models import FollowUp, FollowUpTemplate
from app.workday.rules import FollowUpState, check_author
from app.workday.views.files import FILE_HELP, WithFiles, attach, files_cell

MORE, FILES = N_("Whom, when and with whom"), N_("Files")
for form in ("add", "edit"):
    TAKERS[f"FollowUpView.{form}"] = LARGEST


def number_asked(name):
    """The number an address gives under this name; 0 where it is none."""
    return id_told(request.args.get(name)) or 0


def customer_asked():
    return seen_by_number(Customer)(number_asked("for"))


def follow_up_link(customer):
    """On a customer's page: write down a contact."""
    if not guard().has_access("can_add", "FollowUps"):
        return None
    address = url_for("FollowUpView.add", **{"for": customer.id})
    return {"url": address, "icon": "message", "label": str(N_("Follow up"))}


class FollowUpView(Screen):
    """登记 › 跟进记录."""

    datamodel = Interface(FollowUp)
    route_base = "/follow-ups"
    class_permission_name = "FollowUps"
    base_permissions = [
        "can_list", "can_show", "can_add", "can_edit", "can_history", "can_void", "can_export",
    ]  # fmt: skip
    menu_name, menu_icon, record_word = N_("Follow-ups"), "message", N_("Follow-up")
    labels = {
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "person": N_("Followed up by"),
        "person_id": N_("Followed up by"),
        "happened_on": N_("Day of contact"),
        "channel": N_("Way of contact"),
        "what": N_("What was said"),
        "next_on": N_("Next contact on"),
        "state": N_("Next contact"),
        "contact": N_("Contact person"),
        "template": N_("Template"),
        "answered_by": N_("Followed up on"),
        "created_at": N_("Entered at"),
        "upload": N_("Attachment"),
        "files": N_("Files"),
    }
    help_texts = {"next_on": N_("Left empty, nothing more is planned."), "upload": FILE_HELP}
    wishes = ("upload",)
    plan = Plan(
        entity=FollowUp,
        columns=("happened_on", "customer_id", "channel", "what", "next_on", "state", "person_id",
                 "created_at"),
        filters=("customer_id", "person_id", "channel", "state", "happened_on", "next_on",
                 "created_at"),
        orders=("id", "happened_on"),
        search=("what",),
        order=("happened_on", "desc"),
        labels={
            "customer_id": (Customer, lambda: Customer.name),
            "person_id": (Person, person_name),
        },
    )  # fmt: skip
    references = {"customer_id": "/customers/others", "person_id": "/customers/people"}
    facets, badges = ("state", "channel"), ("state",)
    tones = {
        FollowUpState.closed: "gray",
        FollowUpState.planned: "blue",
        FollowUpState.due: "amber",
        FollowUpState.answered: "green",
    }
    search_hint = N_("What was said")
    cells = {"created_at": lambda row: entered(row.happened_on, row.created_at)}
    form_sections = (
        (N_("Follow-up"), ("what", "channel", "next_on")),
        (MORE, ("customer", "happened_on", "contact")),
        (FILES, ("upload",)),
    )
    sections = (
        (N_("Follow-up"), ("what", "channel", "happened_on", "contact", "person", "template")),
        (N_("Next contact"), ("next_on", "state", "answered_by")),
    )
    steps = (
        taking_back(lambda f, by, why: contacting.take_back(db.session(), f, by, why),
                    N_("Take this follow-up back? What it answered is open again.")),
    )  # fmt: skip

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name == "customer":
            find, url = seen_by_number(Customer), "/customers/others"
            return RemoteField(validators=[InputRequired()], url=url, find=find, **told)
        if name == "contact":
            find, url = seen_by_number(Contact), "/contacts/others"
            return RemoteField(validators=[Optional()], url=url, find=find, **told)
        if name == "upload":
            return UploadField(validators=[], is_needed=False, **told)
        if name == "what":
            return TextField(validators=[InputRequired(), Length(max=10_000)], **told)
        return super().field(name)

    # ── the form ──────────────────────────────────────────────────
    def prefill_new(self, form):
        form.customer.data, form.happened_on.data = customer_asked(), today()
        if chosen := self._template():
            form.what.data = chosen.text

    def _template(self):
        return seen_by_number(FollowUpTemplate)(number_asked("template"))

    def new_record(self, variant):
        chosen = self._template()
        return FollowUp(person_id=current_user.id, template_id=chosen and chosen.id)

    def folded(self, form):
        return (MORE, FILES) if form.customer.data and not form.errors else (FILES,)

    def kinds(self, variant):
        """The templates of this kind of customer; before one is chosen, of all, each with its."""
        customer, chosen = customer_asked(), number_asked("template")
        asked = select(FollowUpTemplate).where(FollowUpTemplate.is_active)
        if customer:
            asked = asked.where(FollowUpTemplate.kind == customer.kind)
        order = (FollowUpTemplate.kind, FollowUpTemplate.place, FollowUpTemplate.id)
        told = {"for": customer.id} if customer else {}
        return [
            {
                "label": str(template) if customer else f"{template.kind} · {template}",
                "url": url_for("FollowUpView.add", **told, template=template.id),
                "current": template.id == chosen,
            }
            for template in db.session.scalars(asked.order_by(*order).limit(24))
        ]

    def form_page(self, form, title, what, variant="", record=None, **more):
        """Whom one follows up stands in the title, for on a phone the field is folded away."""
        if record is None and form.customer.data:
            title, what = N_("Follow up: %(what)s"), form.customer.data
        return super().form_page(form, title, what, variant, record, **more)

    def fill(self, form, record):
        super().fill(form, record)
        record.customer_id = record.customer.id

    def write_new(self, form, record):
        self.fill(form, record)
        record.check_facts()
        contacting.log(db.session(), record)
        attach(record.id, form.upload)

    def write_old(self, form, record):
        super().write_old(form, record)
        attach(record.id, form.upload)

    def pre_update(self, item):
        check_author(current_user.id, item.person_id)
        item.check_facts()
        contacting.mend(db.session(), item)

    def is_open(self, record):
        return record.person_id == current_user.id

    def after_saving(self, record):
        """Back to the customer, where the day goes on."""
        if request.form.get("_then") == "new":
            return url_for("FollowUpView.add")
        return url_for("CustomerView.show", pk=record.customer_id, _anchor="customer-follow-ups")

    # ── the page ──────────────────────────────────────────────────
    def meta(self, record):
        when = str(N_("Entered %(when)s")) % {
            "when": entered(record.happened_on, record.created_at)
        }
        return [
            {"icon": "building", "text": str(record.customer)},
            {"icon": "user-circle", "text": str(record.person)},
            {"icon": "clock", "text": when},
        ]

    def links(self, record):
        url = url_for("CustomerView.show", pk=record.customer_id, _anchor="customer-follow-ups")
        return [{"url": url, "icon": "building", "label": str(N_("Customer"))}]

    @expose("/history/<pk>")
    @has_access
    def history(self, pk):
        return history_page(self, self.fetch(pk), {"customer": ELSEWHERE})


class CustomerFollowUpView(WithFiles, Related):
    """On a customer's page: who spoke with it when, and what comes next."""

    datamodel = Interface(FollowUp)
    route_base = "/customer-follow-ups"
    class_permission_name, main = "FollowUps", "FollowUpView"
    parent = Customer
    menu_name, record_word = N_("Follow-ups"), N_("Follow-up")
    labels, plan = FollowUpView.labels, FollowUpView.plan
    cells = {**FollowUpView.cells, "files": files_cell}
    badges, tones = FollowUpView.badges, FollowUpView.tones
    lines = (
        "happened_on", "channel", "what", "next_on", "state", "person", "files", "created_at",
    )  # fmt: skip

    def lines_of(self, parent):
        mine = select(FollowUp).where(FollowUp.customer_id == parent.id).limit(200)
        order = (FollowUp.happened_on.desc(), FollowUp.id.desc())
        return mine.order_by(*order).options(*self._shown_beside())
