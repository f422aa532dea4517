"""What somebody chooses for a file: its subject, its mode, whose customers it brings."""

from typing import Any

from flask import abort, current_app

from app.core.db import db
from app.core.words import N_, Choice, RuleError
from app.exchange.subjects import Subject
from app.security.actor import actor
from app.security.models import Department
from app.security.rules import Reach


def may_add(subject: Subject) -> bool:
    """Whether the reader may add such records by hand; a file is no way around it."""
    sm = current_app.appbuilder.sm  # type: ignore[attr-defined]
    return bool(sm.has_access("can_add", subject.rights))


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
