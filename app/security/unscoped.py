"""The few questions past the gate. They answer yes, no, how many or a mask; and the name of what
was voided, to who would see it still.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, func, literal_column, or_, select

from app.core.db import Model, db
from app.core.gate import gate_of
from app.core.search import holding
from app.core.values import DEEPEST_ID
from app.security.actor import Actor, actor, unscoped
from app.security.masking import mask_name, mask_word
from app.security.scope import conditions, grounds, visible

BLOCK = 500
#: Of those that may be namesakes so many are read, and so many of them compared in full.
NEIGHBOURS = 150
HOLDING = 200
COMPARED = 40
HINTS = 5
LAST = "\U0010ffff"


def taken_usccs(codes: Iterable[str]) -> set[str | None]:
    """Which of these credit codes a living customer of any department has."""
    return set(_taken("uscc", codes, "uscc"))


def taken_names(names: Iterable[str], *, uncoded: bool = False) -> set[str]:
    """Which of these names a living customer bears (one without a credit code, if ``uncoded``)."""
    return set(_taken("name", names, "" if uncoded else "name"))


class Hint(NamedTuple):
    """A customer of any department that may be the one being entered: its name is masked."""

    id: int
    masked: str
    likeness: float


class Kin(NamedTuple):
    """What a name's likes are found by: its key, how that begins, texts one of which they hold.

    ``rough`` compares with a key and says whom to compare in full; ``exact`` compares with a name.
    """

    key: str
    prefix: str
    stems: Sequence[str]
    rough: Callable[[str], float]
    exact: Callable[[str], float]
    least: float


def customers_named_like(kin: Kin) -> list[Hint]:
    """Living customers of the same key, beside it in the keys' order, or that hold a stem.

    Each question is answered by an index and bounded, however many begin alike.
    """
    table = Model.metadata.tables["customer"]
    columns = (table.c.id, table.c.name, table.c.kind, table.c.name_key)
    asked = select(*columns).where(table.c.voided_at.is_(None))
    with unscoped("a namesake is a namesake in every department"):
        rows = {row.id: row for part in _kin(asked, table, kin) for row in _rows(part)}
    first = sorted(rows.values(), key=lambda row: -kin.rough(row.name_key))[:COMPARED]
    hints = [_hint(row, kin.exact(row.name)) for row in first]
    found = [hint for hint in hints if hint.likeness >= kin.least]
    return sorted(found, key=lambda hint: -hint.likeness)[:HINTS]


def _kin(asked: Select[Any], table: Table, kin: Kin) -> list[Select[Any]]:
    """The question, narrowed each time to some rows that may be alike."""
    key = table.c.name_key
    begins = asked.where(_begins(key, kin.prefix))
    beside = [
        begins.where(side).order_by(order).limit(NEIGHBOURS)
        for side, order in _beside(key, kin.key)
    ]
    ids = {pk for stem in kin.stems for pk in holding(db.session(), "customer", stem, HOLDING)}
    held = [asked.where(table.c.id.in_(ids))] if ids else []
    return [asked.where(key == kin.key).limit(HINTS), *beside, *held]


def _beside(
    column: ColumnElement[str], key: str
) -> list[tuple[ColumnElement[bool], ColumnElement[str]]]:
    """After a key and before it, in the order of the column's index: its next on either side."""
    if db.engine.dialect.name == "sqlite":
        return [(column > key, column.asc()), (column < key, column.desc())]
    up: ColumnElement[str] = literal_column("customer.name_key USING ~<~")
    down: ColumnElement[str] = literal_column("customer.name_key USING ~>~")
    return [(column.bool_op("~>~")(key), up), (column.bool_op("~<~")(key), down)]


def _rows(asked: Select[Any]) -> Sequence[Any]:
    found: Sequence[Any] = db.session.execute(asked).all()
    return found


def _hint(row: Any, likeness: float) -> Hint:
    """A person's name is shorter than a company's, and told by one character."""
    is_person = row.kind.name == "individual"
    return Hint(row.id, (mask_word if is_person else mask_name)(row.name), likeness)


def customers_having(same: Sequence[tuple[str, object]], but: int | None) -> list[Hint]:
    """Living customers with one of these values, each in an indexed column; all ``but`` one."""
    columns = Model.metadata.tables["customer"].c
    asked = select(columns.id, columns.name, columns.kind).where(columns.id != (but or 0))
    return [_hint(row, 1.0) for row in _with_one(asked, columns, same)]


def contacts_having(
    same: Sequence[tuple[str, object]], but: int | None, at: int | None
) -> list[Hint]:
    """Living contacts with one of these values, but this one and those of the customer ``at``."""
    columns = Model.metadata.tables["contact"].c
    asked = select(columns.id, columns.name).where(
        columns.id != (but or 0), columns.customer_id != (at or 0)
    )
    found = _with_one(asked, columns, same)
    return [Hint(row.id, mask_word(row.name), 1.0) for row in found]


def _with_one(
    asked: Select[Any], columns: Any, same: Sequence[tuple[str, object]]
) -> Sequence[Any]:
    one = or_(*(columns[name] == value for name, value in same))
    with unscoped("the same number is the same number in every department"):
        return _rows(asked.where(one, columns.voided_at.is_(None)).limit(HINTS))


def has_customers() -> bool:
    """Whether the archive holds a single customer, in whichever department."""
    table = Model.metadata.tables["customer"]
    with unscoped("an archive is empty only when nobody has a customer"):
        return db.session.scalar(select(table.c.id).limit(1)) is not None


def _begins(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Between two ends of the index on both databases: a LIKE may be planned without it."""
    if db.engine.dialect.name == "sqlite":
        return (column >= prefix) & (column < prefix + LAST)
    return column.bool_op("~>=~")(prefix) & column.bool_op("~<~")(prefix + LAST)


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


def taken_numbers(numbers: Iterable[str]) -> set[str]:
    """Which of these customer numbers belong to a living customer of any department."""
    return set(_taken("number", numbers, "number"))


def taken_identities(indexes: Iterable[bytes]) -> set[bytes]:
    """Which of these document numbers (as blind indexes) a living individual of any department
    has.
    """
    return set(_having("id_no_index", indexes, "id_no_index"))


def taken_mobiles(indexes: Iterable[bytes]) -> set[tuple[str, bytes]]:
    """Living individuals with one of these mobiles (as blind indexes), by name and mobile."""
    return set(_having("mobile_index", indexes, "name", "mobile_index"))


def _having(column: str, values: Iterable[Any], *told: str) -> Iterator[Any]:
    """``told`` of the living customers with one of these values: the value, or a row of them."""
    table: Table = Model.metadata.tables["customer"]
    wanted = iter(set(values))
    with unscoped("a namesake is a namesake in every department"):
        while block := list(islice(wanted, BLOCK)):
            asked = select(*(table.c[name] for name in told)).where(table.c[column].in_(block))
            rows = db.session.execute(asked.where(table.c.voided_at.is_(None)))
            yield from (tuple(row) if len(told) > 1 else row[0] for row in rows)


def _taken(column: str, values: Iterable[str], present: str) -> Iterator[str]:
    """``present`` names a column that must hold a value; without it, the credit code must not."""
    table: Table = Model.metadata.tables["customer"]
    wanted = iter(set(values))
    with unscoped("a duplicate is a duplicate in every department"):
        while block := list(islice(wanted, BLOCK)):
            asked = select(table.c[column]).where(table.c[column].in_(block))
            having = table.c[present].is_not(None) if present else table.c.uscc.is_(None)
            yield from db.session.scalars(asked.where(table.c.voided_at.is_(None), having))


def standing(entity: type[Any], told: str, who: Actor) -> dict[str, bool] | None:
    """How the record with this number or id stands to somebody: visible or not, and each ground.

    The database evaluates the gate's own expressions; only yes and no come back.
    """
    gate = gate_of(entity)
    assert gate is not None
    parts = conditions(entity, gate, who) | grounds(entity, gate, who)
    columns = [
        part.label(name) for name, part in (parts | {"visible": visible(entity, who)}).items()
    ]
    with unscoped("whoever watches over rights asks what somebody else sees"):
        row = db.session.execute(select(*columns).where(_named(entity, told))).mappings().first()
    return {name: bool(value) for name, value in row.items()} if row else None


class Place(NamedTuple):
    """Where a living record lies: whose it is, its number, and its name behind a mask."""

    id: int
    department_id: int
    number: str
    masked: str


def place_of(entity: type[Any], told: str) -> Place | None:
    """Whose record a number or id names; for a request that its own department decides on."""
    gate = gate_of(entity)
    assert gate is not None
    living = [getattr(entity, gate.voided).is_(None)] if gate.voided else []
    asked = select(entity.id, getattr(entity, gate.department or ""), entity.number, entity.name)
    with unscoped("whoever may not see a record may ask its department for it"):
        row = db.session.execute(asked.where(_named(entity, told), *living)).first()
    return Place(row[0], row[1], row[2], mask_name(row[3])) if row else None


def customer_behind(table: str, number: int) -> int | None:
    """The customer a living record belongs to, by the keys its gate names; None where none is."""
    found: int | None = number
    with unscoped("whoever may not see a record may ask for the customer behind it"):
        for step, key, own in way_up(table):
            asked = select(step.c[key]).where(step.c[own] == found)
            if "voided_at" in step.c:
                asked = asked.where(step.c.voided_at.is_(None))
            found = db.session.scalar(asked.order_by(step.c.id).limit(1))
    return found


def way_up(table: str) -> list[tuple[Table, str, str]]:
    """The tables between a record and its customer: each with the key that leads on and the one it
    is found by. Empty where no customer stands at the end, or the table is the customers' own.
    """
    steps, name = list[tuple[Table, str, str]](), table
    while name != "customer":
        entity = next(
            (m.class_ for m in Model.registry.mappers if m.local_table.name == name), None
        )
        gate = gate_of(entity) if entity else None
        if gate is None or not (gate.via or gate.through):
            return []
        here = Model.metadata.tables[name]
        if gate.through:
            link = Model.metadata.tables[gate.through.table]
            steps += [(here, "id", "id"), (link, gate.through.target, gate.through.own)]
            name = next(iter(link.c[gate.through.target].foreign_keys)).column.table.name
        else:
            steps.append((here, str(gate.via), "id"))
            name = next(iter(here.c[str(gate.via)].foreign_keys)).column.table.name
    return steps


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


def _named(entity: type[Any], told: str) -> ColumnElement[bool]:
    is_id = told.isdecimal() and len(told) < 20 and int(told) <= DEEPEST_ID  # noqa: PLR2004
    named: ColumnElement[bool] = entity.id == int(told) if is_id else entity.number == told.upper()
    return named


def numbers_of(entity: type[Any], ids: Iterable[int]) -> dict[int, str]:
    """The numbers of records, nothing else of them."""
    asked = select(entity.id, entity.number).where(entity.id.in_(list(ids)[:BLOCK]))
    with unscoped("a share is told to its watchers by its record's number"):
        return {row[0]: row[1] for row in db.session.execute(asked)}


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
