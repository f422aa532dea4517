"""SIGKILL at any moment: what was acknowledged is there, nothing is half there, the trail holds."""

import json
import random
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from app.audit.chain import verify
from app.audit.models import AuditEntry
from app.core.db import db
from app.core.numbers import NumberSequence
from app.customers.models import Customer
from app.exchange.models import ImportRow
from app.security.actor import acting_as, system
from tests.conftest import ROOT
from tests.endurance.scale import SCALE, SEED, write_down

KILLS = 5 * SCALE
IMPORT_ROWS = 1_500


def start(environ, what):
    command = [sys.executable, "-m", "tests.endurance.writer", json.dumps(environ), what]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def kill_after(process, seconds):
    """Wait for the first word, then so long, then kill; the words it had said."""
    first = process.stdout.readline().strip()
    time.sleep(seconds)  # The moment of the kill is what is varied.
    process.kill()
    words = [first, *process.stdout.read().split()]
    process.wait()
    process.stdout.close()
    return words


def check_whole(app):
    """The database after a kill: customers, numbers and trail agree. Returns the numbers."""
    with app.app_context(), acting_as(system("test")):
        connection = db.session.connection()
        verdict = verify(connection, app.extensions["keyring"].derive("audit"))
        assert verdict.whole, verdict.reason
        numbers = set(db.session.scalars(select(Customer.number)))
        given = db.session.scalar(select(func.sum(NumberSequence.last))) or 0
        entries = db.session.scalar(
            select(func.count(AuditEntry.id)).where(
                AuditEntry.subject == "customer", AuditEntry.event == "add"
            )
        )
        db.session.remove()
        db.engine.dispose()
    assert len(numbers) == given == entries
    return numbers


def test_no_acknowledged_customer_is_lost_to_a_kill(app, environ, database):
    dice, acknowledged = random.Random(SEED), set()
    for _ in range(KILLS):
        words = kill_after(start(environ, "save"), dice.uniform(0.0, 0.6))
        acknowledged |= {word for word in words if len(word) == 13}
        assert acknowledged <= check_whole(app)
    assert len(acknowledged) > KILLS
    write_down("kills during saves", database, kills=KILLS, acknowledged=len(acknowledged), lost=0)


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "customers.csv"
    lines = [f"第{n}试验仪器有限公司,广东省" for n in range(IMPORT_ROWS)]
    path.write_text("\n".join(["客户名称,省份", *lines]), encoding="utf-8")
    return path


def test_an_import_killed_at_any_moment_leaves_whole_blocks(app, environ, database, sheet):
    dice = random.Random(SEED)
    for _ in range(max(1, KILLS // 2)):
        kill_after(start(environ, str(sheet)), dice.uniform(0.0, 2.5))
        check_whole(app)
        with app.app_context(), acting_as(system("test")):
            kept = set(db.session.scalars(select(Customer.id)))
            told = select(ImportRow.subject_id).where(ImportRow.subject_id.is_not(None))
            assert set(db.session.scalars(told)) == kept
            db.session.remove()
            db.engine.dispose()
    write_down("kills during imports", database, kills=max(1, KILLS // 2), lost=0)
