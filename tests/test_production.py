"""A production server refuses to start half safe, tells no secret, and fails politely."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import default_exceptions

from app import create_app
from app.core.db import db
from app.core.logs import JsonLines
from app.security.keys import open_ring
from app.security.web import SENTENCES
from config import SettingError

ROOT = Path(__file__).parents[1]
SECRET = "s" * 32


@pytest.fixture(autouse=True)
def quiet():
    """A production application logs for its whole process; here the process lives on."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def environ(tmp_path):
    """Everything a production server needs."""
    open_ring(tmp_path / "ring.json")
    return {
        "KEDANG_DATA_DIR": str(tmp_path),
        "KEDANG_MODE": "production",
        "KEDANG_SECRET_KEY": SECRET,
        "KEDANG_FIELD_KEYS": str(tmp_path / "ring.json"),
        "KEDANG_TRUSTED_HOSTS": "archive.example",
    }


def browser_of(environ):
    """A browser before a production server with an empty database."""
    app = create_app(environ)
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    return app.test_client()


NEEDED = {
    "KEDANG_SECRET_KEY (32": {"KEDANG_SECRET_KEY": "s" * 31},
    "KEDANG_FIELD_KEYS (an": {"KEDANG_FIELD_KEYS": "/nowhere/ring.json"},
    "KEDANG_TRUSTED_HOSTS": {"KEDANG_TRUSTED_HOSTS": " , "},
}
SWITCHES = {
    "CSRF protection": {"WTF_CSRF_ENABLED": False},
    "CSRF checks": {"WTF_CSRF_CHECK_DEFAULT": False},
    "secure cookies": {"SESSION_COOKIE_SECURE": False},
    "debug mode": {"DEBUG": True},
}


@pytest.mark.parametrize("name", NEEDED)
def test_each_missing_setting_is_named(environ, name):
    with pytest.raises(SettingError, match=name.replace("(", r"\(")):
        create_app({**environ, **NEEDED[name]})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_keys_that_others_may_read_or_write_are_refused(environ, mode):
    ring = Path(environ["KEDANG_FIELD_KEYS"])
    ring.chmod(mode)
    with pytest.raises(SettingError, match=r"KEDANG_FIELD_KEYS open to its owner alone"):
        create_app(environ)
    ring.chmod(0o400)
    create_app(environ)


@pytest.mark.parametrize("name", SWITCHES)
def test_each_safety_switched_off_is_named(environ, name):
    with pytest.raises(SettingError, match=name):
        create_app(environ, **SWITCHES[name])


#: So many proxies of our own → whom a request came from; what a stranger claims is further left.
HOPS = {"0": "127.0.0.1", "1": "203.0.113.9", "2": "198.51.100.7"}


@pytest.mark.parametrize("hops", HOPS)
def test_an_address_is_believed_of_our_own_proxies_alone(environ, hops):
    browser = browser_of({**environ, "KEDANG_PROXY_HOPS": hops})
    claimed = "192.0.2.1, 198.51.100.7, 203.0.113.9"
    host = "https://archive.example"
    with browser:
        browser.get("/login/", headers={"X-Forwarded-For": claimed}, base_url=host)
        assert request.remote_addr == HOPS[hops]


def test_all_that_is_missing_is_said_at_once_with_exit_status_2(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEDANG_")}
    told = {**kept, "KEDANG_HOST": "0.0.0.0", "KEDANG_DATA_DIR": str(tmp_path)}  # noqa: S104
    done = subprocess.run(
        [sys.executable, "run.py"], cwd=ROOT, env=told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert all(name.split(" ")[0] in done.stderr for name in NEEDED)
    assert not (tmp_path / "keys").exists()


@pytest.fixture
def lines(environ):
    """A production server's log, and a browser before it."""

    class Kept(logging.Handler):
        def emit(self, record):
            found.append(self.format(record))

    found, handler = [], Kept()
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    return found, browser_of(environ)


def test_the_log_is_json_and_holds_no_value_anybody_typed(lines):
    found, browser = lines
    browser.get(
        "/customers/list/?q=张三的秘密&phone=13800138000", base_url="https://archive.example"
    )
    told = {"username": "李四的秘密", "password": "a planted word"}
    browser.post("/login/?next=planted", data=told, base_url="https://archive.example")
    records = [json.loads(line) for line in found]
    request = next(r for r in records if r["logger"] == "kedang.request")
    assert {"at", "request_id", "user", "route", "status", "ms", "method"} <= set(request)
    assert request["route"] == "/customers/list/"
    text = "\n".join(found)
    assert not [word for word in ("秘密", "13800138000", "planted") if word in text]


def test_a_line_break_and_an_errors_own_words_stay_out():
    try:
        raise ValueError("Key (uscc)=(91310000) exists")
    except ValueError:
        facts = logging.LogRecord("x", 40, "f", 1, "a\nb %s", ("c",), sys.exc_info())
    line = JsonLines().format(facts)
    assert "\n" not in line
    assert "91310000" not in line
    assert json.loads(line)["error"] == "ValueError"


def test_every_answer_carries_the_whole_set_of_headers(environ):
    browser = browser_of(environ)
    for path in (
        "/login/",
        "/healthz",
        "/nosuch",
        "/static/kedang/kedang.css",
        "/api/v1/customer/",
    ):
        with browser.get(path, base_url="https://archive.example") as answer:
            headers = answer.headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_the_cookie_is_bound_to_the_host_and_to_tls(environ):
    browser = browser_of(environ)
    answer = browser.post("/language/en", base_url="https://archive.example")
    assert answer.status_code == 400  # No token, no change.
    assert "Set-Cookie" not in answer.headers
    told = browser.get("/login/", base_url="https://archive.example").headers["Set-Cookie"]
    assert told.startswith("__Host-sid=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(told.split("; "))


CODES = (400, 401, 403, 404, 405, 413, 429, 500, 503)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_error_is_one_sentence_in_the_readers_language(app, code, language):
    head = {"Accept-Language": language}
    with app.test_request_context("/api/v1/customer/", headers=head):
        answer = app.make_response(app.handle_user_exception(default_exceptions[code]()))
        sentence = answer.json["message"]
    assert answer.status_code == code
    assert (sentence == str.__str__(SENTENCES[code])) == (language == "en")
    assert sentence.endswith("。" if language == "zh" else ".")


def test_a_lost_database_is_a_polite_503_that_asks_no_database(app, sign_in, monkeypatch):
    browser, _ = sign_in()

    def refuse(*_args, **_more):
        raise OperationalError("SELECT 1", {}, Exception("the host db.internal is down"))

    with app.app_context():
        monkeypatch.setattr(type(db.engine), "connect", refuse)
    for path in ("/customers/list/", "/", "/api/v1/customer/"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "db.internal" not in answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers
    assert "系统正忙" in browser.get("/").get_data(as_text=True)
    monkeypatch.undo()
    assert browser.get("/customers/list/").status_code == 200


def test_too_large_a_form_is_a_413(app, sign_in):
    browser, _ = sign_in()
    assert browser.post("/customers/add", data={"name": "x" * 3_000_000}).status_code == 413
