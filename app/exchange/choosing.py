"""What somebody chooses for a file: its subject, its mode, whose customers it brings."""

from collections.abc import Collection
from typing import Any

from flask import abort, current_app
from flask_login import current_user

from app.core.db import db
from app.core.gate import gate_of
from app.core.values import id_told
from app.core.words import N_, Choice, RuleError
from app.exchange.models import ImportBatch
from app.exchange.officer_rows import is_officered
from app.exchange.rules import Mode
from app.exchange.subjects import SUBJECTS, Subject
from app.security.actor import actor
from app.security.models import Department
from app.security.rules import Reach
from app.security.writes import OnDutyError


def is_sender(batch: ImportBatch) -> bool:
    """Whether the reader sent the file: its cells are theirs, and theirs alone, to see in clear."""
    return bool(batch.created_by_id == current_user.id)


def holds(right: str, screen: str) -> bool:
    """Whether who acts may do this: a screen's reader, or whom a command is run for.

    The machine itself acts for nobody and is asked for no right.
    """
    who, sm = actor(), current_app.appbuilder.sm  # type: ignore[attr-defined]
    return who.user_id is None or (right, screen) in sm.terms_of(who.role_ids).rights


def may_change(subject: Subject) -> bool:
    """Whether who acts may change such records by hand."""
    return holds("can_edit", subject.rights)


def may_add(subject: Subject) -> bool:
    """Whether who acts may add such records by hand; a file is no way around it."""
    return _foreign_kind(subject) is None and holds("can_add", subject.rights)


def _foreign_kind(subject: Subject) -> str | None:
    """The kind of such records, where another department than the actor's is on duty for it."""
    gate = gate_of(subject.entities[0])
    kind = gate.kind if gate else subject.duty
    return None if kind is None or actor().enters(kind) else kind


def check_subject(subject: Subject, mode: Mode) -> None:
    """What somebody may not do by hand no file does for them."""
    if not may_add(subject) or (mode is not Mode.create and not may_change(subject)):
        raise RuleError(N_("You may not add or change records of this kind."))


def check_officers(fields: Collection[str]) -> None:
    """A customer's row that names its people adds contacts, too."""
    if is_officered(fields) and not may_add(SUBJECTS["contact"]):
        raise RuleError(N_("You may not add contacts: leave the columns of people out."))


def check_import_right(subject: Subject, mode: Mode) -> None:
    """Whether who acts may bring such a file in at all."""
    if not holds("can_add", "Imports"):
        raise RuleError(N_("You may not import files."))
    if kind := _foreign_kind(subject):
        raise OnDutyError(kind)
    check_subject(subject, mode)


def stops_by_itself() -> bool:
    """Whether a refused row stops the whole file where nobody says so: for all but reviewers."""
    return not holds("can_review", "Imports")


def member(vocabulary: type[Choice], told: str | None) -> Any:
    """The member a form names; it offers no other."""
    return vocabulary[told] if told and told in vocabulary.__members__ else abort(400)


def department(told: str | None, before: int) -> int:
    """The department chosen, if it is one the importer may keep customers in."""
    number = id_told(told)
    if number is None or number == before:
        return before
    check_department(number)
    return number if db.session.get(Department, number) else before


def check_department(number: int) -> None:
    """Whether who acts may keep customers in this department."""
    who = actor()
    allowed = who.departments if who.reach is Reach.department else {who.department_id}
    if who.reach is not Reach.company and number not in allowed:
        raise RuleError(N_("This department is not yours to import into."))
