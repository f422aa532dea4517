"""What the trail kept raw, as people read it: names for numbers, words for choices."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import inspect, select

from app.core.clock import local
from app.core.db import Model, db
from app.core.gate import Gate, gate_of, masked
from app.core.words import N_
from app.security.names import role_words
from app.security.reveal import RevealReason
from app.security.unscoped import voided_names

BEYOND = N_("beyond your reach")
#: What a grant gives and takes, by the role's key.
ROLES_TOLD = {"add_role", "remove_role"}
Detail = Mapping[str, Sequence[Any]]


def reading(record: Any, elsewhere: Mapping[str, N_], entity: type[Any] | None = None) -> Any:
    """How ``app/audit/timeline.py`` tells the values of one record's entries.

    ``elsewhere`` says for a table what a record out of the reader's reach is called. What is
    masked today is told masked even where the trail was written before it was. Of a record that is
    not there any more, ``entity`` says what it was.
    """
    return partial(_reader, entity or type(record), record, elsewhere)


def _reader(
    entity: type[Any], record: Any, elsewhere: Mapping[str, N_], details: Sequence[Detail]
) -> Any:
    columns = inspect(entity).columns
    names = {
        column.key: _names(_target(column), _numbers(column.key, details), elsewhere)
        for column in columns
        if column.foreign_keys
    }

    def tell(name: str, value: Any) -> Any:
        if name in names:
            return names[name].get(value, value)
        if name in ROLES_TOLD:
            return role_words().get(value, value)
        if name == "purpose" and name not in columns:  # Said when a masked value was opened.
            return str(RevealReason[value]) if value in RevealReason.__members__ else value
        return _word(columns.get(name), masked(entity, name, value, record))

    return tell


def _numbers(name: str, details: Sequence[Detail]) -> set[int]:
    return {v for detail in details for v in detail.get(name, ()) if isinstance(v, int)}


def _target(column: Any) -> type[Any]:
    """Our own entity of a table: FAB's user and our person share one, and ours is the heir."""
    table = next(iter(column.foreign_keys)).column.table
    found: list[type[Any]] = [m.class_ for m in Model.registry.mappers if m.local_table is table]
    return max(found, key=lambda entity: len(entity.__mro__))


def _names(entity: type[Any], ids: set[int], elsewhere: Mapping[str, N_]) -> dict[int, str]:
    """Each record by its name, as far as the reader sees it; the voided ones are marked."""
    if not ids:
        return {}
    seen = db.session.scalars(select(entity).where(entity.id.in_(ids)))
    found = {record.id: str(record) for record in seen}
    gate = gate_of(entity)
    if isinstance(gate, Gate) and gate.voided and len(found) < len(ids):
        gone = voided_names(entity, ids - found.keys())
        found |= {number: marked(name) for number, name in gone.items()}
    beyond = str(elsewhere.get(entity.__table__.name, BEYOND))
    return dict.fromkeys(ids, beyond) | found


def marked(name: str) -> str:
    """The name of a voided record."""
    return str(N_("%(name)s (voided)")) % {"name": name}


def _word(column: Any, value: Any) -> Any:
    """A choice in words, a moment by the company's clock; all else as it is."""
    words = getattr(getattr(column, "type", None), "enum_class", None)
    if words is not None and value in words.__members__:
        return str(words[value])
    if type(getattr(column, "type", None)).__name__ == "Instant" and isinstance(value, str):
        return local(datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M")
    return value
