"""登记 › 授权查看: customers shown to somebody beyond their reach, until a day."""

from flask import request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from wtforms.validators import InputRequired

from app.access import shares
from app.access.views.fields import people_answer, person_field
from app.access.views.pending import FromInbox
from app.core.asking import Plan
from app.core.clock import now
from app.core.db import db
from app.core.fields import DayField
from app.core.lookup import lookup_results, typed_pattern
from app.core.remote_fields import RemoteField
from app.core.screens import Interface
from app.core.steps import Step
from app.core.values import DEEPEST_ID, id_told
from app.core.words import N_
from app.customers.models import Customer
from app.security.admin import ListOnly
from app.security.manager import guard
from app.security.models import Person, Share
from app.security.names import person_name
from app.security.rules import ShareStatus, check_reason

Giver = aliased(Person)


def share_link(customer):
    """On a customer's page: show this file to somebody else."""
    if not guard().has_access("can_add", "Shares"):
        return None
    url = url_for("ShareView.add", customer=customer.id)
    return {"url": url, "icon": "share", "label": str(N_("Share"))}


def _may_confirm(share):
    return share.status is ShareStatus.proposed and current_user.id not in {
        share.granted_by_id,
        share.user_id,
    }


class ShareView(FromInbox, ListOnly):
    """Shares of the customers the reader sees."""

    datamodel = Interface(Share)
    route_base = "/shares"
    class_permission_name = "Shares"
    base_permissions = ["can_list", "can_show", "can_add", "can_confirm", "can_end", "can_export"]
    menu_name, menu_icon, record_word = N_("Shares"), "share", N_("Share")
    saved_word = N_("Proposed. Another person confirms it.")
    labels = {
        "subject_id": N_("Customer number"),
        "customer": N_("Customer"),
        "user_id": N_("Shown to"),
        "user": N_("Shown to"),
        "until": N_("Until"),
        "last_day": N_("Last day"),
        "status": N_("Status"),
        "reason": N_("Reason"),
        "granted_by_id": N_("Proposed by"),
        "granted_by": N_("Proposed by"),
        "confirmed_by": N_("Confirmed by"),
        "confirmed_at": N_("Confirmed at"),
        "ended_at": N_("Ended at"),
    }
    plan = Plan(
        entity=Share,
        columns=("subject_id", "user_id", "status", "until", "granted_by_id"),
        filters=("status", "until"),
        orders=("id", "until"),
        search=("reason",),
        labels={
            "subject_id": (Customer, lambda: Customer.number),
            "user_id": (Person, person_name),
            "granted_by_id": (Giver, lambda: person_name(Giver)),
        },
        scope=lambda: (
            Share.subject == shares.SUBJECT,
            Share.subject_id.in_(select(Customer.id)),
        ),
    )
    facets, badges = ("status",), ("status",)
    tones = {
        ShareStatus.proposed: "amber",
        ShareStatus.live: "green",
        ShareStatus.ended: "gray",
        ShareStatus.expired: "gray",
    }
    sections = (
        (N_("Share"), ("customer", "user", "until", "reason", "granted_by")),
        (N_("Decision"), ("status", "confirmed_by", "confirmed_at", "ended_at")),
    )
    cells = {"customer": lambda share: str(db.session.get(Customer, share.subject_id) or "")}
    form_sections = (
        (N_("Show one customer to one person"), ("customer", "user", "last_day", "reason")),
    )
    steps = (
        Step("confirm", N_("Confirm"), "check", "can_confirm",
             lambda share, by, why: shares.confirm(db.session(), share, by, now()),
             _may_confirm, N_("Show this customer to this person?"), tone="primary"),
        Step("end", N_("End early"), "cancel", "can_end",
             lambda share, by, why: shares.end(db.session(), share, by, now()),
             lambda share: share.status in {ShareStatus.proposed, ShareStatus.live},
             N_("End this share now?"), tone="danger"),
    )  # fmt: skip

    def field(self, name):
        label = lazy_gettext(self.labels[name])
        if name == "user":
            return person_field(label, self.route_base, InputRequired())
        if name == "customer":
            url, find = f"{self.route_base}/customers", self._find_customer
            return RemoteField(label, validators=[InputRequired()], url=url, find=find)
        if name == "last_day":
            return DayField(label, validators=[InputRequired()])
        return super().field(name)

    @staticmethod
    def _find_customer(number):
        return db.session.get(Customer, number) if 0 < number <= DEEPEST_ID else None

    def prefill_new(self, form):
        if number := id_told(request.args.get("customer")):
            form.customer.data = self._find_customer(number)

    def write_new(self, form, record):
        record.reason = check_reason(form.reason.data)
        by = current_user._get_current_object()
        customer, day = form.customer.data, form.last_day.data
        shares.propose(record, customer.id, form.user.data, day, by, now())
        db.session.add(record)

    def after_saving(self, record):
        return self.home_of(None)

    @expose("/customers")
    @has_access
    @permission_name("add")
    def customers(self):
        words = Customer.number + " " + Customer.name
        found = or_(
            *(c.ilike(typed_pattern(), escape="\\") for c in (Customer.name, Customer.number))
        )
        return lookup_results(db.session.execute(select(Customer.id, words).where(found).limit(20)))

    @expose("/people")
    @has_access
    @permission_name("add")
    def people(self):
        return people_answer()
