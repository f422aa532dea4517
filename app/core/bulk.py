"""The door for many rows at once: in one transaction all that a form would leave, at a tenth of
the cost.

The rows come as records the domain has filled by its own verbs but nobody has added to a session.
Who they belong to is asked once for each different place, then rows, search index and trail are
written by Core. The gate and the trail hang themselves on ``before`` and ``after``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Enum, func, insert, inspect, select
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import set_committed_value

from app.core import search

#: One transaction holds SQLite's write lock, and nobody should wait for it longer than 0.5 s.
MOST = 2_000

Watcher = Callable[[Session, Sequence[Any]], None]
before: list[Watcher] = []
after: list[Watcher] = []


def add(session: Session, entity: type[Any], records: Sequence[Any]) -> None:
    """Insert new ``records`` of one entity in the caller's transaction; each is given its id.

    They hold column values only (``department_id``, never ``department``) and are not in a
    session before or after.
    """
    if len(records) > MOST:
        raise ValueError(f"more than {MOST} rows in one transaction: write block by block")
    if not records:
        return
    session.flush()
    for watch in before:
        watch(session, records)
    _insert(session, _shape(inspect(entity)), records)
    for watch in after:
        watch(session, records)


def draft(entity: type[Any], values: Mapping[str, Any]) -> Any:
    """A record for ``add``, filled without the history that a session would ask it for."""
    record = inspect(entity).class_manager.new_instance()
    vars(record).update(values)
    return record


class Shape(NamedTuple):
    """How an entity's records become rows: its attributes, their columns and what absence means."""

    entity: type[Any]
    columns: dict[str, Any]
    defaults: dict[str, Any]
    relations: frozenset[str]


@cache
def _shape(mapper: Mapper[Any]) -> Shape:
    columns = {one.key: one.columns[0] for one in mapper.column_attrs}
    defaults = {
        key: column.default.arg
        for key, column in columns.items()
        if column.default is not None and column.default.is_scalar
    }
    if mapper.version_id_col is not None:
        defaults[mapper.get_property_by_column(mapper.version_id_col).key] = 1
    return Shape(mapper.class_, columns, defaults, frozenset(mapper.relationships.keys()))


def _insert(session: Session, shape: Shape, records: Sequence[Any]) -> None:
    rows = [_values(shape, record) for record in records]
    names = list(dict.fromkeys(chain(("id",), *rows)))
    table, connection = shape.entity.__table__, session.connection()
    for record, row, pk in zip(records, rows, _new_ids(connection, table, len(rows)), strict=True):
        set_committed_value(record, "id", pk)
        row["id"] = pk
    columns = [shape.columns[name].name for name in names]
    run(connection, insert(table), columns, (list(map(row.get, names)) for row in rows))
    if search.searched(shape.entity):
        told = [(row["id"], search.text_of(shape.entity, row)) for row in rows]
        search.put(connection, table.name, told, is_new=True)


def _values(shape: Shape, record: Any) -> dict[str, Any]:
    """A record's row: what was set, and the column's default where nothing was."""
    held = vars(record)
    shared = () if shape.relations.isdisjoint(held) else shape.relations & held.keys()
    if lost := [name for name in shared if held[name] is not None]:
        raise TypeError(f"{lost[0]}: rows are written by their columns, set the key instead")
    given = {n: value for n, value in held.items() if value is not None and n in shape.columns}
    return shape.defaults | given


def run(
    connection: Connection, statement: Any, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """One statement for many rows, each its values in the order of ``names``.

    The driver is handed what the column types make of each value, and a column nobody named gets
    its default; what SQLAlchemy would do besides takes as long as the rest of the writing.
    """
    dialect = connection.dialect
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    absent = [column for column in compiled.insert_prefetch if column.key not in names]
    every = [*names, *(column.key for column in absent)]
    found = [_maker(compiled.binds[name].type, dialect) for name in every]
    makers = [(place, make) for place, make in enumerate(found) if make]
    in_order = itemgetter(*map(every.index, compiled.positiontup)) if compiled.positional else None
    lines: list[Any] = []
    for row in rows:
        told = [*row, *map(_default, absent)]
        for place, make in makers:
            told[place] = make(told[place])
        lines.append(in_order(told) if in_order else dict(zip(every, told, strict=True)))
    if lines:
        connection.exec_driver_sql(str(compiled), lines)


def _maker(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, Enum):
        return lambda member: member and member.name
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _default(column: Any) -> Any:
    return column.default.arg(None) if column.default.is_callable else column.default.arg


def _new_ids(connection: Connection, table: Any, count: int) -> Iterable[int]:
    """Ids taken beforehand, for asking them back makes SQLite insert row by row."""
    (key,) = table.primary_key.columns
    if connection.dialect.name == "sqlite":  # Its one writer is this transaction.
        last = connection.scalar(select(func.max(key))) or 0
        return range(last + 1, last + count + 1)
    counter = func.pg_get_serial_sequence(table.name, key.name)
    return connection.scalars(
        select(func.nextval(counter)).select_from(func.generate_series(1, count))
    )
