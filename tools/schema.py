"""Both databases at head equal the models: no drift, no missing trigger, the way back works."""

import os
import sys
import tempfile

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from app import create_app
from app.core import triggers
from app.core.db import Model, db


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
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        drift = compare_metadata(context, Model.metadata)
        return [f"differs from head: {what}" for what in drift] + [
            f"no trigger: {name}" for name in sorted(triggers.missing(connection))
        ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        urls = ["", *os.environ.get("KEDANG_TEST_POSTGRES_URL", "").split()]
        found = [line for url in urls for line in problems(url, folder)]
    print("\n".join(found) or f"schema clean on {len(urls)} database(s)")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
