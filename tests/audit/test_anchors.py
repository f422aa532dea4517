"""Anchors beside the database: what they find, what each job says, who is told until it holds."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.audit import anchors
from app.audit.chain import verify
from app.audit.models import AuditEntry
from app.core import triggers
from app.core.db import db
from app.jobs.runner import run_job
from app.jobs.verify_audit import BrokenTrailError, place
from tests.factories import make_customer
from tests.test_weight import counting

pytestmark = pytest.mark.clause("S6.七.1")
LAST = "SELECT max(seq) FROM audit_entry"


def tamper(*statements):
    """As whoever owns the database can: without the triggers that refuse it."""
    db.session.rollback()
    with db.engine.begin() as connection:
        triggers.drop(connection)
        for statement in statements:
            connection.execute(text(statement))
        triggers.create(connection)


def cut(count=1):
    """The newest entries taken away, and the head moved onto what is the last one then."""
    last = f"({LAST})"
    tamper(
        f"DELETE FROM audit_entry WHERE seq > {last} - {count}",
        f"UPDATE chain_head SET seq = {last},"
        f" hash = (SELECT hash FROM audit_entry WHERE seq = {last})",
    )


def grow(session, count=3):
    for _ in range(count):
        make_customer()
    session.commit()


def events(session, name):
    asked = select(AuditEntry).where(AuditEntry.event == name)
    found = session.execute(asked.order_by(AuditEntry.id)).scalars().all()
    session.expunge_all()
    session.rollback()  # SQLite lets nobody else write for as long as this one may.
    return found


def run(name, slot):
    outcome = run_job(name, slot)
    db.session.remove()
    return outcome


@pytest.fixture
def anchored(app, session):
    """A trail with an anchor at its end."""
    grow(session)
    run("anchor_audit", "first")
    return place()


def test_an_anchor_says_where_the_trail_ended(session, anchored):
    (anchor,) = anchors.read(anchored.path, anchored.anchor_key)
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (anchor.seq, anchor.hash, anchor.entries) == (last.id, last.hash, last.id)
    assert anchored.path.stat().st_mode & 0o777 == 0o600
    grow(session)
    assert run("anchor_audit", "second") == f"anchored at entry {anchor.seq + 3}"
    assert len(anchors.read(anchored.path, anchored.anchor_key)) == 2
    assert run("verify_audit", "night") == f"{anchor.seq + 3} entries hold"


@pytest.mark.parametrize("job", ["anchor_audit", "verify_audit"])
def test_a_tail_that_was_cut_off_is_found_though_the_head_was_moved(session, anchored, job):
    cut()
    with pytest.raises(BrokenTrailError, match="the end of the trail was cut off"):
        run(job, "next")


def test_it_is_found_when_others_have_taken_its_place(session, anchored):
    cut(2)
    grow(session, 5)
    with pytest.raises(BrokenTrailError, match="an entry was altered"):
        run("verify_audit", "night")


def test_an_hour_reads_from_the_anchor_of_a_day_ago_and_counts_what_lies_before(
    session, anchored, monkeypatch
):
    late = anchors.now() + timedelta(hours=25)
    monkeypatch.setattr(anchors, "now", lambda: late)
    grow(session)
    tamper("UPDATE audit_entry SET actor = 'nobody' WHERE seq = 2")
    assert run("anchor_audit", "hour").startswith("anchored")
    tamper("DELETE FROM audit_entry WHERE seq = 2")
    with pytest.raises(BrokenTrailError, match="missing or out of place"):
        run("anchor_audit", "next hour")


@pytest.mark.parametrize("step", [0, 1, 2])
def test_what_follows_the_anchor_is_read_and_so_is_its_own_entry(
    session, anchored, monkeypatch, step
):
    late = anchors.now() + timedelta(hours=25)
    monkeypatch.setattr(anchors, "now", lambda: late)
    (anchor,) = anchors.read(anchored.path, anchored.anchor_key)
    grow(session)
    tamper(f"UPDATE audit_entry SET actor = 'nobody' WHERE seq = {anchor.seq + step}")
    with pytest.raises(BrokenTrailError, match=f"entry {anchor.seq + step}: an entry was altered"):
        run("anchor_audit", "hour")


FORGERIES = {
    "altered": lambda line: line.replace('"entries": ', '"entries": 1'),
    "made up": lambda line: line + '{"seq": 1}\n',
    "no line of ours": lambda line: line + "\n[1]\n",
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_line_that_is_no_anchor_is_found(session, anchored, kind):
    anchored.path.write_text(FORGERIES[kind](anchored.path.read_text()))
    for job in ("anchor_audit", "verify_audit"):
        with pytest.raises(BrokenTrailError, match="of the anchors was altered"):
            run(job, "next")


def test_an_anchor_needs_the_archives_key(anchored):
    with pytest.raises(anchors.ForgedAnchorError):
        anchors.read(anchored.path, b"0" * 32)


def test_a_broken_trail_is_remembered_once_and_the_end_of_the_alarm_too(app, session, anchored):
    (last,) = (one.seq for one in anchors.read(anchored.path, anchored.anchor_key))
    tamper(f"UPDATE audit_entry SET actor = 'nobody' WHERE seq = {last}")
    for slot in ("one", "two"):
        for job in ("anchor_audit", "verify_audit"):
            with pytest.raises(BrokenTrailError):
                run(job, slot)
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 1
    (event,) = events(session, "trail broken")
    told = {"entry": last, "reason": "an entry was altered"}
    assert (event.subject_id, json.loads(event.detail)) == (last, told)
    tamper(f"UPDATE audit_entry SET actor = 'test' WHERE seq = {last}")
    run("anchor_audit", "three")  # The last day alone does not end it.
    assert events(session, "trail whole") == []
    run("verify_audit", "three")
    assert len(events(session, "trail whole")) == 1
    with db.engine.connect() as connection:
        assert verify(connection, anchored.key).whole


BANNER = "起不再完整"


@pytest.mark.parametrize(
    ("role", "is_told"),
    [("Auditor", True), ("SecurityAdmin", True), ("SystemAdmin", True), ("Staff", False),
     ("ChiefArchivist", False)],
)  # fmt: skip
def test_who_has_to_know_is_told_on_every_page_until_it_holds(
    unguarded, machine, sign_in, role, is_told
):
    with machine() as session:
        grow(session)
        run_job("anchor_audit", "first")
        session.commit()
        number = session.scalar(text(LAST))
        actor = session.scalar(select(AuditEntry.actor).where(AuditEntry.id == number))
        tamper(f"UPDATE audit_entry SET actor = 'nobody' WHERE seq = {number}")
        with pytest.raises(BrokenTrailError):
            run_job("verify_audit", "night")
    browser, _ = sign_in(role)
    page = browser.get("/account/password").get_data(as_text=True)
    assert (f"审计记录自第 {number} 条{BANNER}" in page) is is_told
    browser.post("/language/en")
    english = browser.get("/account/password").get_data(as_text=True)
    assert ("The audit trail does not hold from entry" in english) is is_told
    with machine() as session:
        tamper(f"UPDATE audit_entry SET actor = '{actor}' WHERE seq = {number}")
        run_job("verify_audit", "day")
    page = browser.get("/account/password").get_data(as_text=True)
    assert "does not hold" not in page


def test_the_alarm_asks_the_database_nothing(machine, sign_in):
    with machine() as session:
        grow(session)
    browser, _ = sign_in("Auditor")
    browser.get("/audit/list/")
    with counting() as before:
        browser.get("/audit/list/")
    with machine() as session:
        tamper("UPDATE audit_entry SET actor = 'nobody' WHERE seq = 2")
        with pytest.raises(BrokenTrailError):
            run_job("verify_audit", "night")
    browser.get("/audit/list/")
    with counting() as after:
        assert BANNER in browser.get("/audit/list/").get_data(as_text=True)
    assert len(after) == len(before)
