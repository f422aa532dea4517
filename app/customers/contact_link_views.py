"""任职关系 on screen: a person's part at a customer, from either side."""

from flask import url_for
from flask_login import current_user
from sqlalchemy import select
from wtforms.validators import InputRequired

from app.core.asking import Plan
from app.core.children import Child
from app.core.clock import today
from app.core.db import db
from app.core.lookup import seen_by_number
from app.core.remote_fields import RemoteField
from app.core.screens import Interface
from app.core.steps import Step
from app.core.words import N_
from app.customers import passage
from app.customers.contacts import Contact, ContactLink
from app.customers.employers import employer_ids, score_soon, unseen_employers
from app.customers.models import Customer
from app.security.writes import is_writable


def score(customer_id):
    """A customer's file is more or less complete by who can be talked to there."""
    customer = db.session.get_one(Customer, customer_id)
    passage.part_changed(db.session(), customer, current_user.id)


def score_served(contact):
    """The files of all customers a person serves: of those the reader may change a change of what
    a review looks at, of the others only another score.
    """
    served = employer_ids(db.session(), contact.id)
    seen = db.session.scalars(select(Customer).where(Customer.id.in_(served))).all()
    mine = [customer for customer in seen if is_writable(db.session(), customer)]
    for customer in mine:
        passage.part_changed(db.session(), customer, current_user.id)
    score_soon(db.session(), served - {customer.id for customer in mine})


def end_part(link):
    link.end(today())
    score(link.customer_id)


class LinkView(Child):
    """One person's part at one customer, from either side."""

    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_export"]
    datamodel = Interface(ContactLink)
    class_permission_name = "ContactLinks"
    labels = {
        "contact": N_("Contact"),
        "contact_id": N_("Contact"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "role": N_("Role"),
        "is_primary": N_("First contact"),
        "from_on": N_("From"),
        "to_on": N_("Until"),
    }
    plan = Plan(
        entity=ContactLink,
        columns=("customer_id", "contact_id", "role", "is_primary", "from_on", "to_on"),
        filters=("customer_id", "contact_id"),
        orders=("id",),
        search=(),
        labels={
            "customer_id": (Customer, lambda: Customer.name),
            "contact_id": (Contact, lambda: Contact.name),
        },
    )
    clashes = {"customer_id": N_("The customer already has a first contact.")}
    steps = (
        Step("end", N_("End today"), "cancel", "can_edit", lambda c, by, why: end_part(c),
             lambda c: c.to_on is None, N_("Does this person no longer serve the customer?")),
    )  # fmt: skip

    def write_new(self, form, record):
        super().write_new(form, record)
        db.session.flush()
        score(record.customer_id)

    def write_old(self, form, record):
        """Who serves whom, and how long, is what a file's completeness follows from."""
        before = record.contact_id, record.customer_id, record.to_on
        super().write_old(form, record)
        db.session.flush()
        if before != (record.contact_id, record.customer_id, record.to_on):
            for customer_id in {before[1], record.customer_id}:
                score(customer_id)

    def field(self, name):
        if name in {"contact", "customer"}:
            entity = Contact if name == "contact" else Customer
            url = f"/{name}s/others"
            return RemoteField(
                self.labels[name],
                validators=[InputRequired()],
                url=url,
                find=seen_by_number(entity),
            )
        return super().field(name)


class CustomerContactView(LinkView):
    """On a customer's page: who serves it there."""

    route_base = "/customer-contacts"
    parent, parent_key, parent_screen = Customer, "customer_id", "CustomerView"
    menu_name, record_word = N_("Contacts"), N_("Contact's part")
    lines = ("contact", "role", "is_primary", "from_on", "to_on")
    sections = form_sections = (
        (N_("Contact's part"), ("contact", "role", "is_primary", "from_on", "to_on")),
    )

    def adds_of(self, parent):
        """A new person, or one who is registered already."""
        fresh = url_for("ContactView.add", **{"for": parent.id})
        link = url_for(f"{self.endpoint}.add", **{"for": parent.id})
        return [
            {"url": fresh, "label": str(N_("New contact"))},
            {"url": link, "label": str(N_("Link a registered person"))},
        ]


class EmployerView(LinkView):
    """On a person's page: whom they serve; what the reader may not see is counted, not named."""

    route_base = "/contact-customers"
    parent, parent_key, parent_screen = Contact, "contact_id", "ContactView"
    menu_name, record_word = N_("Customers"), N_("Customer served")
    lines = ("customer", "role", "is_primary", "from_on", "to_on")
    sections = form_sections = (
        (N_("Customer served"), ("customer", "role", "is_primary", "from_on", "to_on")),
    )

    def notes_of(self, parent):
        return unseen_employers(parent.id)
