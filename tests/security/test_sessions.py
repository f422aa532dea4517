"""Getting in, staying in, getting out."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from werkzeug.security import check_password_hash

from app.audit.models import AuditEntry
from app.core.clock import now
from app.core.db import db
from app.security.logins import ACCOUNT_TRIES
from app.security.models import LoginCounter, Person, UserSession
from tests.factories import PASSWORD, make_customer, make_user

pytestmark = pytest.mark.clause("S6.七.1")


def token(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]


def log_in(browser, username, password=PASSWORD):
    told = {"username": username, "password": password}
    told["csrf_token"] = token(browser.get("/login/"))
    return browser.post("/login/", data=told)


@pytest.fixture
def person(machine):
    with machine():
        return make_user(username="alice").id


def is_inside(browser):
    return browser.get("/customers/list/").status_code == 200


def cookie(browser):
    return browser.get_cookie("sid").value


def test_login_gives_a_new_session_id(app, person):
    browser = app.test_client()
    browser.get("/login/")
    before = cookie(browser)
    assert log_in(browser, "alice").status_code == 302
    assert cookie(browser) != before
    assert is_inside(browser)


def test_logout_ends_the_session_on_the_server(app, person):
    browser = app.test_client()
    log_in(browser, "alice")
    kept = cookie(browser)
    told = {"csrf_token": token(browser.get("/customers/add"))}
    assert browser.post("/logout/", data=told).status_code == 302
    thief = app.test_client()
    thief.set_cookie("sid", kept)
    assert not is_inside(thief)


@pytest.mark.parametrize("change", [{"epoch": 5}, {"active": False}])
def test_a_disabled_user_and_a_raised_epoch_end_every_session(app, person, change):
    browser = app.test_client()
    log_in(browser, "alice")
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(update(Person.__table__).values(**change))
    assert not is_inside(browser)


#: Seen or begun so many minutes ago → whether it still holds: idle for 30 minutes, 10 hours old.
AGES = {("seen_at", 29): True, ("seen_at", 31): False}
AGES |= {("created_at", 9 * 60 + 59): True, ("created_at", 10 * 60 + 1): False}


@pytest.mark.parametrize("age", AGES, ids=str)
def test_a_session_ends_when_idle_and_when_old(app, person, age):
    browser, (column, minutes) = app.test_client(), age
    log_in(browser, "alice")
    past = {column: now() - timedelta(minutes=minutes)}
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(update(UserSession.__table__).values(**past))
    assert is_inside(browser) is AGES[age]


@pytest.mark.parametrize(("seconds", "status"), [(14 * 60 + 50, 200), (15 * 60 + 10, 401)])
def test_a_token_holds_a_quarter_of_an_hour(app, person, monkeypatch, seconds, status):
    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(seconds=seconds)

    monkeypatch.setattr("flask_jwt_extended.tokens.datetime", Then)
    browser, told = app.test_client(), {"username": "alice", "password": PASSWORD}
    answer = browser.post("/api/v1/security/login", json={**told, "provider": "db"})
    bearer = {"Authorization": f"Bearer {answer.json['access_token']}"}
    assert app.test_client().get("/api/v1/customer/", headers=bearer).status_code == status


def test_ten_wrong_passwords_lock_the_account_even_for_the_right_one(app, person):
    browser = app.test_client()
    log_in(browser, "alice", "wrong")
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(
            update(LoginCounter.__table__).where(LoginCounter.key.like("a:%")).values(failures=10)
        )
    assert log_in(browser, "alice").status_code == 200
    assert not is_inside(browser)


def test_logins_and_their_refusals_are_remembered(app, person, machine):
    browser = app.test_client()
    log_in(browser, "alice", "wrong")
    log_in(browser, "alice")
    with machine() as session:
        events = session.scalars(select(AuditEntry.event)).all()
        details = str(session.scalars(select(AuditEntry.detail)).all())
    assert {"login refused", "login"} <= set(events)
    assert PASSWORD not in details


def test_a_login_names_who_logged_in_and_a_refusal_names_nobody(app, person, machine):
    browser = app.test_client()
    log_in(browser, "alice", "wrong")
    log_in(browser, "alice")
    with machine() as session:
        asked = select(AuditEntry).where(AuditEntry.event.in_(["login", "login refused"]))
        told = {entry.event: (entry.actor, entry.user_id) for entry in session.scalars(asked)}
    assert told == {"login": ("user:alice", person), "login refused": ("anonymous", None)}


def test_a_password_change_needs_the_old_one_and_ends_other_sessions(app, person):
    mine, other = app.test_client(), app.test_client()
    log_in(mine, "alice")
    log_in(other, "alice")
    page = mine.get("/account/password")
    new = "violet lamp 93 harbour"
    told = {"old": "wrong", "new": new, "again": new, "csrf_token": token(page)}
    assert mine.post("/account/password", data=told).status_code == 200
    assert mine.post("/account/password", data={**told, "old": PASSWORD}).status_code == 302
    assert is_inside(mine)
    assert not is_inside(other)


def test_wrong_present_passwords_lock_the_account_like_failed_logins(app, person, machine):
    browser = app.test_client()
    log_in(browser, "alice")
    new = "violet lamp 93 harbour"
    told = {"old": "wrong", "new": new, "again": new}
    told["csrf_token"] = token(browser.get("/account/password"))
    for _ in range(ACCOUNT_TRIES):
        assert browser.post("/account/password", data=told).status_code == 200
    assert browser.post("/account/password", data={**told, "old": PASSWORD}).status_code == 200
    other = app.test_client()
    log_in(other, "alice")
    assert not is_inside(other)
    with machine() as session:
        asked = select(AuditEntry).where(AuditEntry.event == "login refused")
        assert len(session.scalars(asked).all()) == ACCOUNT_TRIES + 2


@pytest.mark.parametrize(
    "password", ["short", "woaini1314520", "alice-the-great-1", "111111111111", "p" * 200]
)
def test_a_weak_password_is_refused(app, person, password):
    browser = app.test_client()
    log_in(browser, "alice")
    told = {"old": PASSWORD, "new": password, "again": password}
    told["csrf_token"] = token(browser.get("/account/password"))
    assert browser.post("/account/password", data=told).status_code == 200
    assert log_in(app.test_client(), "alice").status_code == 302


def test_every_page_carries_its_headers(app, person):
    answer = app.test_client().get("/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_strange_host_is_refused(app):
    assert app.test_client().get("/login/", base_url="http://evil.test").status_code == 400


@pytest.mark.parametrize("target", ["https://evil.test", "//evil.test", "/\\evil.test"])
def test_login_never_leads_elsewhere(app, person, target):
    browser = app.test_client()
    told = {"username": "alice", "password": PASSWORD}
    told["csrf_token"] = token(browser.get("/login/"))
    answer = browser.post(f"/login/?next={target}", data=told)
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\"))


def test_a_strangers_wrong_turn_keeps_no_session(app, machine):
    assert app.test_client().get("/nosuch").status_code == 404
    with machine() as session:
        assert session.scalars(select(UserSession)).all() == []


def test_a_login_compares_passwords_without_the_write_lock(app, person, monkeypatch):
    seen = []

    def look(kept, told):
        with db.engine.begin() as other:  # Would wait for twenty seconds behind a held lock.
            other.execute(update(Person.__table__).values(post="changed meanwhile"))
        seen.append(kept)
        return check_password_hash(kept, told)

    monkeypatch.setattr("app.security.manager.check_password_hash", look)
    assert log_in(app.test_client(), "alice").status_code == 302
    assert len(seen) == 1


# ── short messages ───────────────────────────────────────────────
@pytest.fixture
def said(unguarded, machine, sign_in):
    """A browser whose record was just saved, and the page it is led to."""
    with machine():
        number = make_customer().id
    browser, _ = sign_in("ChiefArchivist")
    browser.get("/customers/list/")
    form = {"name": "南海精密仪器有限公司", "department": "1", "row_version": "1"}
    choices = {"market": "domestic", "security": "internal", "time_status": "prospective"}
    answer = browser.post(f"/customers/edit/{number}", data={**form, **choices})
    assert answer.status_code == 302
    return browser, answer.location


def is_told(browser, page):
    return '<div class="flashes"' in browser.get(page).get_data(as_text=True)


def test_a_message_is_shown_once_and_leaves_the_sessions_row_alone(said, machine):
    browser, page = said
    with machine() as session:
        before = session.scalars(select(UserSession.data)).all()
    assert b"_flashes" not in b"".join(before)
    assert is_told(browser, page)
    assert not is_told(browser, page)
    with machine() as session:
        assert session.scalars(select(UserSession.data)).all() == before


def test_a_message_is_no_other_sessions(said, sign_in):
    browser, page = said
    other, _ = sign_in("ChiefArchivist")
    other.set_cookie("told", browser.get_cookie("told").value)
    assert not is_told(other, page)
    other.set_cookie("told", "made up")
    assert not is_told(other, page)
    assert is_told(browser, page)


def test_a_message_too_long_for_a_cookie_still_arrives(said, monkeypatch):
    browser, page = said
    assert is_told(browser, page)
    monkeypatch.setattr("app.security.messages.LONGEST", 10)
    told = browser.get("/customers/list/?updated_at=nonsense").get_data(as_text=True)
    assert '<div class="flashes"' in told
    number = page.rsplit("/", 1)[1]
    data = {"rowid": number, "csrf_token": ""}
    assert browser.post("/customers/step/file", data=data).status_code == 302  # Refused, and told.
    assert is_told(browser, page)
    assert not is_told(browser, page)
