"""SIGKILL at any moment: what was acknowledged is there, nothing is half there, the trail holds."""

import contextlib
import random
import signal
import time
from itertools import pairwise

from sqlalchemy import func, select

from app.audit.chain import verify
from app.audit.models import AuditEntry
from app.core.db import db
from app.core.numbers import NumberSequence
from app.customers.models import Customer
from app.exchange.models import ImportRow
from app.security.actor import acting_as, system
from tests.endurance.scale import SCALE, SEED, write_down
from tests.endurance.writer import BLOCK, start

#: Together ten in every run, and five hundred on each database at full size.
SAVES, IMPORTS = 6 * SCALE, 4 * SCALE
IMPORT_ROWS = 1_000


def kill_after(writer, seconds, count=1, step=None):
    """Wait for so many words (of ``step``, if named), then so long, then kill; its words."""
    process, ear = writer
    words = []
    while (words.count(step) if step else len(words)) < count:
        words.append(ear.recv_bytes().decode())
    time.sleep(seconds)  # The moment of the kill is what is varied.
    process.kill()
    with ear, contextlib.suppress(EOFError):
        while True:
            words.append(ear.recv_bytes().decode())
    process.join()
    assert process.exitcode in (-signal.SIGKILL, 0)
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
    for _ in range(SAVES):
        words = kill_after(start(environ, None), dice.uniform(0.0, 0.2), dice.randint(1, 8))
        acknowledged |= {word for word in words if len(word) == 13}
        assert acknowledged <= check_whole(app)
    assert len(acknowledged) > SAVES
    write_down("kills during saves", database, kills=SAVES, acknowledged=len(acknowledged), lost=0)


def sheet(folder, number):
    """A file of customers that no other file holds."""
    path = folder / f"customers-{number}.csv"
    lines = [f"第{number}批第{n}试验仪器有限公司,广东省" for n in range(IMPORT_ROWS)]
    path.write_text("\n".join(["客户名称,省份", *lines]), encoding="utf-8")
    return path


def seconds_of(writer):
    """How long an import that nobody kills takes to check its rows, and to write one block."""
    process, ear = writer
    said = []
    with ear:
        while not said or said[-1][0] != "done":
            said.append((ear.recv_bytes().decode(), time.perf_counter()))
    process.join()
    at = dict(reversed(said))  # The first time of each word.
    last_block = max(moment for word, moment in said if word == "block")
    blocks = IMPORT_ROWS // BLOCK
    return {"check": at["apply"] - at["check"], "block": (last_block - at["apply"]) / blocks}


def test_an_import_killed_at_any_moment_leaves_whole_blocks(app, environ, database, tmp_path):
    """One kill in four falls while rows are checked, the others behind one of the blocks."""
    dice = random.Random(SEED)
    lasts = seconds_of(start(environ, sheet(tmp_path, "零")))
    kept = [len(check_whole(app))]
    assert kept == [IMPORT_ROWS]
    for number in range(IMPORTS):
        step = "block" if number % 4 else "check"
        count = dice.randint(1, IMPORT_ROWS // BLOCK - 1) if step == "block" else 1
        late = dice.uniform(0.0, 1.1 * lasts[step])
        words = kill_after(start(environ, sheet(tmp_path, number)), late, count, step)
        kept.append(len(check_whole(app)))
        new = kept[-1] - kept[-2]
        assert words.count("block") * BLOCK <= new <= IMPORT_ROWS  # What was acknowledged is there.
        assert new % BLOCK == 0
        with app.app_context(), acting_as(system("test")):
            held = set(db.session.scalars(select(Customer.id)))
            told = select(ImportRow.subject_id).where(ImportRow.subject_id.is_not(None))
            assert set(db.session.scalars(told)) == held
            db.session.remove()
            db.engine.dispose()
    amid = sum(0 < new - old < IMPORT_ROWS for old, new in pairwise(kept))
    assert amid >= IMPORTS // 4
    write_down("kills during imports", database, kills=IMPORTS, amid_the_rows=amid, lost=0)
