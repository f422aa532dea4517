"""The few questions past the gate, beside who is who (``namesakes``) and who sees what
(``standing``). They answer yes, no or how many; and the name of what was voided, to who would see
it still.
"""

import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.core.db import Model, db
from app.core.gate import gate_of
from app.security.actor import actor, unscoped
from app.security.scope import conditions

BLOCK = 500


def has_customers() -> bool:
    """Whether the archive holds a single customer, in whichever department."""
    table = Model.metadata.tables["customer"]
    with unscoped("an archive is empty only when nobody has a customer"):
        return db.session.scalar(select(table.c.id).limit(1)) is not None


def all_employers(contact_id: int) -> int:
    """How many customers a contact serves, of whichever department."""
    links = Model.metadata.tables["contact_link"]
    asked = select(func.count()).select_from(links).where(links.c.contact_id == contact_id)
    with unscoped("a number of customers, without their names"):
        return db.session.scalar(asked) or 0


def hidden_employers(contact_id: int) -> int:
    """How many customers a contact serves that the reader may not see."""
    links = Model.metadata.tables["contact_link"]
    every = all_employers(contact_id)
    link = next(m.class_ for m in Model.registry.mappers if m.local_table is links)
    seen = select(func.count()).select_from(link).where(link.contact_id == contact_id)
    return int(every - (db.session.scalar(seen) or 0))


def voided_names(entity: type[Any], ids: Iterable[int] | Select[Any]) -> dict[int, str]:
    """Of these the voided ones the actor would see, had nobody voided them: number → name."""
    gate = gate_of(entity)
    assert gate is not None
    assert gate.voided is not None
    within = [part for name, part in conditions(entity, gate, actor()).items() if name != "living"]
    wanted = ids if isinstance(ids, Select) else list(ids)[:BLOCK]
    gone = getattr(entity, gate.voided).is_not(None)
    asked = select(entity.id, entity.name).where(entity.id.in_(wanted), gone, *within)
    with unscoped("what was voided within reach is no secret to its readers"):
        return {row[0]: row[1] for row in db.session.execute(asked.limit(BLOCK))}


def version_of(entity: type[Any], number: int) -> int | None:
    """Which version a record is at; what a decision rests on, whoever looks."""
    table = entity.__table__
    gate = gate_of(entity)
    living = [table.c[gate.voided].is_(None)] if gate and gate.voided else []
    asked = select(table.c.version).where(table.c.id == number, *living)
    with unscoped("a version is a number, and says nothing of its record"):
        found: int | None = db.session.scalar(asked)
    return found


def changers(table: str, number: int) -> set[int]:
    """Who ever changed a record, by the trail; each of them is asked for by the record's index."""
    told = Model.metadata.tables["audit_entry"].c
    asked = select(told.user_id).where(
        told.subject == table, told.subject_id == number, told.event.in_(("add", "change")),
        told.user_id.is_not(None),
    )  # fmt: skip
    with unscoped("who changed a record does not decide on it, whoever may read the trail"):
        return set(db.session.scalars(asked.distinct()))


def is_left_alone(customer_id: int, contact_id: int | None, channel: object, on: date) -> bool:
    """Whether a customer, or this person at it, is not to be approached by this way that day."""
    list_, people = Model.metadata.tables["suppression"], Model.metadata.tables["contact"]
    whole = (list_.c.customer_id == customer_id) & list_.c.contact_id.is_(None)
    asked = select(list_.c.id).where(
        or_(whole, list_.c.contact_id == contact_id) if contact_id else whole,
        or_(list_.c.channel.is_(None), list_.c.channel == channel),
        list_.c.since_on <= on,
        or_(list_.c.until_on.is_(None), list_.c.until_on >= on),
        list_.c.voided_at.is_(None),
    )
    opted = select(people.c.id).where(people.c.id == contact_id, people.c.do_not_contact)
    reason = "a wish to be left alone binds whoever cannot read it too"
    with unscoped(reason), db.session.no_autoflush:
        found = [db.session.scalar(question.limit(1)) for question in (asked, opted)]
    return any(number is not None for number in found)


def has_above(
    table: str,
    column: str,
    number: int,
    above: int,
    moved: Mapping[int, int | None] = MappingProxyType({}),
) -> bool:
    """Whether a row is this one, or stands below it by the column that names the next above;
    ``moved`` says of some rows what they will name there.
    """
    columns = Model.metadata.tables[table].c
    passed: set[int] = set()
    with unscoped("what belongs to whom is one tree, whoever sees which part"):
        while number != above:
            passed.add(number)
            asked = select(columns[column]).where(columns.id == number)
            found = moved[number] if number in moved else db.session.scalar(asked)
            if found is None or found in passed:
                return False
            number = found
    return True


def invited_to(events: Iterable[int]) -> set[tuple[int, int, int | None]]:
    """Whom somebody invited to these events: event, customer, contact."""
    invited = Model.metadata.tables["participation"].c
    asked = select(invited.event_id, invited.customer_id, invited.contact_id)
    living = (invited.event_id.in_(list(events)), invited.voided_at.is_(None))
    with unscoped("nobody is invited twice, whoever invited them"):
        return {tuple(row) for row in db.session.execute(asked.where(*living))}


def is_known(table: str, **values: object) -> bool:
    """Whether any row, voided or not, has these values."""
    columns = Model.metadata.tables[table].c
    asked = select(columns.id).where(*(columns[name] == value for name, value in values.items()))
    with unscoped("what was made once and taken back is not made again"):
        return db.session.scalar(asked.limit(1)) is not None


def mark_of(table: str, number: int, *names: str) -> int | None:
    """A mark that changes with these columns of a living record; None where it is gone."""
    columns = Model.metadata.tables[table].c
    asked = select(*(columns[name] for name in names)).where(columns.id == number)
    with unscoped("a decision rests on values its decider may not see"):
        row = db.session.execute(asked.where(columns.voided_at.is_(None))).first()
    if row is None:
        return None
    return zlib.crc32("\0".join(str(getattr(value, "name", value)) for value in row).encode())
