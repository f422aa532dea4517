"""How migrations reach the database: the application's own engine, batch mode for SQLite."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

from app.core import search_tables
from app.core.db import Model, db, writing


def include_object(obj, name, kind, reflected, compare_to):  # type: ignore[no-untyped-def]
    """Search indexes are made by app/core/search, not by comparison."""
    return not (kind == "table" and search_tables.is_index(name))


@contextmanager
def rebuilding(connection):  # type: ignore[no-untyped-def]
    """SQLite rebuilds a table by dropping it: keys pointing at it hold again at the end.

    The pragma does nothing inside a transaction, so it goes to the driver before the first BEGIN.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        assert not broken, f"rows point nowhere after the migration: {broken[:5]}"
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    writing.set(True)
    with db.engine.connect() as connection, rebuilding(connection):
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            include_object=include_object,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


assert current_app
run()
