"""Each test runs on SQLite and on PostgreSQL, and starts from the same bytes."""

import os
import shutil
import sqlite3
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest

from app import create_app
from app.audit.checking import mark_of
from app.core.clock import today
from app.core.db import db
from app.security.actor import acting_as, system
from app.setup import setup
from tests import servers
from tests.factories import make_user
from tests.pristine import Pristine

ROOT = Path(__file__).parents[1]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
#: Two runs on one server at once need databases of different names.
PREFIX = os.environ.get("KEDANG_TEST_PREFIX", "kedang_test")
#: One day for the whole run: a worker that starts after midnight collects the same tests.
DAY = date.fromisoformat(os.environ.setdefault("KEDANG_TEST_DAY", today().isoformat()))
DATABASES = ("sqlite", "postgresql")
#: Where a file lies in memory. Waiting for a disk is half of what a short test costs, and no test
#: here cuts the power; what is killed by force keeps its files on the disk (see endurance).
MEMORY, ENOUGH = Path("/dev/shm"), 2 << 30  # noqa: S108 - not a name others could take: 0700


def pytest_terminal_summary(terminalreporter):
    """On what it was tested; at the end, for a quiet run shows no header."""
    server = servers.version(servers.server_url())
    terminalreporter.write_line(f"PostgreSQL {server}, SQLite {sqlite3.sqlite_version}")


def pytest_generate_tests(metafunc):
    """On both, unless the test itself says on which."""
    said = [marked.args[0] for marked in metafunc.definition.iter_markers("parametrize")]
    if "database" in metafunc.fixturenames and not any("database" in names for names in said):
        metafunc.parametrize("database", DATABASES, scope="session")


class Lite:
    """One SQLite file, put back byte for byte before each test."""

    def __init__(self, folder):
        self.folder = folder
        self.environ = _environ(folder)
        self.app = create_app(self.environ)
        self.template = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(self.app)
        with sqlite3.connect(folder / "kedang.db") as live:
            live.backup(self.template)
        live.close()

    def reset(self):
        with self.app.app_context():
            db.engine.dispose()
        live = sqlite3.connect(self.folder / "kedang.db")
        self.template.backup(live)
        live.close()

    def close(self):
        self.template.close()
        shutil.rmtree(self.folder)


class Postgres:
    """One database, in which each test's changes are taken back before the next."""

    def __init__(self, folder):
        self.folder = folder
        server = servers.server_url()
        name = f"{PREFIX}_{WORKER}"
        with psycopg.connect(servers.plain(server), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" STRATEGY FILE_COPY')
            connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        url = servers.named(server, name)
        self.environ = {**_environ(folder), "KEDANG_DATABASE_URL": url}
        self.app = create_app(self.environ)
        _fill(self.app)
        self._dispose()
        self.pristine = Pristine(servers.plain(url))

    def reset(self):
        self._dispose()
        self.pristine.put_back()

    def _dispose(self):
        with self.app.app_context():
            db.engine.dispose()

    def close(self):
        self._dispose()
        self.pristine.close()
        shutil.rmtree(self.folder)


def _folder(tmp_path_factory, database):
    """Of this worker's archive: in memory where there is room for it."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
        return tmp_path_factory.mktemp(database)
    folder = MEMORY / f"{PREFIX}_{WORKER}_{database}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _environ(folder):
    return {
        "KEDANG_DATA_DIR": str(folder),
        "KEDANG_ADMIN_PASSWORD": "a long first word",
        "KEDANG_DEMO": "0",
    }


def _fill(app):
    with app.app_context():
        setup()
        db.session.remove()


@pytest.fixture(scope="session")
def sources():
    kept = {}
    yield kept
    for source in kept.values():
        source.close()


@pytest.fixture
def app(database, sources, tmp_path_factory):
    if database not in sources:
        make = {"sqlite": Lite, "postgresql": Postgres}[database]
        sources[database] = make(_folder(tmp_path_factory, database))
    sources[database].reset()
    _forget_anchors(sources[database].app)
    return sources[database].app


def _forget_anchors(app):
    """They lie beside the database, which was just put back."""
    path = app.config["ANCHOR_FILE"]
    for file in (path, mark_of(path)):
        file.unlink(missing_ok=True)


@pytest.fixture
def environ(app, database, sources):
    """The settings another process needs to open the same archive."""
    return sources[database].environ


@pytest.fixture
def session(app):
    """A session of the machine itself; requests are made outside its context."""
    with app.app_context(), acting_as(system("test")):
        yield db.session
        db.session.remove()


@pytest.fixture
def machine(app):
    """A short session of the machine, for tests that also browse: requests share no context."""

    @contextmanager
    def _machine():
        with app.app_context(), acting_as(system("test")):
            yield db.session
            db.session.commit()
            db.session.remove()

    return _machine


@pytest.fixture
def sign_in(app, machine):
    """Return a browser signed in as a new user with the given role, and the user's id."""

    def _sign_in(role="Archivist", **fields):
        with machine():
            user_id = make_user(role=role, **fields).id
        browser = app.test_client()
        with browser.session_transaction() as visit:
            visit["_user_id"] = str(user_id)
            visit["_fresh"] = True
        return browser, user_id

    return _sign_in


@pytest.fixture
def unguarded(app):
    """The application without the forms' token, for tests of what the forms do."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True
