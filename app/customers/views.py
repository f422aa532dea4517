"""The customer register on screen: list, file page, form, steps from draft to filed."""

from typing import Any

from flask import render_template, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from sqlalchemy import func, select
from wtforms.validators import InputRequired, Optional

from app.audit.timeline import entries_of
from app.core.db import db
from app.core.fields import RemoteField
from app.core.listing import Plan
from app.core.lookup import lookup_results, typed_pattern
from app.core.screens import Interface, Screen, Step
from app.core.words import N_, RuleError
from app.customers.identifiers import uscc_problem
from app.customers.models import Customer, new_numbers
from app.customers.rules import NEXT, EntryStatus, TimeStatus
from app.customers.rules import Step as Move
from app.security.actor import actor
from app.security.models import Department, Person
from app.security.names import department_name, person_name
from app.security.rules import Reach


def _can(move: Move) -> Any:
    return lambda customer: (customer.entry_status, move) in NEXT


LABELS = {
    "number": N_("Customer number"),
    "kind": N_("Customer kind"),
    "name": N_("Customer name"),
    "name_en": N_("English name"),
    "short_name": N_("Short name"),
    "uscc": N_("Unified social credit code"),
    "legal_representative": N_("Legal representative"),
    "registered_capital": N_("Registered capital"),
    "capital_currency": N_("Capital currency"),
    "company_type": N_("Company type"),
    "founded_on": N_("Founded on"),
    "industry": N_("Industry"),
    "business_scope": N_("Business scope"),
    "business_needs": N_("Business needs"),
    "stock_code": N_("Stock code"),
    "market": N_("Market"),
    "country": N_("Country or region"),
    "province": N_("Province"),
    "city": N_("City"),
    "address": N_("Address"),
    "postcode": N_("Postcode"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "website": N_("Website"),
    "time_status": N_("Customer status"),
    "source": N_("Source"),
    "first_contact_on": N_("First contact on"),
    "remark": N_("Remark"),
    "security": N_("Security class"),
    "department": N_("Department"),
    "department_id": N_("Department"),
    "account_manager": N_("Account manager"),
    "account_manager_id": N_("Account manager"),
    "entry_status": N_("Entry status"),
    "created_at": N_("Entered at"),
    "updated_at": N_("Updated at"),
    "reviewed_at": N_("Reviewed at"),
    "filed_at": N_("Filed at"),
    "return_reason": N_("Reason for return"),
}

PLAN = Plan(
    entity=Customer,
    columns=(
        "name",
        "number",
        "entry_status",
        "time_status",
        "industry",
        "province",
        "department_id",
        "account_manager_id",
        "updated_at",
    ),
    filters=(
        "entry_status",
        "time_status",
        "kind",
        "security",
        "name",
        "industry",
        "province",
        "city",
        "uscc",
        "registered_capital",
        "founded_on",
        "updated_at",
    ),
    orders=("id", "name", "number", "updated_at"),
    search=("name", "short_name", "number", "uscc", "pinyin", "initials", "stock_code"),
    labels={
        "department_id": (Department, department_name),
        "account_manager_id": (Person, person_name),
    },
)


class CustomerView(Screen):
    """登记 › 客户."""

    datamodel = Interface(Customer)
    route_base = "/customers"
    class_permission_name = "Customers"
    base_permissions = [
        "can_list",
        "can_show",
        "can_add",
        "can_edit",
        "can_history",
        "can_review",
        "can_file",
        "can_void",
        "can_export",
    ]
    menu_name, menu_icon = N_("Customers"), "building"
    record_word = N_("Customer")
    plan = PLAN
    number_column = "number"
    labels = LABELS
    help_texts = {
        "uscc": N_("18 characters, as printed on the business licence."),
        "founded_on": N_("Like 2025-01-31, 2025/1/31 or 20250131."),
    }
    facets = ("entry_status", "time_status", "kind", "security")
    badges = ("entry_status", "time_status")
    tones = {
        EntryStatus.draft: "gray",
        EntryStatus.submitted: "blue",
        EntryStatus.returned: "red",
        EntryStatus.reviewed: "teal",
        EntryStatus.filed: "green",
        TimeStatus.prospective: "blue",
        TimeStatus.active: "green",
        TimeStatus.dormant: "amber",
        TimeStatus.lost: "red",
    }
    search_hint = N_("Name, number, pinyin, initials, credit code")
    clashes = {"uscc": N_("This credit code is already registered. Ask the archive room.")}
    form_sections = (
        (
            N_("Who it is"),
            (
                "name",
                "kind",
                "short_name",
                "name_en",
                "uscc",
                "legal_representative",
                "company_type",
                "founded_on",
                "registered_capital",
                "capital_currency",
            ),
        ),
        (
            N_("How to reach them"),
            (
                "phone",
                "email",
                "website",
                "market",
                "country",
                "province",
                "city",
                "address",
                "postcode",
            ),
        ),
        (N_("Business"), ("industry", "stock_code", "business_scope", "business_needs")),
        (
            N_("Keeping"),
            (
                "time_status",
                "security",
                "department",
                "account_manager",
                "source",
                "first_contact_on",
                "remark",
            ),
        ),
    )
    sections = (
        *form_sections,
        (
            N_("How far the file has come"),
            (
                "entry_status",
                "created_at",
                "updated_at",
                "reviewed_at",
                "filed_at",
                "return_reason",
            ),
        ),
    )
    steps = (
        Step("submit", N_("Submit"), "send", "can_edit", lambda c, by, why: c.submit(),
             _can(Move.submit), N_("Submit for review?"), tone="primary"),
        Step("review", N_("Pass review"), "check", "can_review", lambda c, by, why: c.review(by),
             _can(Move.review), N_("Pass the review?"), tone="primary"),
        Step("send_back", N_("Send back"), "arrow-back-up", "can_review",
             lambda c, by, why: c.send_back(by, why), _can(Move.send_back),
             N_("Send back to whoever entered it?"), asks_reason=True),
        Step("file", N_("File"), "archive", "can_file", lambda c, by, why: c.file(by),
             _can(Move.file), N_("File it? Its identity is locked from then on."), tone="primary"),
        Step("void", N_("Void"), "trash", "can_void", lambda c, by, why: c.void(by, why),
             lambda c: True, N_("Void this file? Its number is never used again."),
             asks_reason=True, tone="danger"),
    )  # fmt: skip

    def field(self, name):
        if name == "department":
            return self._remote(name, "departments", self._find_department, InputRequired())
        if name == "account_manager":
            return self._remote(name, "people", self._find_person, Optional())
        return super().field(name)

    def _remote(self, name, lookup, find, check):
        url = f"{self.route_base}/{lookup}"
        return RemoteField(self.labels[name], validators=[check], url=url, find=find)

    def prefill_new(self, form):
        form.department.data = current_user.department
        if actor().reach is Reach.own:
            form.account_manager.data = current_user._get_current_object()

    def pre_add(self, item):
        self._check_identity(item)
        item.number = new_numbers(db.session)[0]
        item.derive()

    def pre_update(self, item):
        self._check_identity(item)
        item.check_change()
        item.derive()

    @staticmethod
    def _check_identity(item):
        problem = uscc_problem(item.uscc) if item.uscc else None
        if problem:
            raise RuleError(problem)

    # ── choices that grow ─────────────────────────────────────────
    @expose("/departments")
    @has_access
    @permission_name("list")
    def departments(self):
        asked = select(Department.id, department_name()).order_by(Department.code).limit(20)
        asked = asked.where(department_name().ilike(typed_pattern(), escape="\\"))
        who = actor()
        if who.reach is not Reach.company:
            asked = asked.where(Department.id.in_(who.departments or {who.department_id}))
        return lookup_results(db.session.execute(asked))

    @expose("/people")
    @has_access
    @permission_name("list")
    def people(self):
        asked = select(Person.id, person_name()).where(Person.active).order_by(Person.id).limit(20)
        return lookup_results(
            db.session.execute(asked.where(person_name().ilike(typed_pattern(), escape="\\")))
        )

    @staticmethod
    def _find_department(number):
        return db.session.get(Department, number)

    @staticmethod
    def _find_person(number):
        return db.session.get(Person, number)

    # ── the record page ───────────────────────────────────────────
    @expose("/history/<pk>")
    @has_access
    def history(self, pk):
        record = self.fetch(pk)
        entries = entries_of(db.session, "customer", record.id, self.labels)
        return render_template("kedang/timeline.html", entries=entries, more_url=None)

    def meta(self, record):
        return [
            {"icon": "briefcase", "text": record.industry},
            {"icon": "building", "text": str(record.department)},
            {"icon": "user-circle", "text": record.account_manager and str(record.account_manager)},
            {"icon": "map-pin", "text": " ".join(filter(None, (record.province, record.city)))},
        ]

    def facts(self, record):
        shown = ("kind", "security", "market", "time_status")
        return [{"label": str(LABELS[n]), "value": str(getattr(record, n))} for n in shown]

    def tabs(self, record):
        return []

    def notice(self, record):
        if record.entry_status is EntryStatus.returned:
            return {"tone": "amber", "text": record.return_reason}
        return None


def dashboard():
    """The start page's figures, each a way down to its rows. Bounded counts, through the gate."""
    tiles = [_tile(status, tone, icon) for status, tone, icon in (
        (EntryStatus.draft, "gray", "pencil"),
        (EntryStatus.submitted, "blue", "send"),
        (EntryStatus.returned, "red", "arrow-back-up"),
        (EntryStatus.filed, "green", "archive"),
    )]  # fmt: skip
    return {"tiles": tiles, "todo": [], "recent": _recent()}


def _tile(status, tone, icon):
    inner = select(Customer.id).where(Customer.entry_status == status).limit(1_001).subquery()
    count = db.session.scalar(select(func.count()).select_from(inner))
    return {
        "label": str(status),
        "value": "1,000+" if count > 1_000 else f"{count:,}",  # noqa: PLR2004
        "url": url_for("CustomerView.list", entry_status=status.name),
        "tone": tone,
        "icon": icon,
    }


def _recent():
    newest = (Customer.updated_at.desc(), Customer.id.desc())
    asked = select(Customer.id, Customer.name, Customer.number, Customer.updated_at)
    return [
        {
            "title": row.name,
            "number": row.number,
            "url": url_for("CustomerView.show", pk=row.id),
            "when": row.updated_at,
        }
        for row in db.session.execute(asked.order_by(*newest).limit(8))
    ]
