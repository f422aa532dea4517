"""One migration by itself, back and forth over rows."""

import importlib.util
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations

VERSIONS = Path(__file__).parent.parent / "migrations/versions"


def migration(name):
    """The module of one migration, by its file's name."""
    spec = importlib.util.spec_from_file_location(name, VERSIONS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def on(connection):
    """Its steps work on this connection meanwhile."""
    return Operations.context(MigrationContext.configure(connection))
