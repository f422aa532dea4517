"""The shell around every request: who acts, which headers leave, how an error reads."""

import logging
import secrets
import time
from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
)
from flask import url_for as flask_url_for
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from app.audit.chain import Who
from app.audit.checking import broken_at
from app.core.clock import local
from app.core.db import db, writing
from app.core.words import N_
from app.security.acting import actor_for
from app.security.actor import Actor, maybe_actor, reset_actor, set_actor
from app.security.refusals import is_refusal, remember
from app.security.sessions import NAMELESS
from app.security.tokens import bearer_of

log = logging.getLogger("kedang")
SAFE = {"GET", "HEAD", "OPTIONS"}
FIRST = {"AccountView.password", "LoginView.logout", "LanguageView.switch"}
RETRY_SECONDS = 5
#: The database is locked, down or out of connections: worth another try.
BUSY = (OperationalError, PoolTimeout)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
#: Who reads the trail, and who administers: a trail that does not hold is their alarm.
ALARMED = (("can_list", "AuditTrail"), ("can_edit", "Roles"), ("can_edit", "People"))
API = "/api/"
SENTENCES = {
    400: N_("The request was incomplete or its form had expired. Go back and try again."),
    401: N_("Log in first."),
    403: N_("Your role does not allow this. Ask an administrator if you need it."),
    404: N_("There is no such page, or no such record for you."),
    405: N_("This address cannot be used that way."),
    413: N_("This file is larger than allowed."),
    429: N_("Too many requests. Wait a moment, then try again."),
    500: N_("Something went wrong on our side. Nothing was saved."),
    503: N_("The system is busy or being restarted. Nothing was saved; try again shortly."),
}


def init_app(app: Flask) -> None:
    """Hang the shell on the application."""
    app.before_request_funcs.setdefault(None, []).insert(0, _open)
    app.before_request(_who_acts)
    app.before_request(_first_password)
    app.after_request(_headers)
    app.after_request(_release)
    app.teardown_request(_close)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _broken)
    app.jinja_env.globals["csp_nonce"] = lambda: g.nonce
    app.jinja_env.globals["glass_end"] = _glass
    app.jinja_env.globals["trail_broken"] = _trail_broken
    app.extensions["babel"].locale_selector = _locale


def _open() -> None:
    """First of all: a reading request takes no write lock; nobody acts yet."""
    g.before = (writing.set(request.method not in SAFE), set_actor(None))
    g.request_id, g.started = secrets.token_hex(8), time.perf_counter()
    g.nonce = secrets.token_urlsafe(16)
    g.visit = session._get_current_object()  # type: ignore[attr-defined]
    if g.visit.is_lost:
        abort(503)


def _close(_error: BaseException | None) -> None:
    """Whoever called the application (a test, a command) goes on as they were."""
    if "before" in g:
        was_writing, was_acting = g.pop("before")
        writing.reset(was_writing)
        reset_actor(was_acting)


def _who_acts() -> None:
    if request.path.startswith(NAMELESS):
        return
    if request.path.startswith(API) and request.authorization:
        _by_token()
    if not current_user.is_authenticated:
        set_actor(_stranger())
        return
    who = Who(f"user:{current_user.username}", current_user.id, request.remote_addr, g.request_id)
    set_actor(actor_for(current_user, who))


def _by_token() -> None:
    """A token given is the only name that counts, whatever cookie came along."""
    token = request.authorization.token if request.authorization else None
    person = bearer_of(token) if token else None
    if person is None:
        set_actor(_stranger())
        abort(401)
    g.is_bearer = True
    current_app.login_manager._update_request_context_with_user(person)  # type: ignore[attr-defined]


def _first_password() -> Any:
    """A password somebody else gave is changed before anything else is done."""
    if current_user.is_authenticated and current_user.must_change:
        place = request.endpoint or "static"
        if request.path.startswith(API):
            return {"message": str(N_("Change the one-time password on screen first."))}, 403
        if place not in FIRST and not place.endswith("static"):
            return redirect(flask_url_for("AccountView.password"))
    return None


def _glass() -> str:
    """When the reader's broken glass closes again, for the banner; empty without one."""
    until = getattr(maybe_actor(), "glass_until", None)
    return local(until).strftime("%H:%M") if until else ""


def _trail_broken() -> str:
    """From which entry on the trail does not hold, for those who have to know; else empty."""
    place = broken_at(current_app.config["ANCHOR_FILE"])
    sm = current_app.appbuilder.sm  # type: ignore[attr-defined]
    return place if place and any(sm.has_access(*right) for right in ALARMED) else ""


def _stranger() -> Actor:
    return Actor(Who("anonymous", None, request.remote_addr, g.request_id))


def _locale() -> str:
    """A program's language is its header's, a person's the one they chose."""
    if request and request.path.startswith(API):  # A command has no request.
        languages = list(current_app.config["LANGUAGES"])
        asked = request.accept_languages.best_match(languages)
        return str(asked or current_app.config["BABEL_DEFAULT_LOCALE"])
    chosen = str(session.get("locale")) if session else ""
    known = chosen in current_app.config["LANGUAGES"]
    return chosen if known else str(current_app.config["BABEL_DEFAULT_LOCALE"])


def _headers(response: Response) -> Response:
    policy = (
        f"default-src 'self'; script-src 'self' 'nonce-{g.get('nonce', '')}'; img-src 'self' data:;"
        " style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not (request.endpoint or "").endswith("static"):
        response.headers["Cache-Control"] = "no-store"
    if current_app.config["MODE"] == "production":
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _release(response: Response) -> Response:
    """Give back the write lock before the session is saved on its own connection."""
    if request.method not in SAFE:
        db.session.rollback()
    return response


def _refused(error: HTTPException) -> Any:
    code = error.code or 500
    cause = getattr(error, "original_exception", None)
    if cause is not None:  # Something broke outside a view: opening or keeping the session.
        return _broken(cause)
    if isinstance(error, SecurityError):
        return str(SENTENCES[400]), 400  # A page would build links to the strange host.
    if code < 400:  # noqa: PLR2004 - redirects travel as exceptions too
        return error
    db.session.rollback()
    if code == 401 and not request.path.startswith(API):  # noqa: PLR2004
        return redirect(flask_url_for("LoginView.login", next=request.full_path))
    if is_refusal(code, is_api=request.path.startswith(API)):
        remember(code)
    return _page(code, g.get("request_id"))


def _broken(error: Exception) -> Any:
    db.session.rollback()
    log.error("request %s failed", g.get("request_id"), exc_info=error)
    return _page(503 if isinstance(error, BUSY) else 500, g.get("request_id"))


def _page(code: int, reference: str | None) -> Any:
    is_ours = code >= 500  # noqa: PLR2004
    sentence = str(SENTENCES.get(code, SENTENCES[500] if is_ours else SENTENCES[400]))
    wait = {"Retry-After": str(RETRY_SECONDS)}
    headers = {401: {"WWW-Authenticate": "Bearer"}, 429: wait, 503: wait}
    if request.path.startswith(API):
        return {"message": sentence, "reference": reference}, code, headers.get(code, {})
    told = {"title": sentence, "sentence": sentence, "home_url": "/", "code": code}
    told["ask"] = current_app.extensions["ask_access"]() if code == 404 else None  # noqa: PLR2004
    if is_ours:
        page = render_template("kedang/broken.html", reference=reference, **told)
        return page, code, headers.get(code, {})
    g.setdefault("user", current_user)
    builder = current_app.appbuilder  # type: ignore[attr-defined]
    page = render_template(
        "kedang/error.html", appbuilder=builder, base_template=builder.base_template, **told
    )
    return page, code, headers.get(code, {})
