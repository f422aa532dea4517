"""联系人 on screen: the people, and on a customer's page who of them serves it."""

from functools import partial

from flask import render_template, request, url_for
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
from app.core.values import id_told
from app.core.words import N_
from app.customers import choices
from app.customers.contact_layout import FORM, LABELS
from app.customers.contact_link_views import score, score_served
from app.customers.contacts import Contact, ContactLink, keep_main_part
from app.customers.due_links import due_link
from app.customers.duplicates import people_like
from app.customers.employers import ELSEWHERE, know_voided, main_customer
from app.customers.form_views import own_id
from app.customers.keeping import KEPT, KEPT_LABELS, Kept
from app.customers.labels import HELP
from app.customers.models import Customer
from app.customers.personal import Personal
from app.customers.phone_fields import MobileField, SealedPhoneField, region_of_customer
from app.customers.phones import read_email, read_qq
from app.security.history import history_page
from app.security.reveal import IDENTITY, REACH, Revealing
from app.security.sealed import TAIL

#: Fields a rule reads as they are typed; a telephone by the country of the contact's customer.
CHECKED = {
    "mobile": partial(MobileField, region=region_of_customer),
    "phone": partial(SealedPhoneField, region=region_of_customer),
    "email": partial(CheckedField, check=read_email),
    "qq": partial(CheckedField, check=read_qq),
}
KNOWN = N_("Perhaps this person is registered already:")


def exact_reach(typed):
    """The contacts whose sealed number is this one, or ends in these four digits."""
    if not any(character.isdigit() for character in typed) or len(typed) < TAIL:
        return None
    fields = (vars(Contact)["phone"], vars(Personal)["mobile"])
    return or_(*(field.equals(Contact, typed) for field in fields))


def named(contact):
    """A contact's main customer, as far as the reader may know it."""
    return main_customer(contact.customer_id, contact.customer and str(contact.customer))


def void(contact, by, reason):
    contact.void(by, reason)
    score_served(contact)


class ContactView(Kept, Revealing, Checking, Screen):
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
    labels, help_texts = {**LABELS, **KEPT_LABELS}, HELP
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
    sections = (*FORM, KEPT)
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
        Step("void", N_("Void"), "trash", "can_void", void, lambda c: True,
             N_("Take this person out of the register?"),
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
            return CHECKED[name](validators=[Optional(), Length(max=200)], **told)
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
        if number := id_told(request.args.get("for")):
            form.customer.data = seen_by_number(Customer)(number)

    def write_new(self, form, record):
        super().write_new(form, record)
        db.session.flush()
        score(record.customer_id)

    def write_old(self, form, record):
        """A file is complete by who can be talked to: a person who left, or moved, counts anew."""
        before = record.name, record.has_left, record.customer_id
        super().write_old(form, record)
        db.session.flush()
        if before[2] != record.customer_id:
            keep_main_part(db.session(), record)
        if before != (record.name, record.has_left, record.customer_id):
            score_served(record)

    def pre_add(self, item):
        """A new person comes with their part at the customer."""
        item.check_facts()
        item.derive()
        db.session.add(ContactLink(contact=item, customer=item.customer))

    def pre_update(self, item):
        item.check_facts()
        item.derive()

    # ── the same person twice ─────────────────────────────────────
    @expose("/near", methods=["POST"])
    @has_access
    @permission_name("add")
    def near(self):
        """Who this may be already, by what they are reached at."""
        country = self._country(request.form.get("customer", ""))
        found = people_like(db.session(), {**request.form, "country_code": country}, own_id())
        return render_template("kedang/matches.html", title=KNOWN, matches=found)

    def _country(self, customer):
        number = id_told(customer)
        record = seen_by_number(Customer)(number) if number else None
        return record.country_code if record else None

    def watched(self, record):
        """The form asks while these are typed."""
        names = "customer mobile phone email"
        return {"url": url_for("ContactView.near"), "names": names, "own": record and record.id}

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
        return named(record) if name == "customer" else super().value(record, name)

    def meta(self, record):
        return [
            {"icon": "building", "text": named(record)},
            {"icon": "briefcase", "text": record.position},
        ]

    def notice(self, record):
        if record.do_not_contact:
            return {"tone": "red", "text": str(N_("This person asked not to be contacted."))}
        return None
