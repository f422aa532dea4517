"""核验 and 移交 on a customer's page: checks added or taken back, maintainers as they followed."""

from flask import request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import aliased
from wtforms.validators import Optional

from app.core.asking import Plan
from app.core.children import Child
from app.core.clock import today
from app.core.db import db
from app.core.lookup import lookup_results, typed_pattern
from app.core.remote_fields import RemoteField
from app.core.screens import Interface
from app.core.words import N_
from app.customers import passage
from app.customers.evidence import Evidence, Verification
from app.customers.keeping import Kept
from app.customers.models import Customer
from app.customers.part_views import taking_back
from app.customers.reviews import HandOver
from app.security.models import Person
from app.security.names import person_name

Giver = aliased(Person)


def take_check_back(check: Verification, by: Person, reason: str) -> None:
    customer = check.customer
    check.void(by, reason)
    passage.verify(db.session(), customer)


class VerificationView(Kept, Child):
    """核验: a check is added or taken back, never edited."""

    datamodel = Interface(Verification)
    route_base = "/verifications"
    class_permission_name = "Verifications"
    base_permissions = ["can_list", "can_show", "can_add", "can_void", "can_export"]
    menu_name, record_word = N_("Verification"), N_("Check")
    parent = Customer
    labels = {
        "kind": N_("What was checked"),
        "method": N_("How"),
        "source": N_("Source of proof"),
        "evidence": N_("Evidence"),
        "result": N_("Result"),
        "checked_on": N_("Checked on"),
        "checked_by": N_("Checked by"),
        "checked_by_id": N_("Checked by"),
        "remark": N_("Remark"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "created_at": N_("Entered at"),
    }
    help_texts = {"source": N_("The register, document, person or report relied on.")}
    lines = ("kind", "method", "source", "result", "checked_on")
    plan = Plan(
        entity=Verification,
        columns=("customer_id", *lines, "checked_by_id"),
        filters=("customer_id",),
        orders=("id",),
        search=(),
        labels={
            "customer_id": (Customer, lambda: Customer.name),
            "checked_by_id": (Person, person_name),
        },
    )
    sections = ((N_("Check"), (*lines, "checked_by", "evidence", "remark", "created_at")),)
    form_sections = (
        (N_("Check"), ("kind", "method", "source", "result", "checked_on", "evidence", "remark")),
    )
    steps = (taking_back(take_check_back, N_("Take this check back?")),)

    def field(self, name):
        if name != "evidence":
            return super().field(name)
        return RemoteField(
            self.labels[name],
            validators=[Optional()],
            url="/verifications/offered/0",
            find=lambda pk: db.session.scalar(select(Evidence).where(Evidence.id == pk)),
        )

    def form_page(self, form, title, what, variant="", record=None, **more):
        """The choice of evidence is among this customer's own."""
        form.evidence.url = url_for("VerificationView.offered", pk=request.args.get("for", "0"))
        return super().form_page(form, title, what, variant, record, **more)

    @expose("/offered/<pk>")
    @has_access
    @permission_name("add")
    def offered(self, pk):
        """This customer's evidence, for the form."""
        parent = self.fetch_parent(pk)
        asked = select(Evidence.id, Evidence.title).where(Evidence.customer_id == parent.id)
        named = Evidence.title.ilike(typed_pattern(), escape="\\")
        return lookup_results(db.session.execute(asked.where(named).limit(50)))

    def prefill_new(self, form):
        super().prefill_new(form)
        form.checked_on.data = today()

    def write_new(self, form, record):
        super().write_new(form, record)
        record.checked_by_id = current_user.id
        passage.verify(db.session(), db.session.get_one(Customer, record.customer_id))


class HandOverView(Child):
    """移交记录: who maintained the customer before, and why it was passed on."""

    datamodel = Interface(HandOver)
    route_base = "/hand-overs"
    class_permission_name = "HandOvers"
    base_permissions = ["can_list", "can_show", "can_export"]
    menu_name, record_word = N_("Hand-overs"), N_("Hand-over")
    parent = Customer
    labels = {
        "from_person": N_("From"),
        "to_person": N_("To"),
        "from_id": N_("From"),
        "to_id": N_("To"),
        "reason": N_("Reason"),
        "created_at": N_("When"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
    }
    plan = Plan(
        entity=HandOver,
        columns=("customer_id", "created_at", "from_id", "to_id", "reason"),
        filters=("customer_id",),
        orders=("id",),
        search=(),
        labels={
            "customer_id": (Customer, lambda: Customer.name),
            "from_id": (Giver, lambda: person_name(Giver)),
            "to_id": (Person, person_name),
        },
    )
    lines = ("created_at", "from_person", "to_person", "reason")
    sections = ((N_("Hand-over"), lines),)
