"""What somebody chooses for a file: its subject, its mode, whose customers it brings."""

from typing import Any

from flask import abort, current_app
from flask_login import current_user

from app.core.db import db
from app.core.gate import gate_of
from app.core.words import N_, Choice, RuleError
from app.exchange.models import ImportBatch
from app.exchange.subjects import Subject
from app.security.actor import actor
from app.security.models import Department
from app.security.rules import Reach


def is_sender(batch: ImportBatch) -> bool:
    """Whether the reader sent the file: its cells are theirs, and theirs alone, to see in clear."""
    return bool(batch.created_by_id == current_user.id)


def may_change(subject: Subject) -> bool:
    """Whether the reader may change such records by hand."""
    sm = current_app.appbuilder.sm  # type: ignore[attr-defined]
    return bool(sm.has_access("can_edit", subject.rights))


def may_add(subject: Subject) -> bool:
    """Whether the reader may add such records by hand; a file is no way around it."""
    sm = current_app.appbuilder.sm  # type: ignore[attr-defined]
    gate = gate_of(subject.entities[0])
    kind = gate.kind if gate else subject.duty
    on_duty = kind is None or actor().enters(kind)
    return bool(on_duty and sm.has_access("can_add", subject.rights))


def member(vocabulary: type[Choice], told: str | None) -> Any:
    """The member a form names; it offers no other."""
    return vocabulary[told] if told and told in vocabulary.__members__ else abort(400)


def department(told: str | None, before: int) -> int:
    """The department chosen, if it is one the importer may keep customers in."""
    who = actor()
    number = int(told) if told and told.isdecimal() and len(told) < 10 else 0  # noqa: PLR2004
    if not number or number == before:
        return before
    allowed = who.departments if who.reach is Reach.department else {who.department_id}
    if who.reach is not Reach.company and number not in allowed:
        raise RuleError(N_("This department is not yours to import into."))
    return number if db.session.get(Department, number) else before
