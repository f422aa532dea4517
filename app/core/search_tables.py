"""The tables of the search indexes: made and dropped by migrations, filled anew by a command."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from app.core import search
from app.core.db import Model

BLOCK = 2_000


def is_index(table: str) -> bool:
    """Whether a table is one of these (or a shadow of it): made here, unknown to the models."""
    return "_search" in table


def create(connection: Connection, table: str) -> None:
    """The index of one table (for migrations)."""
    name = f"{table}_search"
    if connection.dialect.name == "sqlite":
        columns = "id INTEGER PRIMARY KEY, plain TEXT NOT NULL"
        connection.execute(text(f"CREATE TABLE {name} ({columns})"))
        connection.execute(
            text(
                f"CREATE VIRTUAL TABLE {name}_fts USING fts5(tokens, content='', detail=none,"
                " columnsize=0, tokenize='unicode61 remove_diacritics 0')"
            )
        )
        return
    columns = "id BIGINT PRIMARY KEY, plain TEXT NOT NULL, tokens TEXT[] NOT NULL"
    connection.execute(text(f"CREATE TABLE {name} ({columns})"))
    _create_index(connection, name)


def _create_index(connection: Connection, name: str) -> None:
    kind = "USING gin (tokens) WITH (gin_pending_list_limit = 512)"
    connection.execute(text(f"CREATE INDEX ix_{name}_tokens ON {name} {kind}"))


def drop(connection: Connection, table: str) -> None:
    """Take the index of one table away (a migration's way back)."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"DROP TABLE {table}_search_fts"))
    connection.execute(text(f"DROP TABLE {table}_search"))


def rebuild(session: Session, entity: type[Any]) -> int:
    """Empty an index and fill it again from its table; the number of rows."""
    connection, name = session.connection(), entity.__tablename__
    is_server = connection.dialect.name != "sqlite"
    drop(connection, name)
    create(connection, name)
    if is_server:  # A GIN index made over all rows at once takes a fraction of the time.
        connection.execute(text(f"DROP INDEX ix_{name}_search_tokens"))
    count = 0
    for rows in blocks(connection, entity):
        search.put(connection, name, rows, is_new=True)
        count += len(rows)
    if is_server:
        _create_index(connection, f"{name}_search")
    session.commit()
    return count


def blocks(connection: Connection, entity: type[Any]) -> Iterator[list[tuple[int, str]]]:
    """Every row of a table as (id, text), some at a time."""
    table, last = entity.__table__, 0
    columns = [table.c.id, *(table.c[name] for name in search.searched(entity))]
    while True:
        asked = select(*columns).where(table.c.id > last).order_by(table.c.id).limit(BLOCK)
        rows = connection.execute(asked).mappings().all()
        if not rows:
            return
        yield [(row["id"], search.text_of(entity, dict(row))) for row in rows]
        last = rows[-1]["id"]


@cache
def indexed_entities() -> tuple[type[Any], ...]:
    """Every mapped entity that has an index."""
    return tuple(m.class_ for m in Model.registry.mappers if search.searched(m.class_))
