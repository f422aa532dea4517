"""How migrations reach the database: the application's own engine, batch mode for SQLite."""

from alembic import context
from flask import current_app

from app.core.db import Model, db, writing

SKIPPED = ("_search",)  # Full-text tables and their shadows are made by hand.


def include_object(obj, name, kind, reflected, compare_to):  # type: ignore[no-untyped-def]
    return not (kind == "table" and any(part in name for part in SKIPPED))


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
