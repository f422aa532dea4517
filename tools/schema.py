"""Both databases at head equal the models: no drift, no missing trigger, the way back works."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from app import create_app
from app.core import search_tables, triggers
from app.core.db import Model, db
from tests import servers

SCRATCH = "kedang_schema_check"


def problems(url: str, folder: str) -> list[str]:
    app = create_app({"KEDANG_DATABASE_URL": url, "KEDANG_DATA_DIR": folder})
    with app.app_context():
        upgrade()
        found = _drift()
        downgrade(revision="base")
        upgrade()
        found += _drift()
        db.engine.dispose()
    return found


def _drift() -> list[str]:
    with db.engine.connect() as connection:
        options = {"compare_type": True, "include_object": _is_a_models}
        context = MigrationContext.configure(connection, opts=options)
        drift = compare_metadata(context, Model.metadata)
        return [f"differs from head: {what}" for what in drift] + [
            f"no trigger: {name}" for name in sorted(triggers.missing(connection))
        ]


def _is_a_models(_what: object, name: str, kind: str, *_rest: object) -> bool:
    return not (kind == "table" and search_tables.is_index(name))


def main() -> int:
    server = servers.server_url()
    with tempfile.TemporaryDirectory() as folder, _scratch(server) as postgres:
        found = [line for url in ("", postgres) for line in problems(url, folder)]
    print("\n".join(found) or f"schema clean on SQLite and PostgreSQL {servers.version(server)}")
    return bool(found)


@contextmanager
def _scratch(server: str) -> Iterator[str]:
    """A PostgreSQL database that lives as long as the check."""
    with psycopg.connect(servers.plain(server), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {SCRATCH}")
        yield servers.named(server, SCRATCH)
        connection.execute(f"DROP DATABASE {SCRATCH} WITH (FORCE)")


if __name__ == "__main__":
    sys.exit(main())
