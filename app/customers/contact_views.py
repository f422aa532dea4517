"""联系人 on screen: the people, and on a customer's page who of them serves it."""

from flask import request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import or_, select
from wtforms.validators import InputRequired, Length, Optional

from app.core.asking import Plan
from app.core.choice_fields import CodeField
from app.core.db import db
from app.core.field_checks import Checking
from app.core.fields import CheckedField, MaskedDayField
from app.core.lookup import lookup_results, seen_by_number, typed_pattern
from app.core.remote_fields import RemoteField
from app.core.screens import Interface, Screen
from app.core.steps import Step
from app.core.words import N_
from app.customers import choices
from app.customers.contact_layout import FORM, LABELS
from app.customers.contact_link_views import score
from app.customers.contacts import Contact, ContactLink
from app.customers.due_links import due_link
from app.customers.employers import ELSEWHERE, know_voided, main_customer
from app.customers.labels import HELP
from app.customers.models import Customer
from app.customers.personal import Personal
from app.customers.phones import read_email, read_phone, read_qq
from app.security.history import history_page
from app.security.reveal import IDENTITY, REACH, Revealing
from app.security.sealed import TAIL

#: Fields a rule reads as they are typed.
CHECKED = {"mobile": read_phone, "phone": read_phone, "email": read_email, "qq": read_qq}


def exact_reach(typed):
    """The contacts whose sealed number is this one, or ends in these four digits."""
    if not any(character.isdigit() for character in typed) or len(typed) < TAIL:
        return None
    fields = (vars(Contact)["phone"], vars(Personal)["mobile"])
    return or_(*(field.equals(Contact, typed) for field in fields))


def named(contact):
    """A contact's main customer, as far as the reader may know it."""
    return main_customer(contact.customer_id, contact.customer and str(contact.customer))


class ContactView(Revealing, Checking, Screen):
    """登记 › 联系人."""

    datamodel = Interface(Contact)
    route_base = "/contacts"
    class_permission_name = "Contacts"
    base_permissions = [
        "can_list",
        "can_show",
        "can_add",
        "can_edit",
        "can_history",
        "can_void",
        "can_export",
        "can_reveal",
    ]
    menu_name, menu_icon, record_word = N_("Contacts"), "address-book", N_("Contact")
    labels, help_texts = LABELS, HELP
    plan = Plan(
        entity=Contact,
        columns=("name", "customer_id", "position", "mobile", "email", "has_left", "updated_at"),
        filters=(
            "name",
            "customer_id",
            "position",
            "unit",
            "has_left",
            "do_not_contact",
            "next_contact_on",
            "updated_at",
        ),
        orders=("id", "name", "updated_at"),
        search=Contact.__search__,
        exact=exact_reach,
        labels={"customer_id": (Customer, lambda: Customer.name)},
        more=(
            "name_latin",
            "unit",
            "phone",
            "preferred_channel",
            "next_contact_on",
            "do_not_contact",
            "basis",
            "created_at",
        ),
    )
    facets = ("has_left", "do_not_contact")
    references = {"customer_id": "/customers/others"}
    cells = {"customer_id": lambda row: main_customer(row.customer_id, row.customer_id_label)}
    palette = ("name", "position")
    search_hint = N_("Name, pinyin, initials; or a whole telephone number")
    sections = (*FORM, (N_("Keeping"), ("created_at", "updated_at")))
    form_sections = FORM
    reveals = {
        "birthday": IDENTITY,
        "mobile": REACH,
        "phone": REACH,
        "email": REACH,
        "wechat": REACH,
        "qq": REACH,
        "address": REACH,
    }
    steps = (
        Step("void", N_("Void"), "trash", "can_void", lambda c, by, why: c.void(by, why),
             lambda c: True, N_("Take this person out of the register?"),
             asks_reason=True, tone="danger"),
    )  # fmt: skip

    list_links = (due_link("ContactView", "next_contact_on", N_("To be contacted")),)

    def prepare(self, rows):
        """The column may be left out by the reader's choice."""
        told = [row for row in rows if hasattr(row, "customer_id")]
        know_voided(row.customer_id for row in told if not row.customer_id_label)

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name in CHECKED:
            check = CHECKED[name]
            return CheckedField(validators=[Optional(), Length(max=200)], check=check, **told)
        if name == "birthday":
            return MaskedDayField(validators=[Optional()], **told)
        if name == "language":
            return CodeField(rows=choices.languages, **told)
        if name == "customer":
            url, check = "/customers/others", InputRequired()
            return RemoteField(validators=[check], url=url, find=seen_by_number(Customer), **told)
        if name == "reports_to":
            url = f"{self.route_base}/others"
            return RemoteField(
                validators=[Optional()], url=url, find=seen_by_number(Contact), **told
            )
        return super().field(name)

    def prefill_new(self, form):
        told = request.args.get("for", "")
        if told.isdecimal() and len(told) < 19:  # noqa: PLR2004
            form.customer.data = seen_by_number(Customer)(int(told))

    def write_new(self, form, record):
        super().write_new(form, record)
        db.session.flush()
        score(record.customer_id)

    def pre_add(self, item):
        """A new person comes with their part at the customer."""
        item.check_facts()
        item.derive()
        db.session.add(ContactLink(contact=item, customer=item.customer))

    def pre_update(self, item):
        item.check_facts()
        item.derive()

    @expose("/others")
    @has_access
    @permission_name("list")
    def others(self):
        asked = select(Contact.id, Contact.name).order_by(Contact.id.desc()).limit(20)
        named = Contact.name.ilike(typed_pattern(), escape="\\")
        return lookup_results(db.session.execute(asked.where(named)))

    @expose("/history/<pk>")
    @has_access
    def history(self, pk):
        return history_page(self, self.fetch(pk), {"customer": ELSEWHERE})

    def value(self, record, name):
        if name == "language":
            return dict(choices.languages()).get(record.language, record.language)
        return named(record) if name == "customer" else getattr(record, name)

    def meta(self, record):
        return [
            {"icon": "building", "text": named(record)},
            {"icon": "briefcase", "text": record.position},
        ]

    def notice(self, record):
        if record.do_not_contact:
            return {"tone": "red", "text": str(N_("This person asked not to be contacted."))}
        return None
