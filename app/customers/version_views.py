"""Screens of what is decided in versions: copied, edited as a draft, put in force for a day."""

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access

from app.core.children import Child
from app.core.db import db
from app.core.screens import Screen
from app.core.steps import Question, Step, read_day
from app.core.words import N_, RuleError
from app.customers.versions import VersionStatus, next_number, title_word


def version_steps(copy, question, decide):
    """Copying a version, with the domain's own question, and putting a draft in force."""
    return (
        Step("copy", N_("Copy to a new version"), "copy", "can_add",
             lambda v, by, why: copy(db.session(), v), lambda v: True, question, in_bulk=False),
        Step("decide", N_("Put in force"), "check", "can_decide",
             lambda v, by, why, on: decide(db.session(), v, by, on),
             lambda v: v.from_on is None, N_("Put in force? From then on it is never edited."),
             in_bulk=False, tone="primary",
             asks=Question("day", N_("In force from"), read_day)),
    )  # fmt: skip


class Versions(Screen):
    """One row is one version for one kind of customer."""

    base_permissions = [
        "can_list", "can_show", "can_add", "can_edit", "can_decide", "can_export",
    ]  # fmt: skip
    labels = {
        "kind": N_("Customer kind"),
        "number": N_("Version"),
        "status": N_("Status"),
        "from_on": N_("In force from"),
        "until_on": N_("Superseded on"),
        "decided_at": N_("Decided at"),
    }
    cells = file_cells = {"title": lambda row: title_word(row.title)}
    facets, badges = ("kind",), ("status",)
    tones = {
        VersionStatus.draft: "gray",
        VersionStatus.coming: "blue",
        VersionStatus.in_force: "green",
        VersionStatus.superseded: "amber",
    }

    def pre_add(self, item):
        item.number = next_number(db.session(), type(item), item.kind)

    def pre_update(self, item):
        item.check_draft()

    def is_open(self, record):
        return record.from_on is None


class DraftParts(Child):
    """What a version holds: edited only while that is a draft."""

    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_export"]
    above = ""  # the relationship to the version

    def adds_of(self, parent):
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
        return getattr(record, self.above).from_on is None

    def pre_add(self, item):
        setattr(item, self.above, db.session.get_one(self.parent, getattr(item, self.parent_key)))
        item.check_facts()

    def pre_update(self, item):
        self.pre_add(item)

    def meta(self, record):
        return [{"icon": "list-check", "text": str(getattr(record, self.above))}]


def remove_step(above, question):
    """A draft's part may go; a decided version keeps what it has."""

    def remove(part, _by, _reason):
        getattr(part, above).check_draft()
        db.session.delete(part)

    return Step("remove", N_("Remove"), "trash", "can_edit", remove,
                lambda part: getattr(part, above).from_on is None,
                question, tone="danger")  # fmt: skip
