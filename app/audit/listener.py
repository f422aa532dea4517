"""Every change of every table of ours becomes an audit entry in the same transaction.

``after_flush`` collects what changed (the old values are still known and the new ids are too);
``before_commit`` writes the entries, locking the chain's head last. Savepoints are not used in
this product: a savepoint's rollback would leave its changes among the collected ones.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper, Session

from app.audit.chain import Event, Who, append
from app.core import bulk
from app.core.db import Table
from app.core.gate import Mask, is_part, masks_in, masks_of

PENDING = "audit_pending"
#: Shown in the trail as they are.
AS_THEY_ARE = {str, int, bool, date}
STAMPS = {"version", "created_at", "created_by_id", "updated_at", "updated_by_id"}


def note(session: Session, happened: Event) -> None:
    """Add an event of our own (a login, an export, a step) to this transaction's entries."""
    session.info.setdefault(PENDING, []).append(happened)


def listen(factory: Any, who: Callable[[], Who], key: Callable[[], bytes]) -> None:
    """Attach the listener to a session factory; ``who`` and ``key`` are asked at each commit."""

    @event.listens_for(factory, "after_flush")
    def collect(session: Session, _context: object) -> None:
        found = [*_diffs(session.new, "add"), *_diffs(session.dirty, "change")]
        found += _diffs(session.deleted, "erase")
        session.info.setdefault(PENDING, []).extend(found)

    @event.listens_for(factory, "before_commit")
    def write(session: Session) -> None:
        session.flush()
        pending = session.info.pop(PENDING, [])
        if pending:
            append(session.connection(), pending, who(), key())

    @event.listens_for(factory, "after_rollback")
    def forget(session: Session) -> None:
        session.info.pop(PENDING, None)

    bulk.after.append(_collect_many)


def _collect_many(session: Session, records: Sequence[Any]) -> None:
    """The bulk door: one entry a row, as a flush would have made it."""
    if is_remembered(records[0]):
        table = inspect(type(records[0])).local_table.name
        found = [Event("add", table, record.id, _given(record)) for record in records]
        session.info.setdefault(PENDING, []).extend(found)


def _given(record: Any) -> dict[str, list[Any]]:
    """What a new record was given, as ``_diff`` shows it, without asking each attribute's past."""
    showers = _showers(inspect(type(record)), is_part(type(record), record))
    given = {}
    for name, value in vars(record).items():
        if value is not None and (shown := showers.get(name)):
            is_plain = shown is _plain and type(value) in AS_THEY_ARE
            given[name] = [None, value if is_plain else shown(value)]
    return given


@cache
def _showers(mapper: Mapper[Any], is_in_part: bool) -> dict[str, Callable[[Any], Any]]:
    """Column → how it is shown, for the rows that mask more or for the others."""
    left_out = {*STAMPS, "id", *getattr(mapper.class_, "__derived__", ())}
    masks = masks_in(mapper.class_, is_part=is_in_part)
    return {
        attribute.key: _shower(attribute.key, masks)
        for attribute in mapper.column_attrs
        if attribute.key not in left_out and not attribute.columns[0].info.get("secret")
    }


def _diffs(records: Iterable[object], verb: str) -> list[Event]:
    found = []
    for record in records:
        if not is_remembered(record):
            continue
        detail = _diff(record, verb)
        if detail or verb != "change":
            found.append(Event(verb, inspect(type(record)).local_table.name, _id(record), detail))
    return found


def is_remembered(record: object) -> bool:
    return is_audited(type(record))


def is_audited(entity: type[Any]) -> bool:
    """Our own tables and FAB's users and roles; not the trail itself nor short-lived rows."""
    if getattr(entity, "__unaudited__", ""):
        return False
    return issubclass(entity, Table) or entity.__module__.startswith(
        ("flask_appbuilder.security", "app.security")
    )


def _id(record: object) -> int | None:
    key = inspect(record).identity
    value = key[0] if key else getattr(record, "id", None)
    return value if isinstance(value, int) else None


def _diff(record: object, verb: str) -> dict[str, list[Any]]:
    """Column → [old, new], secrets and masked columns shown as the trail may show them."""
    state, masks = inspect(record), masks_of(type(record), record)
    found = {}
    for attribute in state.mapper.column_attrs:
        if attribute.key in STAMPS or attribute.columns[0].info.get("secret"):
            continue
        old, new = _old_new(state.attrs[attribute.key].history, verb)
        if old != new:
            shown = _shower(attribute.key, masks)
            found[attribute.key] = [shown(old), shown(new)]
    return found


def _old_new(history: Any, verb: str) -> tuple[Any, Any]:
    if verb == "erase":
        return (history.unchanged or history.deleted or (None,))[0], None
    if not history.has_changes():
        return None, None
    return (history.deleted or (None,))[0], (history.added or (None,))[0]


def _shower(column: str, masks: Mapping[str, Mask]) -> Callable[[Any], Any]:
    if column in {"password", "data"}:
        return lambda value: None if value is None else "•••"
    if mask := masks.get(column):
        return lambda value: None if value is None else mask(str(value))
    return _plain


def _plain(value: Any) -> Any:
    """A choice by its name, a blind index in hexadecimal digits."""
    return value.hex() if isinstance(value, bytes) else getattr(value, "name", value)
