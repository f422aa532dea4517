"""How migrations reach the database: the application's own engine, batch mode for SQLite."""

from alembic import context
from flask import current_app

from app.core import search
from app.core.db import Model, db, writing


def include_object(obj, name, kind, reflected, compare_to):  # type: ignore[no-untyped-def]
    """Search indexes are made by app/core/search, not by comparison."""
    return not (kind == "table" and search.is_index(name))


def run() -> None:
    writing.set(True)
    with db.engine.connect() as connection:
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
