"""A refused login tells by its time neither who exists nor whose account is disabled."""

import statistics
import time

import pytest
from sqlalchemy import delete
from werkzeug.security import check_password_hash

from app.core.db import db
from app.security.models import LoginCounter
from app.security.passwords import METHOD, hash_password
from tests.endurance.scale import SCALE, write_down
from tests.factories import PASSWORD, make_user

#: Of each kind; 200 at full size, when the medians must lie within a twentieth (security.md §9).
TRIES, FULL = 4 * SCALE, 200
APART = 0.05
GUESSES = {
    "unknown user": ("nobody", "a wrong password"),
    "wrong password": ("known", "a wrong password"),
    "disabled user": ("gone", PASSWORD),
    "disabled user, wrong password": ("gone", "a wrong password"),
}


@pytest.fixture
def people(machine):
    with machine():
        known, gone = make_user(username="known"), make_user(username="gone")
        known.password = gone.password = hash_password(PASSWORD)
        gone.active = False


@pytest.fixture
def compared(monkeypatch):
    """The hashes that passwords were compared with."""
    seen = []

    def look(kept, told):
        seen.append(kept)
        return check_password_hash(kept, told)

    monkeypatch.setattr("app.security.manager.check_password_hash", look)
    return seen


def seconds(app, name, password):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(delete(LoginCounter.__table__))
    told, browser = {"username": name, "password": password}, app.test_client()
    start = time.perf_counter()
    answer = browser.post("/api/v1/security/login", json=told)
    taken = time.perf_counter() - start
    assert answer.status_code == 401
    return taken


def test_each_refusal_compares_one_hash_of_the_same_cost(app, people, compared):
    for kind, guess in GUESSES.items():
        del compared[:]
        seconds(app, *guess)
        assert [kept.split("$")[0] for kept in compared] == [METHOD], kind


@pytest.mark.usefixtures("people")
def test_refusals_take_the_same_time_whatever_their_reason(app, database):
    """In turns, so that what else the machine does slows all of them alike."""
    taken = {kind: [] for kind in GUESSES}
    for _ in range(TRIES + 1):
        for kind, guess in GUESSES.items():
            taken[kind].append(seconds(app, *guess))
    medians = {kind: statistics.median(times[1:]) for kind, times in taken.items()}
    apart = (max(medians.values()) - min(medians.values())) / max(medians.values())
    assert apart < (APART if TRIES >= FULL else 0.5), medians
    told = {f"{kind}, ms": round(middle * 1000, 1) for kind, middle in medians.items()}
    write_down("refused logins", database, tries=TRIES, **told, apart_percent=round(apart * 100, 1))
