"""The audit trail: in the same transaction, chained, and the database refuses to change it."""

import hmac
import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.audit.chain import GENESIS, SEALED, seal, verify
from app.audit.checking import check_all
from app.audit.models import AuditEntry, ChainHead
from app.core import triggers
from app.core.db import db
from app.customers.models import Customer
from app.jobs.runner import run_job
from app.jobs.verify_audit import place
from tests.factories import make_customer

pytestmark = pytest.mark.clause("S6.七.1")


def key(app):
    return app.extensions["keyring"].derive("audit")


def entries(session, event, subject="customer"):
    asked = select(AuditEntry).where(AuditEntry.event == event, AuditEntry.subject == subject)
    return session.scalars(asked.order_by(AuditEntry.id)).all()


def check(app):
    """The whole trail against its anchors, as the nightly job does it."""
    db.session.rollback()
    return check_all(db.session(), place())[0]


@pytest.mark.clause("S6.五.3")
@pytest.mark.clause("S10.3.3")
def test_a_change_tells_who_what_from_and_to(app, session):
    customer = make_customer(city="深圳")
    session.commit()
    customer.city = "广州"
    session.commit()
    (entry,) = entries(session, "change")
    assert (entry.actor, entry.subject_id) == ("test", customer.id)
    assert json.loads(entry.detail) == {"city": ["深圳", "广州"]}


def test_each_committed_record_has_one_entry_and_the_chain_holds(app, session):
    for _ in range(5):
        make_customer()
    session.commit()
    assert len(entries(session, "add")) == 5
    assert check(app).whole


def test_what_was_rolled_back_left_no_entry(app, session):
    make_customer()
    session.rollback()
    make_customer()
    session.commit()
    assert len(entries(session, "add")) == 1


def test_a_touch_that_changes_nothing_leaves_no_entry(app, session):
    customer = make_customer(city="深圳")
    session.commit()
    customer.city = "深圳"
    session.commit()
    assert entries(session, "change") == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry"]
)
def test_the_database_refuses_to_change_the_trail(app, session, statement):
    make_customer()
    session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))


@pytest.mark.parametrize("database", ["postgresql"], scope="session")
def test_the_database_refuses_to_empty_the_trail(app, session):
    make_customer()
    session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("TRUNCATE audit_entry"))
    session.rollback()
    assert check(app).whole


TRAIL, HEAD = AuditEntry.__table__, ChainHead.__table__
FORGER = b"0" * 32  # A key, but not the trail's.
LAST = "SELECT max(seq) FROM audit_entry"
TAMPERINGS = {
    "edit": "UPDATE audit_entry SET actor = 'nobody' WHERE seq = 3",
    "edit detail": f"UPDATE audit_entry SET detail = '{{}}' WHERE seq = ({LAST})",
    "delete": "DELETE FROM audit_entry WHERE seq = 3",
    "swap": "UPDATE audit_entry SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)",
    "cut tail": f"DELETE FROM audit_entry WHERE seq = ({LAST})",
    "cut tail, moved head": f"DELETE FROM audit_entry WHERE seq = ({LAST}); UPDATE chain_head SET"
    f" seq = ({LAST}), hash = (SELECT hash FROM audit_entry WHERE seq = ({LAST}))",
}  # fmt: skip


@pytest.fixture
def unwatched(session):
    """The trail without its triggers, as whoever owns the database can leave it."""
    with db.engine.begin() as connection:
        triggers.drop(connection)
    yield
    session.rollback()
    with db.engine.begin() as connection:
        triggers.create(connection)


def _shift(connection, start):
    """Make room at ``start``, as whoever forges an entry must."""
    later = {"start": start}
    connection.execute(text("UPDATE audit_entry SET seq = -seq - 1 WHERE seq >= :start"), later)
    connection.execute(text("UPDATE audit_entry SET seq = -seq WHERE seq < 0"))
    connection.execute(text("UPDATE chain_head SET seq = seq + 1"))


def _seal(row, key):
    return seal([row[name] for name in SEALED], key)


def _forge(connection, seq, key, detail="{}"):
    """An entry that claims what never happened, chained as well as its forger can."""
    before = connection.execute(select(TRAIL).where(TRAIL.c.seq == seq - 1)).mappings().one()
    row = {**before, "seq": seq, "detail": detail, "prev": before["hash"]}
    row["hash"] = _seal(row, key)
    connection.execute(TRAIL.insert().values(**row))
    return row


def insert_amid(connection):
    """The entry is a true one's copy, hash and all: it only stands where none belongs."""
    _shift(connection, 3)
    before = connection.execute(select(TRAIL).where(TRAIL.c.seq == 2)).mappings().one()
    connection.execute(TRAIL.insert().values(**{**before, "seq": 3}))


def insert_amid_forged(connection):
    """The forger has no key but makes every hash after theirs agree with it."""
    _shift(connection, 3)
    last = _forge(connection, 3, FORGER)
    rows = connection.execute(select(TRAIL).where(TRAIL.c.seq > 3).order_by(TRAIL.c.seq))
    for row in map(dict, rows.mappings().all()):
        row["prev"] = last["hash"]
        row["hash"] = _seal(row, FORGER)
        same = TRAIL.c.seq == row["seq"]
        told = TRAIL.update().where(same).values(prev=row["prev"], hash=row["hash"])
        connection.execute(told)
        last = row
    connection.execute(HEAD.update().values(hash=last["hash"]))


def insert_at_end(connection):
    """A forged last entry, and the head moved onto it."""
    row = _forge(connection, connection.scalar(text(LAST)) + 1, FORGER)
    connection.execute(HEAD.update().values(seq=row["seq"], hash=row["hash"]))


def rebuild(connection):
    """The whole trail written again, every hash and the head made anew without the key."""
    prev = GENESIS
    for row in map(dict, connection.execute(select(TRAIL).order_by(TRAIL.c.seq)).mappings().all()):
        row["prev"], row["actor"] = prev, "nobody"
        prev = row["hash"] = _seal(row, FORGER)
        same = TRAIL.c.seq == row["seq"]
        connection.execute(TRAIL.update().where(same).values(row))
    connection.execute(HEAD.update().values(hash=prev))


FORGERIES = {
    "insert": (insert_amid, 3),
    "insert, chained": (insert_amid_forged, 3),
    "insert at the end": (insert_at_end, None),
    "rebuild without the key": (rebuild, 1),
}


def told_by_command(app):
    """What ``flask audit verify`` says of the trail: its exit status and what it complains of."""
    db.session.rollback()
    done = app.test_cli_runner().invoke(args=["audit", "verify"])
    return done.exit_code, done.stderr


@pytest.mark.usefixtures("unwatched")
@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampering_behind_the_database_s_back_is_found(app, session, kind):
    for _ in range(3):
        make_customer()
    session.commit()
    run_job("anchor_audit", "slot")
    with db.engine.begin() as connection:
        for statement in TAMPERINGS[kind].split("; "):
            connection.execute(text(statement))
        if kind == "swap":
            connection.execute(text("UPDATE audit_entry SET seq = -seq WHERE seq < 0"))
    assert not check(app).whole
    status, complaint = told_by_command(app)
    assert status == 1
    assert complaint.startswith("entry ")


@pytest.mark.usefixtures("unwatched")
@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forged_entry_is_found_where_it_stands(app, session, kind):
    for _ in range(3):
        make_customer()
    session.commit()
    assert told_by_command(app) == (0, "")
    forge, place = FORGERIES[kind]
    with db.engine.begin() as connection:
        forge(connection)
        place = place or connection.scalar(text(LAST))
    assert told_by_command(app) == (1, f"entry {place}: an entry was altered\n")


def test_another_key_does_not_make_a_valid_trail(app, session):
    with db.engine.connect() as connection:
        assert not verify(connection, b"0" * 32).whole


def test_numbers_are_part_of_the_transaction(app, session):
    first = make_customer().number
    session.rollback()
    again = make_customer().number
    assert again[6:12] == first[6:12]  # Each year begins at one.
    assert session.scalars(select(Customer.number)).all() == [again]


WORDS = ["", "深圳", '引号" 反斜\\ 换行\n制表\t', "\x00\x1f\x7f", "\u2028 é 😀", "</script>"]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_hashed_is_json_as_its_encoder_writes_it(seed):
    """It is written by hand; a character written otherwise would break every trail there is."""
    chance = random.Random(seed)
    for _ in range(300):
        row = {name: chance.choice(WORDS) for name in ("actor", "event", "detail", "prev")}
        row |= {name: chance.choice([None, *WORDS]) for name in ("ip", "request_id", "subject")}
        row |= {name: chance.choice([None, 0, 7, 2**62]) for name in ("subject_id", "user_id")}
        row |= {"seq": chance.randrange(2**40)}
        row["at"] = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
            microseconds=chance.choice([0, 1, chance.randrange(10**14)])
        )
        covered = {n: v for n, v in row.items() if n not in {"detail", "prev"}}
        covered["at"] = row["at"].isoformat()
        told = json.dumps([covered, row["detail"], row["prev"]], ensure_ascii=False, sort_keys=True)
        assert _seal(row, b"key") == hmac.digest(b"key", told.encode(), "sha256").hex()
