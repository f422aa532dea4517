"""The application factory: everything is joined here, nothing is decided here."""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import cli, health, views
from app.audit.listener import listen
from app.core import chrome, clock, logs, search
from app.core.db import db
from app.core.uploads import UploadRequest
from app.security import canary, epochs, lists, scope, web, writes
from app.security.actor import who
from app.security.keys import KeyRing, RingError, open_ring
from app.security.sessions import DatabaseSessions


def create_app(environ: Mapping[str, str] = os.environ, **settings: Any) -> Flask:
    app = Flask("app")
    app.request_class = UploadRequest
    app.config.from_mapping(config.load(environ) | settings)
    clock.ZONE.settle(app.config["BABEL_DEFAULT_TIMEZONE"])
    CSRFProtect(app)
    config.refuse(app.config, environ, guarded="csrf" in app.extensions)
    app.extensions["keyring"] = _ring(app)
    app.config["JWT_SECRET_KEY"] = app.extensions["keyring"].derive("token").hex()
    app.session_interface = DatabaseSessions()
    db.init_app(app)
    Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Chinese stays readable.
    with app.app_context():
        views.register(app)
    chrome.init_app(app)
    health.init_app(app)
    web.init_app(app)
    logs.init_app(app, lambda: who().actor)
    _watch(app)
    _behind_proxy(app)
    cli.register(app)
    with app.app_context():
        _check_ring(app)
    return app


def _ring(app: Flask) -> KeyRing:
    try:
        return open_ring(app.config["FIELD_KEYS"])
    except RingError as wrong:
        raise config.SettingError(f"KEDANG_FIELD_KEYS: {wrong}") from None


def _check_ring(app: Flask) -> None:
    """Another archive's ring would read nothing and seal what its own could not open."""
    try:
        canary.check(db.engine, app.extensions["keyring"], app.config["FIELD_KEYS"])
    except RingError as wrong:
        raise config.SettingError(f"KEDANG_FIELD_KEYS: {wrong}") from None


def _watch(app: Flask) -> None:
    """The gate and the trail hang on the session factory, once a process."""
    if not getattr(db.session.session_factory, "is_watched", False):
        epochs.watch(db.session.session_factory)
        scope.guard(db.session.session_factory)
        lists.guard(db.session.session_factory)
        writes.guard(db.session.session_factory)
        search.listen(db.session.session_factory)
        listen(db.session.session_factory, who, _audit_key)
        db.session.session_factory.is_watched = True


def _audit_key() -> bytes:
    return current_app.extensions["keyring"].derive("audit")  # type: ignore[no-any-return]


def _behind_proxy(app: Flask) -> None:
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
