"""The gate's other side: before each write, by form or by bulk, whether the row's old and new place
are the actor's; and the stamp of who and when.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, event, inspect, or_, select
from sqlalchemy.orm import Session

from app.core import bulk
from app.core.clock import now
from app.core.db import Record
from app.core.gate import Gate, Link, gate_of
from app.core.words import N_, NotYoursError
from app.security.actor import Actor, actor, is_unscoped
from app.security.criteria import at_levels
from app.security.rules import Reach, RecordKind
from app.security.scope import entity_of, heading_of, parent_of

#: An entity and the id of one of its rows.
Parent = tuple[type[Any], Any]


class OutOfScopeError(NotYoursError):
    """The row lies outside what the actor may change."""

    def __init__(self) -> None:
        super().__init__(N_("This record belongs to another department or level."))


class OnDutyError(NotYoursError):
    """Another department is on duty for this kind of record."""

    def __init__(self, kind: str) -> None:
        super().__init__(N_("%(kind)s are entered by another department."), kind=RecordKind[kind])


def guard(factory: Any) -> None:
    """Attach the guard of writes to a session factory and to the bulk door."""
    event.listen(factory, "before_flush", _check_writes)
    bulk.before.append(_check_many)


def _check_writes(session: Session, _context: object, _instances: object) -> None:
    _stamp(session)
    if is_unscoped():
        return
    asked: set[Parent] = set()
    for record in chain(session.new, session.dirty, session.deleted):
        gate = gate_of(type(record))
        if gate and (record in session.deleted or session.is_modified(record)):
            _check_write(session, record, gate, actor(), asked)


def check_writable(session: Session, record: Any) -> None:
    """Raise NotYoursError where the actor may not change this record as it stands."""
    gate = gate_of(type(record))
    if gate:
        _check_write(session, record, gate, actor())


def is_writable(session: Session, record: Any) -> bool:
    """The same as a question, for those who ask before they try."""
    try:
        check_writable(session, record)
    except NotYoursError:
        return False
    return True


def _check_write(
    session: Session, record: Any, gate: Gate, who: Actor, asked: set[Parent] | None = None
) -> None:
    """``asked``: the parents found visible in this flush, for its rows often share one."""
    if who.reach is Reach.none or gate.heading:
        raise OutOfScopeError
    _check_duties(record, gate, who)
    _check_reach(session, record, gate, who, set() if asked is None else asked)


def _check_reach(session: Session, record: Any, gate: Gate, who: Actor, asked: set[Parent]) -> None:
    """By the way the row is seen: as its kind's, below its parent, by a link, by its place."""
    if gate.kind in who.kinds:
        _check_served(session, record, gate, asked)
    elif gate.via:
        _check_parent(session, record, gate, who, asked)
    elif gate.through:
        _check_linked(session, record, gate.through, who)
    else:
        _check_place(record, gate, who)


def _check_duties(record: Any, gate: Gate, who: Actor) -> None:
    """Neither rows nor columns of a kind that another department is on duty for."""
    if gate.kind and not who.enters(gate.kind):
        raise OnDutyError(gate.kind)
    _check_owned(record, gate, who)


def _check_owned(record: Any, gate: Gate, who: Actor) -> None:
    """Columns that another department is on duty for stay as they are, and new rows leave them."""
    for kind, columns in gate.owned.items():
        if not who.enters(kind) and any(_changes(record, name) for name in columns):
            raise OnDutyError(kind)


def _changes(record: Any, column: str) -> bool:
    """Whether this write gives a column another value; asked of a draft too, which has no past."""
    state = inspect(record)
    if state.key is None:
        return vars(record).get(column) is not None
    history = state.attrs[column].history
    return bool(history.has_changes()) and list(history.added) != list(history.deleted or [None])


def _check_cut(record: Any, gate: Gate, who: Actor) -> None:
    """Who is on duty writes the columns of their cut; whose customer it is, they leave alone."""
    place = [name for name in (gate.department, gate.owner, gate.security, gate.voided) if name]
    level = gate.security and getattr(record, gate.security)
    if level not in who.levels or any(_changes(record, name) for name in place):
        raise OutOfScopeError


def _check_parent(
    session: Session, record: Any, gate: Gate, who: Actor, asked: set[Parent]
) -> None:
    """The parent a row had and the one it gets must both be visible, and the actor's to change,
    up to the customer: what was only shown to somebody gets no lines from them either, but for
    what is said about it.
    """
    assert gate.via
    parent = parent_of(type(record), gate.via)
    above = gate_of(parent)
    for number in {n for n in _both(record, gate.via) if n is not None}:
        if (parent, number) in asked:
            continue
        found = session.scalar(select(parent).where(parent.id == number))
        if found is None:
            raise OutOfScopeError
        if above and not gate.said:
            _check_reach(session, found, above, who, asked)
        asked.add((parent, number))


def _check_linked(session: Session, record: Any, link: Link, who: Actor) -> None:
    """Whoever serves somebody's customer is theirs to change; one such customer is enough.

    A new row has no links yet: they are checked as they are added.
    """
    if who.reach is Reach.company or inspect(record).key is None:
        return
    between = entity_of(link.table)
    parent = parent_of(between, link.target)
    gate = gate_of(parent)
    assert gate is not None
    own, target = getattr(between, link.own), getattr(between, link.target)
    linked = select(parent.id).join(between, target == parent.id).where(own == record.id)
    with session.no_autoflush:
        if session.scalar(linked.where(*_places(parent, gate, who)).limit(1)) is None:
            raise OutOfScopeError


def _places(parent: type[Any], gate: Gate, who: Actor) -> Iterator[ColumnElement[bool]]:
    """What ``_check_place`` asks of a row, asked of the database."""
    if gate.security:
        yield at_levels(getattr(parent, gate.security), who.levels)
    if gate.department:
        allowed = who.departments if who.reach is Reach.department else {who.department_id}
        yield getattr(parent, gate.department).in_(sorted(filter(None, allowed)))
    if gate.owner and who.reach is Reach.own:
        yield or_(*(getattr(parent, gate.owner) == one for one in (who.user_id, None)))


def _check_served(session: Session, record: Any, gate: Gate, asked: set[Parent]) -> None:
    """Who is on duty writes at every customer that lives, up to their clearance."""
    if gate.via is None:
        _check_cut(record, gate, actor())
        return
    parent = heading_of(parent_of(type(record), gate.via))
    for number in {n for n in _both(record, gate.via) if n is not None}:
        seen = select(parent.id).where(parent.id == number)
        if (parent, number) not in asked and session.scalar(seen) is None:
            raise OutOfScopeError
        asked.add((parent, number))


def _check_place(record: Any, gate: Gate, who: Actor) -> None:
    """Both the place a row comes from and the place it goes to must be the actor's."""
    if gate.security and not set(_both(record, gate.security)) <= set(who.levels):
        raise OutOfScopeError
    if who.reach is Reach.company:
        return
    if not gate.department:
        _check_given(record, gate, who)
        return
    places = set(_both(record, gate.department))
    allowed = who.departments if who.reach is Reach.department else {who.department_id}
    if not places <= set(allowed):
        raise OutOfScopeError
    if who.reach is Reach.own and gate.owner and not _is_mine(record, gate.owner, who):
        raise OutOfScopeError


def _check_given(record: Any, gate: Gate, who: Actor) -> None:
    """A row without a department changes by the hand of whose it is, or who gave it to them."""
    hands = [name for name in (gate.owner, gate.giver) if name]
    if hands and inspect(record).key and not any(_is_mine(record, name, who) for name in hands):
        raise OutOfScopeError


def _is_mine(record: Any, owner: str, who: Actor) -> bool:
    before = _both(record, owner)[0]
    return before in {None, who.user_id}


def _both(record: Any, column: str) -> list[Any]:
    """The value a column had and the one it will have; a new row's default counts as given."""
    state = inspect(record)
    history = state.attrs[column].history
    old = list(history.deleted or history.unchanged or ())
    default = state.mapper.columns[column].default
    new = _coming(state, column)
    return [*old, default.arg if new is None and default is not None else new]


def _coming(state: Any, column: str) -> Any:
    """A form sets the reference (``department``); its key is filled only within the flush."""
    mine = {state.mapper.columns[column]}
    for relation in state.mapper.relationships:
        if relation.local_columns == mine and state.attrs[relation.key].history.has_changes():
            target = getattr(state.object, relation.key)
            return target and target.id
    return getattr(state.object, column)


def _stamp(session: Session) -> None:
    """Who and when, on every record, from the actor alone."""
    who, at = actor() if session.new or session.dirty else None, now()
    if who is None:
        return
    for record in session.new:
        _stamp_new(record, who, at)
    for record in session.dirty:
        if hasattr(type(record), "updated_by_id") and session.is_modified(record):
            record.updated_at, record.updated_by_id = at, who.user_id


def _stamp_new(record: Any, who: Actor, at: datetime) -> None:
    if isinstance(record, Record):
        record.created_at = record.updated_at = at
        record.created_by_id = record.updated_by_id = who.user_id


def _check_many(session: Session, records: Sequence[Any]) -> None:
    """The bulk door: the same stamps and checks; each different place is asked once a block."""
    who, at = actor(), now()
    if isinstance(records[0], Record):
        by = who.user_id
        stamp = {"created_at": at, "updated_at": at, "created_by_id": by, "updated_by_id": by}
        for record in records:
            vars(record).update(stamp)  # A draft has no past to be kept.
    gate = gate_of(type(records[0]))
    if gate is None or is_unscoped():
        return
    names = [name for name in (gate.via, gate.department, gate.owner, gate.security) if name]
    for record in records if gate.owned else ():
        _check_owned(record, gate, who)
    places = {tuple(map(vars(record).get, names)): record for record in records}
    for record in places.values():
        _check_write(session, record, gate, who)
