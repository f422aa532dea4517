"""Who entered, changed or moved on a record, by name on its own page."""

from typing import Any

from flask import g
from sqlalchemy import select

from app.core.db import db
from app.core.words import N_
from app.security.models import Person

#: Shown by name: column of the page → column that holds the person's number.
PEOPLE = {
    "created_by": "created_by_id",
    "updated_by": "updated_by_id",
    "submitted_by": "submitted_by_id",
    "reviewed_by": "reviewed_by_id",
    "filed_by": "filed_by_id",
    "checked_by": "checked_by_id",
}
#: The last section of a page that has no other way to say so.
KEPT = (N_("Keeping"), ("created_by", "created_at", "updated_by", "updated_at"))
KEPT_LABELS = {
    "created_by": N_("Entered by"),
    "created_at": N_("Entered at"),
    "updated_by": N_("Updated by"),
    "updated_at": N_("Updated at"),
}


def names_of(record: Any) -> dict[int, str]:
    """The names of everybody who moved this record on, read once a page."""
    of = type(record), record.id
    if "people_of" not in g or g.people_of[0] != of:
        ids = {getattr(record, column, None) for column in PEOPLE.values()} - {None}
        people = db.session.scalars(select(Person).where(Person.id.in_(ids))) if ids else ()
        g.people_of = (of, {person.id: str(person) for person in people})
    found: dict[int, str] = g.people_of[1]
    return found


class Kept:
    """Mixed into a screen whose page says who entered the record and who changed it last."""

    def value(self, record: Any, name: str) -> Any:
        if name in PEOPLE:
            return names_of(record).get(getattr(record, PEOPLE[name]))
        return super().value(record, name)  # type: ignore[misc]
