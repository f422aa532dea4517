"""设置 › 采集标准: versions of what a file must hold; copied, edited as a draft, put in force."""

from typing import Any

from wtforms.validators import Optional

from app.core.asking import Plan
from app.core.choice_fields import CodeField
from app.core.pages import NOTHING
from app.core.screens import Interface
from app.core.words import N_, RuleError
from app.customers.completeness import CONTACT
from app.customers.labels import LABELS
from app.customers.layout import FORMS
from app.customers.standards import (
    CollectionStandard,
    StandardElement,
    copy_of,
    put_in_force,
)
from app.customers.version_views import DraftParts, Versions, remove_step, version_steps
from app.customers.versions import VersionStatus, version_name, version_word


def fields_of(kind: str) -> list[str]:
    """What a standard may ask of one kind of customer: its form's fields, and a contact."""
    return [name for _, names in FORMS[kind] for name in names] + [CONTACT]


def all_fields() -> list[tuple[str, str]]:
    names = dict.fromkeys(name for kind in FORMS for name in fields_of(kind))
    return [("", "—"), *((name, str(LABELS[name])) for name in names)]


def field_word(name: str | None) -> str | None:
    """What a field is called; None of a demand for evidence alone."""
    return name and str(LABELS.get(name, name))


class StandardView(Versions):
    """One row is one version for one kind of customer."""

    datamodel = Interface(CollectionStandard)
    route_base = "/standards"
    class_permission_name = "Standards"
    menu_name, menu_icon = N_("Collection standards"), "list-check"
    record_word = N_("Collection standard")
    labels = {**Versions.labels, "title": N_("Name of the standard")}
    plan = Plan(
        entity=CollectionStandard,
        columns=("title", "kind", "number", "from_on", "until_on"),
        filters=("kind", "from_on"),
        orders=("id", "number"),
        search=("title",),
    )
    form_sections = ((N_("Collection standard"), ("kind", "title")),)
    sections = (
        (
            N_("Collection standard"),
            ("title", "kind", "number", "from_on", "until_on", "decided_at"),
        ),
    )
    steps = version_steps(copy_of, N_("Copy it with its elements to a new draft?"), put_in_force)
    clashes = {"collection_standard": N_("This version exists already.")}

    def notice(self, record):
        if record.status is VersionStatus.draft:
            return None
        return {"tone": "blue", "text": N_("Decided standards stay as they are. Copy to change.")}


class ElementView(DraftParts):
    """采集要素: edited only while its standard is a draft."""

    datamodel = Interface(StandardElement)
    route_base = "/elements"
    class_permission_name = "StandardElements"
    menu_name, record_word = N_("Elements"), N_("Element")
    parent, parent_key, parent_screen = CollectionStandard, "standard_id", "StandardView"
    above = "standard"
    labels = {
        "place": N_("Order"),
        "field": N_("Field"),
        "evidence": N_("Evidence needed"),
        "weight": N_("Weight"),
        "rule": N_("Demand"),
        "standard": N_("Collection standard"),
        "standard_id": N_("Collection standard"),
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
        columns=("standard_id", *lines),
        filters=("standard_id",),
        orders=("id", "place"),
        search=(),
        labels={"standard_id": (CollectionStandard, lambda: version_name(CollectionStandard))},
    )
    file_cells = {
        "standard_id": lambda row: version_word(row.standard_id_label),
        "field": lambda row: field_word(row.field),
    }
    sections = form_sections = ((N_("Element"), lines),)
    clashes = {"standard_element": N_("This element is already in the standard.")}
    steps = (remove_step("standard", N_("Remove this element from the draft?")),)

    def field(self, name):
        if name == "field":
            told = {"label": self.labels[name], "description": self.help_texts[name]}
            return CodeField(rows=all_fields, validators=[Optional()], **told)
        return super().field(name)

    def value(self, record, name):
        told: Any = getattr(record, name)
        return field_word(told) if name == "field" else told

    def _line(self, row):
        line = super()._line(row)
        line["cells"][0] = field_word(row.field) or NOTHING
        return line

    def lines_of(self, parent):
        return super().lines_of(parent).order_by(None).order_by(StandardElement.place)

    def pre_add(self, item):
        super().pre_add(item)
        if item.field and item.field not in fields_of(item.standard.kind.name):
            raise RuleError(N_("This kind of customer has no such field."))
