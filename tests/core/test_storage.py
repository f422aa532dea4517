"""Bytes are kept whole or not at all, once each, and nothing is taken for what it is not."""

import io
import os
import random
import signal
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.clock import now, today
from app.core.file_types import check_type
from app.core.storage import Store, store
from app.core.stored import Fault, StoredFile, enter, receive
from app.core.words import RuleError
from app.jobs.check_files import check_files
from app.jobs.collect_files import collect_files
from tests.conftest import DATABASES
from tests.endurance.scale import SCALE, SEED, one_of

PDF = b"%PDF-1.7\n%%EOF\n"
KILLS = 6 * SCALE


def zipped(*names):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


GOOD = {
    "a.pdf": PDF,
    "a.JPG": b"\xff\xd8\xff\xe0rest",
    "a.png": b"\x89PNG\r\n\x1a\nrest",
    "a.tiff": b"II*\0rest",
    "a.ofd": zipped("OFD.xml"),
    "a.xlsx": zipped("xl/workbook.xml"),
    "a.docx": zipped("word/document.xml"),
}
BAD = {
    "a.svg": b"<svg/>",
    "a.html": b"<html>",
    "a.pdf": b"<html>%PDF-",
    "a.png": b"\xff\xd8\xff",
    "a.docx": zipped("xl/workbook.xml"),
    "a.xlsx": b"PK\x03\x04broken",
    "pdf": PDF,
    "a.pdf.html": PDF,
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_taken_when_its_bytes_are_what_its_name_says(name):
    assert check_type(name, io.BytesIO(GOOD[name]))


@pytest.mark.parametrize("name", BAD)
@pytest.mark.clause("S9.3(四)")
def test_a_file_that_is_something_else_is_refused_with_one_sentence(name):
    with pytest.raises(RuleError, match=r"\.$"):
        check_type(name, io.BytesIO(BAD[name]))


def test_the_same_bytes_are_stored_once_and_read_back(tmp_path):
    kept = Store(f"file://{tmp_path}")
    first, second = (kept.put(io.BytesIO(PDF), 100) for _ in range(2))
    assert first == second
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [first.sha256]
    assert kept.open(first.sha256).read() == PDF
    assert oct(files[0].stat().st_mode)[-3:] == "600"


def test_a_file_over_the_limit_leaves_nothing_behind(tmp_path):
    with pytest.raises(RuleError, match="MB"):
        Store(f"file://{tmp_path}").put(io.BytesIO(b"x" * 11), 10)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("address", ["../../etc/passwd", "a" * 63, "A" * 64, ""])
def test_only_a_hash_makes_an_address(tmp_path, address):
    with pytest.raises(ValueError, match="hash"):
        Store(f"file://{tmp_path}").path(address)


def kept_row(session, content=PDF):
    row = receive(store(), io.BytesIO(content), "a.pdf")
    enter(session, store(), row)
    session.commit()
    return row.sha256


def age(sha256, hours):
    past = (now() - timedelta(hours=hours)).timestamp()
    os.utime(store().path(sha256), (past, past))


def test_bytes_nobody_names_go_after_a_day_and_named_ones_stay(session):
    named = kept_row(session, PDF + b"named")
    orphan = store().put(io.BytesIO(PDF + b"orphan"), 100).sha256
    fresh = store().put(io.BytesIO(PDF + b"fresh"), 100).sha256
    age(named, 25)
    age(orphan, 25)
    assert collect_files(session, today()).startswith("1 orphans")
    session.commit()
    assert [store().has(address) for address in (named, orphan, fresh)] == [True, False, True]
    assert session.scalar(select(StoredFile).where(StoredFile.sha256 == orphan)) is None


def test_a_row_is_refused_when_its_bytes_were_collected_meanwhile(session):
    row = receive(store(), io.BytesIO(PDF + b"collected"), "a.pdf")
    store().remove(row.sha256)
    with pytest.raises(RuleError, match=r"上传|again"):
        enter(session, store(), row)


@pytest.mark.clause("S6.四.2a", "S9.3(一)")
def test_a_daily_reading_reports_what_is_missing_or_altered(session):
    whole, gone, changed = (kept_row(session, PDF + word) for word in (b"1", b"2", b"3"))
    store().remove(gone)
    Path(store().path(changed)).write_bytes(b"other")
    outcome = check_files(session, today())
    session.commit()
    assert "1 missing, 1 altered" in outcome
    faults = dict(session.execute(select(StoredFile.sha256, StoredFile.fault)).all())
    assert [faults[sha] for sha in (whole, gone, changed)] == [None, Fault.missing, Fault.altered]
    told = session.scalars(select(AuditEntry).where(AuditEntry.event == "file fault"))
    assert len(list(told)) == 2
    for address in (gone, changed):
        if store().has(address):
            store().remove(address)


WRITER = """
import io, os, sys, time
from app import create_app
from app.core.db import db
from app.core.storage import store
from app.core.stored import enter, receive
from app.security.actor import acting_as, system
app = create_app(os.environ)
with app.app_context(), acting_as(system("test")):
    print("ready", flush=True)
    for serial in range(10_000):
        row = receive(store(), io.BytesIO(b"%PDF-" + os.urandom(200_000)), "a.pdf")
        enter(db.session(), store(), row)
        db.session.commit()
        print("kept", flush=True)
"""


@pytest.mark.parametrize("database", one_of(DATABASES, 0), scope="session")
def test_a_killed_upload_leaves_no_row_without_its_whole_file(app, environ, machine):
    chance = random.Random(SEED)
    for kill in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER],
            env={**os.environ, **environ, "PYTHONPATH": "."},
            stdout=subprocess.PIPE,
        )
        for _ in range(1 + kill % 2):  # Every other one has kept a file before it is killed.
            writer.stdout.readline()
        try:
            writer.wait(chance.uniform(0.05, 0.6))
        except subprocess.TimeoutExpired:
            writer.send_signal(signal.SIGKILL)
        writer.communicate()
    with machine() as session:
        rows = list(session.scalars(select(StoredFile.sha256)))
        assert rows
        assert [sha for sha in rows if store().hash_of(sha) != sha] == []
