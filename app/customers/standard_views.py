"""设置 › 采集标准: versions of what a file must hold; copied, edited as a draft, put in force."""

from datetime import date
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from wtforms.validators import Optional

from app.core.asking import Plan
from app.core.children import Child
from app.core.db import db
from app.core.fields import CodeField
from app.core.screens import Interface, Screen
from app.core.steps import Question, Step
from app.core.words import N_, RuleError
from app.customers.labels import LABELS
from app.customers.layout import FORMS
from app.customers.standards import (
    CollectionStandard,
    StandardElement,
    StandardStatus,
    copy_of,
    next_number,
    put_in_force,
)
from app.security.models import Person

CONTACT = "contact"


def read_day(told: str) -> date:
    """A day from the calendar of a step's question."""
    try:
        return date.fromisoformat(told)
    except ValueError as wrong:
        raise RuleError(N_("This is not a date. Write it like 2025-01-31.")) from wrong


def fields_of(kind: str) -> list[str]:
    """What a standard may ask of one kind of customer: its form's fields, and a contact."""
    return [name for _, names in FORMS[kind] for name in names] + [CONTACT]


def all_fields() -> list[tuple[str, str]]:
    names = dict.fromkeys(name for kind in FORMS for name in fields_of(kind))
    return [("", "—"), *((name, str(LABELS[name])) for name in names)]


def decide(standard: CollectionStandard, by: Person, _reason: str, on: date) -> None:
    put_in_force(db.session(), standard, by, on)


def copy(standard: CollectionStandard, _by: Person, _reason: str) -> None:
    copy_of(db.session(), standard)


class StandardView(Screen):
    """One row is one version for one kind of customer."""

    datamodel = Interface(CollectionStandard)
    route_base = "/standards"
    class_permission_name = "Standards"
    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_decide"]
    menu_name, menu_icon = N_("Collection standards"), "list-check"
    record_word = N_("Collection standard")
    labels = {
        "kind": N_("Customer kind"),
        "number": N_("Version"),
        "title": N_("Name of the standard"),
        "status": N_("Status"),
        "from_on": N_("In force from"),
        "until_on": N_("Superseded on"),
        "decided_at": N_("Decided at"),
    }
    plan = Plan(
        entity=CollectionStandard,
        columns=("title", "kind", "number", "from_on", "until_on"),
        filters=("kind", "from_on"),
        orders=("id", "number"),
        search=("title",),
    )
    facets = ("kind",)
    badges = ("status",)
    tones = {
        StandardStatus.draft: "gray",
        StandardStatus.coming: "blue",
        StandardStatus.in_force: "green",
        StandardStatus.superseded: "amber",
    }
    form_sections = ((N_("Collection standard"), ("kind", "title")),)
    sections = (
        (
            N_("Collection standard"),
            ("title", "kind", "number", "from_on", "until_on", "decided_at"),
        ),
    )
    steps = (
        Step("copy", N_("Copy to a new version"), "copy", "can_add", copy, lambda s: True,
             N_("Copy it with its elements to a new draft?"), in_bulk=False),
        Step("decide", N_("Put in force"), "check", "can_decide", decide,
             lambda s: s.from_on is None, N_("Put in force? From then on it is never edited."),
             in_bulk=False, tone="primary",
             asks=Question("day", N_("In force from"), read_day)),
    )  # fmt: skip
    clashes = {"collection_standard": N_("This version exists already.")}

    def pre_add(self, item):
        item.number = next_number(db.session(), item.kind)

    def pre_update(self, item):
        item.check_draft()

    def is_open(self, record):
        return record.from_on is None

    def notice(self, record):
        if record.status is StandardStatus.draft:
            return None
        return {"tone": "blue", "text": N_("Decided standards stay as they are. Copy to change.")}


class ElementView(Child):
    """采集要素: edited only while its standard is a draft."""

    datamodel = Interface(StandardElement)
    route_base = "/elements"
    class_permission_name = "StandardElements"
    base_permissions = ["can_list", "can_show", "can_add", "can_edit"]
    menu_name, record_word = N_("Elements"), N_("Element")
    parent, parent_key, parent_screen = CollectionStandard, "standard_id", "StandardView"
    labels = {
        "place": N_("Order"),
        "field": N_("Field"),
        "evidence": N_("Evidence needed"),
        "weight": N_("Weight"),
        "rule": N_("Demand"),
        "standard": N_("Collection standard"),
    }
    help_texts = {
        "rule": N_("A required element stops the submission; an expected one only counts."),
        "weight": N_("1 to 100: its share of the score."),
        "field": N_("A credit code is asked of domestic customers only."),
        "evidence": N_(
            "Of a customer abroad its foreign registration document stands for a business licence."
        ),
    }
    lines = ("field", "evidence", "rule", "weight", "place")
    plan = Plan(
        entity=StandardElement,
        columns=lines,
        filters=(),
        orders=("id", "place"),
        search=(),
    )
    sections = form_sections = ((N_("Element"), lines),)
    clashes = {"standard_element": N_("This element is already in the standard.")}
    steps = (
        Step("remove", N_("Remove"), "trash", "can_edit",
             lambda e, by, why: remove(e), lambda e: e.standard.from_on is None,
             N_("Remove this element from the draft?"), tone="danger"),
    )  # fmt: skip

    def field(self, name):
        if name == "field":
            told = {"label": self.labels[name], "description": self.help_texts[name]}
            return CodeField(rows=all_fields, validators=[Optional()], **told)
        return super().field(name)

    def adds_of(self, parent):
        """A decided standard takes no more elements."""
        return super().adds_of(parent) if parent.from_on is None else []

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        """Refused before anything is typed, and again when a form that was open is sent."""
        try:
            self.fetch_parent(request.args.get("for", "")).check_draft()
        except RuleError as refusal:
            flash(str(refusal), "warning")
            return redirect(self.home_of(None))
        return super().add()

    def is_open(self, record):
        return record.standard.from_on is None

    def value(self, record, name):
        told: Any = getattr(record, name)
        return LABELS.get(told, told) if name == "field" else told

    def _line(self, row):
        line = super()._line(row)
        line["cells"][0] = str(LABELS.get(row.field or "", row.field or "—"))
        return line

    def lines_of(self, parent):
        return super().lines_of(parent).order_by(None).order_by(StandardElement.place)

    def pre_add(self, item):
        item.standard = db.session.get_one(CollectionStandard, item.standard_id)
        item.check_facts()
        if item.field and item.field not in fields_of(item.standard.kind.name):
            raise RuleError(N_("This kind of customer has no such field."))

    pre_update = pre_add

    def meta(self, record):
        return [{"icon": "list-check", "text": str(record.standard)}]


def remove(element: StandardElement) -> None:
    """A draft's element may go; a decided standard keeps what it has."""
    element.standard.check_draft()
    db.session.delete(element)
