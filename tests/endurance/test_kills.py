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
from tests.endurance.writer import start

#: Together ten in every run, and five hundred on each database at full size.
SAVES, IMPORTS = 6 * SCALE, 4 * SCALE
IMPORT_ROWS = 1_000


def kill_after(writer, seconds, step="", count=1):
    """Wait for so many words, and for that of ``step``, then so long, then kill; its words."""
    process, ear = writer
    words = []
    while len(words) < count or (step and step not in words):
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
        words = kill_after(start(environ, None), dice.uniform(0.0, 0.2), count=dice.randint(1, 8))
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
    """How long each step of an import takes that nobody kills."""
    process, ear = writer
    begun = {}
    with ear:
        while "done" not in begun:
            begun[ear.recv_bytes().decode()] = time.perf_counter()
    process.join()
    moments = list(begun.values())
    return dict(zip(begun, (b - a for a, b in pairwise(moments)), strict=False))


def test_an_import_killed_at_any_moment_leaves_whole_blocks(app, environ, database, tmp_path):
    dice, cut_short = random.Random(SEED), 0
    lasts = seconds_of(start(environ, sheet(tmp_path, "零")))
    kept = [len(check_whole(app))]
    for number in range(IMPORTS):
        step = "apply" if number % 4 else "check"  # Where rows are written, three times of four.
        late = dice.uniform(0.0, 1.1 * lasts[step])
        words = kill_after(start(environ, sheet(tmp_path, number)), late, step)
        cut_short += "done" not in words
        kept.append(len(check_whole(app)))
        with app.app_context(), acting_as(system("test")):
            held = set(db.session.scalars(select(Customer.id)))
            told = select(ImportRow.subject_id).where(ImportRow.subject_id.is_not(None))
            assert set(db.session.scalars(told)) == held
            db.session.remove()
            db.engine.dispose()
    amid = sum(0 < new - old < IMPORT_ROWS for old, new in pairwise(kept))
    assert kept[0] == IMPORT_ROWS
    assert cut_short
    figures = {"kills": IMPORTS, "cut_short": cut_short, "amid the rows": amid, "lost": 0}
    write_down("kills during imports", database, **figures)
