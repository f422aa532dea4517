"""What the customer screen adds to a plain one: the score at each save, the gaps, who did what."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app, render_template, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user
from sqlalchemy import select

from app.core.db import db
from app.core.forms import columns_of
from app.core.steps import Question
from app.core.values import DEEPEST_PERSON, id_told
from app.core.words import N_, RuleError
from app.customers import passage
from app.customers.completeness import ElementRule
from app.customers.layout import FORMS
from app.customers.models import Customer
from app.customers.rules import ON_ITS_WAY, CustomerKind, EntryStatus
from app.customers.timeline_views import Timed
from app.security.models import Person
from app.security.unscoped import has_customers

#: What a change of contents leads to, told above the form.
FOLLOWS = {
    EntryStatus.submitted: N_(
        "This file waits for its review: whoever changes its contents does not review it."
    ),
    EntryStatus.reviewed: N_(
        "This file has passed its review: a change of its contents sends it there again."
    ),
}


def find_person(told: str) -> Person:
    """An active person by number; RuleError when there is none."""
    number = id_told(told, DEEPEST_PERSON)
    person = db.session.scalar(select(Person).where(Person.id == number, Person.active))
    if person is None:
        raise RuleError(N_("Choose who maintains the customer from now on."))
    return person


TO_WHOM = Question("person", N_("New maintainer"), find_person, url="/customers/people")


def read_link(screen: Any) -> dict[str, Any] | None:
    """The way to a filled sheet's reading, beside the list's "new"."""
    if not screen.appbuilder.sm.has_access("can_read", "Sheets"):
        return None
    address = url_for("SheetView.read")
    return {"url": address, "label": str(N_("Read a filled sheet")), "icon": "file-text"}


def empty_hint() -> str:
    """Why a reader sees no customer; how a development archive without any gets some to try."""
    if db.session.scalar(select(Customer.id).limit(1)):  # A page beyond the last one.
        return ""
    if has_customers():
        return str(N_("The archive holds customers, but none yet that you may see."))
    if not current_app.config["DEMO"]:
        return ""
    told = N_("To look around with made-up customers first, run in a terminal: %(command)s")
    return str(told) % {"command": ".venv/bin/flask --app run demo"}


class Guided(Timed):
    """Mixed into the customer screen."""

    list_links: Sequence[Callable[[Any], dict[str, Any] | None]] = (read_link,)

    def empty_hint(self):
        return empty_hint()

    def write_new(self, form, record):
        super().write_new(form, record)
        passage.assess(db.session(), record)

    def write_old(self, form, record):
        kind, before = record.kind, passage.standing_of(record)
        super().write_old(form, record)
        db.session.flush()
        if record.completeness is None or passage.standing_of(record) != before:
            passage.assess(db.session(), record)
        if record.kind is not kind:  # Other kinds ask for other checks.
            passage.verify(db.session(), record)

    def form_page(self, form, title, what, variant="", record=None, **more):
        """A person has a full name; only an organisation has a customer's name."""
        if variant == "individual":
            form["name"].label.text = str(N_("Full name"))
        status = record.entry_status if record is not None else None
        if status in ON_ITS_WAY:
            more["warnings"] = [*more.get("warnings", ()), str(FOLLOWS[status])]
        return super().form_page(form, title, what, variant, record, **more)

    def label_of(self, record, name):
        is_person = name == "name" and record.kind is CustomerKind.individual
        return N_("Full name") if is_person else super().label_of(record, name)

    def links(self, record):
        found = [*super().links(record)]
        is_mine = record.is_made_by(current_user.id)
        is_waiting = record.entry_status is EntryStatus.submitted and not is_mine
        if is_waiting and self.appbuilder.sm.has_access("can_decide", "Review"):
            address = url_for("ReviewView.show", pk=record.id)
            label = str(N_("Review field by field"))  # Beside the step that passes it as a whole.
            found.append({"url": address, "label": label, "icon": "list-check"})
        if "parent" in columns_of(FORMS[record.kind.name]):  # Others head no group.
            address = url_for("CustomerView.list", parent_id=record.id)
            found.append({"url": address, "label": str(N_("Group members")), "icon": "building"})
        address = url_for("SheetView.filled", pk=record.id)
        found.append({"url": address, "label": str(N_("Print sheet")), "icon": "printer"})
        return found

    def panel_url(self, record):
        return url_for(f"{self.endpoint}.gaps", pk=record.id)

    @expose("/gaps/<pk>")
    @has_access
    @permission_name("show")
    def gaps(self, pk):
        """What the file still lacks, each with the way to its field."""
        record = self.fetch(pk)
        standard, verdict = passage.verdict_on(db.session(), record)
        may_edit = self.may_edit(record)
        return render_template(
            "kedang/gaps.html",
            standard=standard,
            score=verdict.score,
            missing=[_gap(record, element, may_edit) for element in verdict.missing],
        )


def _gap(record: Customer, element: Any, may_edit: bool) -> dict[str, Any]:
    if not element.field:
        address = url_for("CustomerView.show", pk=record.id, _anchor="evidence")
    elif element.field == passage.CONTACT:
        address = url_for("CustomerView.show", pk=record.id, _anchor="customer-contacts")
    else:
        address = url_for("CustomerView.edit", pk=record.id, _anchor=element.field)
    return {
        "name": passage.name_of(element),
        "url": address if may_edit else None,
        "blocks": element.rule is ElementRule.required,
        "weight": element.weight,
    }
