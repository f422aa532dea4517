"""Is the process up, can it work? For a supervisor; no login, no secrets, no session."""

import logging
import tempfile
from collections.abc import Callable
from functools import cache
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db, writing
from app.core.storage import store
from app.jobs.heartbeat import is_fresh

log = logging.getLogger("kedang.health")


def init_app(app: Flask) -> None:
    app.add_url_rule("/healthz", "healthz", healthz, methods=["GET"])
    app.add_url_rule("/readyz", "readyz", readyz, methods=["GET"])


def healthz() -> Any:
    """The process answers; nothing else is asked."""
    return {"status": "up"}


def readyz() -> Any:
    """Everything a page needs is there, or the names of what is not."""
    failing = _failing()
    if failing:
        return {"status": "not ready", "failing": failing}, 503
    return {"status": "ready", "failing": []}


def _failing() -> list[str]:
    failing = [name for name, holds in FOLDERS.items() if not holds()]
    token = writing.set(False)
    try:
        with db.engine.connect() as connection:
            return failing + [n for n, holds in CHECKS.items() if not holds(connection)]
    except SQLAlchemyError as broken:
        log.warning("not ready: %s", type(broken).__name__)
        return [*failing, "database"]
    finally:
        writing.reset(token)


def _is_writable() -> bool:
    try:
        with tempfile.TemporaryFile(dir=current_app.config["DATA_DIR"]) as probe:
            probe.write(b"1")
    except OSError:
        return False
    return True


def _answers(connection: Connection) -> bool:
    return bool(connection.scalar(text("SELECT 1")))


def _is_at_head(connection: Connection) -> bool:
    return set(MigrationContext.configure(connection).get_current_heads()) == _heads()


@cache
def _heads() -> set[str]:
    """The newest revisions of the code that runs; they do not change while it does."""
    return set(ScriptDirectory(current_app.extensions["migrate"].directory).get_heads())


def _has_pulse(connection: Connection) -> bool:
    """In production somebody must keep the time; elsewhere only where somebody once has."""
    fresh = is_fresh(connection)
    return current_app.config["MODE"] != "production" if fresh is None else fresh


FOLDERS: dict[str, Callable[[], bool]] = {
    "data folder": _is_writable,
    "storage": lambda: store().is_writable(),
}
CHECKS: dict[str, Callable[[Connection], bool]] = {
    "database": _answers,
    "schema": _is_at_head,
    "scheduler": _has_pulse,
}
