"""Guessing passwords: no pathway, no rotation and no crowd gets more than the limit judged."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import db
from app.security import logins
from app.security.models import LoginCounter
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.clause("S6.七.1")
GUESSERS = 40
API = "/api/v1/security/login"


@pytest.fixture
def alice(machine):
    with machine():
        return make_user(username="alice").id


@pytest.fixture
def judged(monkeypatch):
    """What the counters let be judged, while comparing itself takes no time."""
    seen, asked = [], logins.is_locked

    def look(connection, username, address):
        locked = asked(connection, username, address)
        if not locked:
            seen.append((username, address))
        return locked

    monkeypatch.setattr("app.security.logins.is_locked", look)
    monkeypatch.setattr(
        "app.security.manager.check_password_hash", lambda _kept, told: told == PASSWORD
    )
    return seen


def guess(app, username, password, address="203.0.113.9"):
    told = {"username": username, "password": password}
    place = {"REMOTE_ADDR": address}
    return app.test_client().post(API, json=told, environ_overrides=place).status_code


def counts(app):
    with app.app_context(), db.engine.connect() as connection:
        table = LoginCounter.__table__
        return dict(connection.execute(select(table.c.key, table.c.failures)).all())


def test_guesses_sent_at_once_get_no_more_than_the_limit_judged(app, alice, judged):
    gate = threading.Barrier(GUESSERS)

    def run(number):
        gate.wait()
        return guess(app, "alice", f"guess {number}", f"198.51.100.{number}")

    with ThreadPoolExecutor(GUESSERS) as pool:
        assert set(pool.map(run, range(GUESSERS))) == {401}
    assert len(judged) == logins.ACCOUNT_TRIES
    assert guess(app, "alice", PASSWORD) == 401


def test_the_counters_are_held_until_the_judgement_is_recorded(app, database):
    """Two who ask at the same moment: the second answers only after the first has counted."""
    told, asked, ready = [], threading.Event(), threading.Event()

    def second():
        ready.wait()
        with app.app_context(), db.engine.begin() as connection:
            asked.set()
            told.append(logins.is_locked(connection, "alice", "198.51.100.2"))

    other = threading.Thread(target=second)
    other.start()
    with app.app_context(), db.engine.begin() as connection:
        assert not logins.is_locked(connection, "alice", "198.51.100.1")
        ready.set()
        if database == "postgresql":
            asked.wait()  # On SQLite it cannot even begin: the first holds the write lock.
        for _ in range(logins.ACCOUNT_TRIES):
            logins.failed(connection, "alice", "198.51.100.1")
        other.join(timeout=0.3)
        assert told == []
    other.join()
    assert told == [True]


def test_crossing_accounts_and_addresses_never_lock_each_other_out(app, alice, judged):
    """Ten people behind one address and one account from ten, all at once: no deadlock."""
    gate = threading.Barrier(20)

    def run(number):
        gate.wait()
        name, address = (
            ("alice", f"192.0.2.{number}") if number % 2 else (f"u{number}", "192.0.2.1")
        )
        return guess(app, name, "wrong", address)

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(run, range(20))) == {401}
    assert sum(counts(app).values()) == 40


def test_fifty_rotating_addresses_get_ten_guesses_at_one_account(app, alice, judged):
    answers = {guess(app, "alice", f"guess {n}", f"198.51.100.{n}") for n in range(50)}
    assert answers == {401}
    assert len(judged) == logins.ACCOUNT_TRIES
    assert guess(app, "alice", PASSWORD, "203.0.113.77") == 401


def test_fifty_accounts_from_one_address_get_a_hundred_guesses(app, alice, judged):
    for number in range(50):
        for _ in range(3):
            assert guess(app, f"user{number}", "wrong") == 401
    assert len(judged) == logins.ADDRESS_TRIES
    assert guess(app, "alice", PASSWORD) == 401
    assert guess(app, "alice", PASSWORD, "203.0.113.77") == 200


def test_a_name_spelled_otherwise_is_the_same_account(app, alice, judged):
    for number in range(12):
        guess(app, ("alice", "ALICE", " Alice ")[number % 3], "wrong", f"198.51.100.{number}")
    assert len(judged) == logins.ACCOUNT_TRIES


def test_a_window_that_is_over_begins_anew(app, alice, judged):
    for _ in range(logins.ACCOUNT_TRIES):
        guess(app, "alice", "wrong")
    assert guess(app, "alice", PASSWORD) == 401
    past = now() - logins.WINDOW - timedelta(seconds=1)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(update(LoginCounter.__table__).values(since=past))
    assert guess(app, "alice", PASSWORD) == 200


def test_a_login_leaves_no_counter_behind_that_counts_nothing(app, alice, judged):
    assert guess(app, "alice", PASSWORD) == 200
    assert counts(app) == {}
    guess(app, "alice", "wrong")
    assert guess(app, "alice", PASSWORD) == 200
    assert list(counts(app).values()) == [1]
