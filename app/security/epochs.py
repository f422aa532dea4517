"""Whoever's rights change starts again: every session and token of theirs ends with the commit."""

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from app.security.models import Person

ENDING = ("password", "active", "roles", "clearance", "department_id")


def watch(factory: Any) -> None:
    """Attach to a session factory, before the audit listener reads what changed."""
    event.listen(factory, "before_flush", _raise_epochs)


def _raise_epochs(session: Session, _context: object, _instances: object) -> None:
    for person in session.dirty:
        if isinstance(person, Person) and _is_ended(person):
            person.epoch += 1


def _is_ended(person: Person) -> bool:
    """A right changed, and whoever changed it did not raise the epoch themselves."""
    attributes: Any = inspect(person).attrs
    is_raised = attributes["epoch"].history.has_changes()
    return not is_raised and any(attributes[name].history.has_changes() for name in ENDING)
