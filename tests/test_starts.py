"""Several starts at once on an archive that is not there yet: one makes it, all find the same."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from app.core.db import db
from app.setup import LOCK, _alone
from tests import servers
from tests.conftest import DATABASES, PREFIX, WORKER
from tests.endurance.scale import SCALE, one_of

ROOT = Path(__file__).parents[1]
#: Each start is eight seconds of processor; two meet as four do.
STARTS = 4 if SCALE > 1 else 2
START = """
from app import create_app
from app.setup import setup
app = create_app()
with app.app_context():
    made = setup()
print(app.config["SECRET_KEY"], app.extensions["keyring"].derive("audit").hex(), *made)
"""
KEYS = """
import sys
from pathlib import Path
from app.security.keys import open_ring
from config import load
secret = load({"KEDANG_DATA_DIR": sys.argv[1]})["SECRET_KEY"]
print(secret, open_ring(Path(sys.argv[1], "keys", "fields.json")).derive("audit").hex())
"""
#: Stands still where the new file has been made and nothing is written yet.
HALTING = """
import builtins, os, signal, sys
real = builtins.open
def halting(file, mode="r", *more, **told):
    found = real(file, mode, *more, **told)
    if "x" in mode and sys.argv[2] in str(file):
        os.kill(os.getpid(), signal.SIGSTOP)
    return found
builtins.open = halting
"""


def run(code, *arguments, **settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEDANG_")}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, env={**kept, **settings},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def told(processes):
    """What each said on standard output, once all have ended well."""
    ended = [(process.communicate(timeout=300), process.returncode) for process in processes]
    assert [code for _, code in ended] == [0] * len(processes), [said[1] for said, _ in ended]
    return [said[0] for said, _ in ended]


@pytest.fixture
def empty(database, tmp_path):
    """The settings of an archive without a single table."""
    settings = {"KEDANG_DATA_DIR": str(tmp_path), "KEDANG_DEMO": "0"}
    if database == "sqlite":
        yield settings
        return
    server, name = servers.server_url(), f"{PREFIX}_{WORKER}_starts"
    with psycopg.connect(servers.plain(server), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield {**settings, "KEDANG_DATABASE_URL": servers.named(server, name)}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("database", one_of(DATABASES, 0), scope="session")
def test_of_several_first_starts_one_makes_the_archive(empty):
    said = [line.split() for line in told([run(START, **empty) for _ in range(STARTS)])]
    assert len({tuple(line[:2]) for line in said}) == 1
    assert sorted(line[2:] for line in said) == [*[[]] * (STARTS - 1), ["admin"]]
    lite = f"sqlite:///{empty['KEDANG_DATA_DIR']}/kedang.db"
    engine = create_engine(empty.get("KEDANG_DATABASE_URL", lite))
    with engine.connect() as connection:
        for table in ("ab_user", "department", "role_state"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1, table
        twice = "SELECT name FROM ab_role GROUP BY name HAVING count(*) > 1"
        assert connection.execute(text(twice)).all() == []
    engine.dispose()


@pytest.mark.parametrize("file", ["keys/secret", "keys/fields.json"])
def test_a_start_beside_one_that_is_still_writing_its_secrets_finds_them_whole(tmp_path, file):
    slow = run(HALTING + KEYS, tmp_path, file)
    _, status = os.waitpid(slow.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    (fast,) = told([run(KEYS, tmp_path)])
    slow.send_signal(signal.SIGCONT)
    assert told([slow]) == [fast]
    assert len(fast.strip()) == 64 + 1 + 64
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {"secret", "fields.json"}


@pytest.mark.parametrize("database", ["postgresql"])
def test_a_setup_that_fails_lets_the_next_one_in(session):
    def fail():
        with _alone():
            raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        fail()
    with db.engine.connect() as first, db.engine.connect() as second:
        for connection in (first, second):  # One of them is the pool's that held the lock.
            assert connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), {"n": LOCK})
            assert connection.scalar(text("SELECT pg_advisory_unlock(:n)"), {"n": LOCK})
