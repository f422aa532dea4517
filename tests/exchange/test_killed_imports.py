"""Killed at any block, an import goes on where it was, and nothing is done twice."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from app.audit.chain import verify
from app.core.db import db
from app.exchange.models import ImportRow
from app.exchange.rules import BatchStatus
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn, one_of
from tests.exchange.screens import (
    HEADER,
    batch,
    checked,
    csv_file,
    customers,
    imported,
    match,
    send,
    step,
    work,
)

ROWS = 1_100
NAMES = [f"第{n}仪器有限公司" for n in range(ROWS)]
MANY = csv_file(HEADER, *((name, "", "") for name in NAMES))
ROOT = Path(__file__).parents[2]


@pytest.fixture
def kill(site):
    """Let a jobs process take the waiting run and kill itself at a seeded commit."""

    def _kill(random):
        # Five blocks to apply, three to read: twice three commits never reach the end.
        number, moment = random.randint(1, 3), random.choice(["before_commit", "after_commit"])
        environ = {k: v for k, v in os.environ.items() if not k.startswith("KEDANG_")} | {
            "KEDANG_DATA_DIR": str(site.config["DATA_DIR"]),
            "KEDANG_DATABASE_URL": site.config["SQLALCHEMY_DATABASE_URI"],
        }
        command = [sys.executable, "-m", "tests.exchange.killed", str(number), moment]
        ended = subprocess.run(command, env=environ, cwd=ROOT, check=False)
        assert ended.returncode == -9, (number, moment)

    return _kill


def applied(machine, pk):
    with machine() as session:
        asked = select(func.count(ImportRow.id)).where(ImportRow.batch_id == pk)
        return session.scalar(asked.where(ImportRow.is_applied))


@pytest.mark.parametrize(("seed", "database"), in_turn(range(3), DATABASES), scope="session")
def test_an_import_killed_at_a_block_applies_each_row_once(site, machine, sign_in, kill, seed):
    random = Random(seed)
    browser, _ = sign_in("Archivist")
    pk = checked(site, browser, MANY)
    step(browser, "apply", pk)
    for _time in range(2):
        kill(random)
        assert len(customers(machine)) == applied(machine, pk) < ROWS
    assert work(site) == ["done"]
    made = customers(machine)
    assert [row.name for row in made] == NAMES
    assert [int(row.number[6:12]) for row in made] == list(range(1, ROWS + 1))
    assert batch(machine, pk).created == ROWS
    with site.app_context(), db.engine.connect() as connection:
        assert verify(connection, site.extensions["keyring"].derive("audit")).whole


@pytest.mark.parametrize("database", one_of(DATABASES, 0), scope="session")
def test_an_undo_killed_at_a_block_takes_every_row_back(site, machine, sign_in, kill):
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser, MANY)
    step(browser, "undo", pk)
    kill(Random(7))
    assert work(site) == ["done"]
    assert {row.version for row in customers(machine)} == {2}
    assert all(row.voided_at for row in customers(machine))
    assert batch(machine, pk).status is BatchStatus.undone


def test_reading_and_checking_survive_a_kill(site, machine, sign_in, kill):
    browser, _ = sign_in("Archivist")
    pk = int(send(browser, MANY).rsplit("/", 1)[-1])
    kill(Random(0))
    assert work(site) == ["done"]
    assert batch(machine, pk).rows_in == ROWS
    match(browser, pk)
    kill(Random(3))
    assert work(site) == ["done"]
    assert batch(machine, pk).created == ROWS
