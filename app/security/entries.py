"""One audit entry in full: who, when, what, of which record, from what to what, and its seal."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup
from sqlalchemy import inspect, select

from app.audit.models import AuditEntry
from app.audit.timeline import OPENED, column_word
from app.core.db import Model, db
from app.core.gate import gate_of
from app.core.pages import show
from app.core.words import N_, listed
from app.security.actor import actor
from app.security.models import Person
from app.security.names import role_words
from app.security.past import BEYOND, reading
from app.security.rules import Reach
from app.security.standing import standing

#: The events whose detail says for each column what it was and what it is.
DIFFS = {"add", "change", "erase"}
WORDS: Mapping[str, N_] = {
    **OPENED,
    "until": N_("Until"),
    "path": N_("Address"),
    "method": N_("Way"),
    "code": N_("Answer"),
    "more": N_("More of them within a quarter of an hour are not kept"),
    "username": N_("User name"),
    "filter": N_("Filter"),
    "columns": N_("Columns"),
    "rows": N_("Rows"),
    "number": N_("No."),
}
CHANGE = Markup('<del>{}</del> <span aria-hidden="true">→</span> <ins>{}</ins>')


class Told(NamedTuple):
    """One line of an entry's detail."""

    label: str
    value: str | Markup


def details_of(entry: AuditEntry, screens: list[Any]) -> list[Told]:
    """What an entry says besides that it happened.

    Masked as the gate has it today; of a record out of the reader's reach only which columns.
    """
    detail, entity = json.loads(entry.detail or "{}"), _entity_of(entry.subject)
    labels: Mapping[str, Any] = getattr(_screen_of(entity, screens), "labels", {})
    is_diff = entry.event in DIFFS
    if not may_read(entity, entry.subject_id):
        return [Told(column_word(labels, name), str(BEYOND)) for name in detail]
    if entity is None or not is_diff:
        return [_line(labels, name, value, is_diff) for name, value in detail.items()]
    tell = reading(record_of(entity, entry.subject_id), {}, entity)([detail])
    return [
        _line(labels, name, [tell(name, value) for value in pair], is_diff)
        for name, pair in detail.items()
    ]


def _line(labels: Mapping[str, Any], name: str, value: Any, is_diff: bool) -> Told:
    if is_diff and isinstance(value, list) and len(value) == 2:  # noqa: PLR2004
        return Told(column_word(labels, name), CHANGE.format(*map(show, value)))
    label = str(WORDS[name]) if name in WORDS else column_word(labels, name)
    return Told(label, show(listed(value) if isinstance(value, list) else value))


def record_link(entry: AuditEntry, screens: list[Any]) -> str | Markup:
    """The record an entry is about, by its name and with the way to its page as far as the reader
    may go; else its number alone.
    """
    entity = _entity_of(entry.subject)
    record, screen = record_of(entity, entry.subject_id), _screen_of(entity, screens)
    if record is None:
        return show(entry.subject_id)
    if screen is None or not screen.may("can_show"):
        return f"{record} ({entry.subject_id})"
    address = url_for(f"{screen.endpoint}.show", pk=entry.subject_id)
    return Markup('<a href="{}">{}</a> ({})').format(address, record, entry.subject_id)


def record_of(entity: type[Any] | None, number: int | None) -> Any:
    """The record itself, if it is there and the gate shows it."""
    if entity is None or number is None or not hasattr(entity, "id"):
        return None
    return db.session.scalar(select(entity).where(entity.id == number))


def may_read(entity: type[Any] | None, number: int | None) -> bool:
    """Whether the reader would see the record, had nobody voided it; of one that is gone for good
    whoever sees the whole company.
    """
    if entity is None or gate_of(entity) is None:
        return True
    found = standing(entity, str(number), actor()) if number is not None else None
    if found is None:
        return actor().reach is Reach.company
    return found["reach"] and found.get("security", True)


def roles_of(entry: AuditEntry) -> str:
    """The roles that who acted holds today; the trail keeps their grants by day."""
    person = db.session.get(Person, entry.user_id) if entry.user_id else None
    words = role_words()
    return listed(words.get(role.name, role.name) for role in person.roles) if person else ""


def _entity_of(table: str | None) -> type[Any] | None:
    """The entity of a table the trail names; of several the heir, as the screens show it."""
    found = [m.class_ for m in Model.registry.mappers if m.local_table.name == table]
    whole = [one for one in found if not getattr(gate_of(one), "heading", False)] or found
    return max(whole, key=lambda one: (len(inspect(one).columns), len(one.__mro__)), default=None)


def _screen_of(entity: type[Any] | None, screens: list[Any]) -> Any:
    """The screen that shows such records; None where none does."""
    found = [s for s in screens if getattr(getattr(s, "plan", None), "entity", None) is entity]
    shown = [s for s in found if "can_show" in (s.base_permissions or ())]
    return next(iter(shown), None) if entity else None
