"""Server-side sessions: the cookie is a random id, all but short messages stays here.

Kept on its own short connection, so that a refused form or a veto never saves or loses a
session. Written only when the data changed or the last sight is a minute old.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Engine, Select, bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import CallbackDict

from app.core.clock import now
from app.core.db import db, writing
from app.security import messages
from app.security.models import Person, RoleState, UserSession
from app.security.tree import STATE, TreeState, state_in

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
TOUCH = timedelta(minutes=1)


class Visit(CallbackDict[str, Any], SessionMixin):
    """One browser's session. ``rights_version`` and ``tree_state`` came with it."""

    def __init__(self, data: dict[str, Any] | None = None, sid: str = "") -> None:
        def changed(_visit: Any) -> None:
            self.modified = True

        super().__init__(data or {}, changed)
        self.packed = _packed(self)  # As the row has it.
        self.messages: list[Any] = []  # As their cookie brought them.
        self.sid = sid
        self.kept_as = sid
        self.modified = False
        self.seen_at: datetime | None = None
        self.rights_version: int | None = None
        self.tree_state: TreeState | None = None
        self.is_lost = False  # The database did not say whose session it is.

    def renew(self) -> None:
        """A new id for the same data: the old one stops working (login, password change)."""
        self.sid, self.modified = "", True


def _lost() -> Visit:
    visit = Visit()
    visit.is_lost = True
    return visit


def _key(sid: str) -> str:
    return hashlib.sha256(sid.encode()).hexdigest()


#: Nobody is asked who they are here: no session is read, none is kept.
NAMELESS = ("/healthz", "/readyz", "/static/")


class DatabaseSessions(SessionInterface):
    """Flask's session interface over ``user_session``."""

    def open_session(self, app: Flask, request: Request) -> Visit:
        sid = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")
        if request.path.startswith(NAMELESS):
            return Visit()
        if not sid or len(sid) > 64:  # noqa: PLR2004 - our own ids are 43 characters
            return Visit()
        try:
            visit = self._load(sid)
        except SQLAlchemyError:
            return _lost()
        if visit is None:
            return Visit()
        visit.messages = messages.read(app, request, _key(sid))
        if visit.messages:
            visit[messages.KEPT] = list(visit.messages)
        return visit

    def _load(self, sid: str) -> Visit | None:
        token = writing.set(False)
        try:
            with _reader().connect() as connection:
                row = connection.execute(_living(), {"key": _key(sid)}).one_or_none()
        finally:
            writing.reset(token)
        if row is None or not _alive(row):
            return None
        visit = Visit(json.loads(row.data), sid)
        visit.seen_at, visit.rights_version = row.seen_at, row.version
        visit.tree_state = state_in(row)
        return visit

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, Visit)
        _send_messages(app, session, response)
        is_changed = session.modified and _packed(session) != session.packed
        stale = session.seen_at is None or now() - session.seen_at > TOUCH
        if session.sid and not is_changed and not stale:
            return
        if not session and not session.kept_as:
            return
        if response.status_code >= 400 and not (session.sid or session.kept_as):  # noqa: PLR2004
            return  # Whoever knocks at doors that are not there is not worth a row.
        token = writing.set(True)
        try:
            with db.engine.begin() as connection:
                self._keep(connection, session)
        finally:
            writing.reset(token)
        self._send(app, session, response)

    def _keep(self, connection: Any, visit: Visit) -> None:
        """Write the session under its id; a renewed or emptied one leaves its old row behind."""
        gone = visit.kept_as and (not visit or visit.sid != visit.kept_as)
        if gone:
            old = UserSession.__table__.c.key == _key(visit.kept_as)
            connection.execute(delete(UserSession.__table__).where(old))
        if not visit:
            return
        if gone or not visit.sid:
            visit.sid = secrets.token_urlsafe(32)
            connection.execute(insert(UserSession.__table__).values(**_row(connection, visit)))
        else:
            changed = {"seen_at": now(), "data": _packed(visit), "user_id": _user_id(visit)}
            mine = UserSession.__table__.c.key == _key(visit.sid)
            connection.execute(update(UserSession.__table__).where(mine).values(**changed))

    def _send(self, app: Flask, visit: Visit, response: Response) -> None:
        name = app.config["SESSION_COOKIE_NAME"]
        if not visit:
            response.delete_cookie(name, path="/")
        elif visit.sid != visit.kept_as:
            response.set_cookie(
                name,
                visit.sid,
                path="/",
                httponly=True,
                secure=app.config["SESSION_COOKIE_SECURE"],
                samesite="Lax",
            )


def _send_messages(app: Flask, visit: Visit, response: Response) -> None:
    """The messages of somebody whose session goes on leave it for their cookie."""
    if not visit.sid or visit.sid != visit.kept_as or not _user_id(visit):
        return
    left = visit.get(messages.KEPT, [])
    told = messages.packed(app, _key(visit.sid), left) if left else ""
    if left != visit.messages:
        messages.send(app, response, told or "")
    if told is not None:
        visit.pop(messages.KEPT, None)


def _reader() -> Engine:
    """One question needs no transaction: without it a server is spoken to twice less.

    SQLite's transactions are begun by ourselves, and cost nothing there.
    """
    engine: Engine = db.engine
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@cache
def _living() -> Select[Any]:
    """Session, its user's epoch, the rights' version and the tree's state, in one statement."""
    people = Person.__table__
    return (
        select(
            UserSession.__table__,
            people.c.epoch.label("user_epoch"),
            people.c.active,
            select(RoleState.version).scalar_subquery().label("version"),
            *STATE,
        )
        .outerjoin(people, people.c.id == UserSession.__table__.c.user_id)
        .where(UserSession.__table__.c.key == bindparam("key"))
    )


def _alive(row: Any) -> bool:
    """Neither idle nor old, and its user neither disabled nor told to start again."""
    if now() - row.seen_at > IDLE or now() - row.created_at > ABSOLUTE:
        return False
    return row.user_id is None or (bool(row.active) and row.epoch == row.user_epoch)


def _row(connection: Any, visit: Visit) -> dict[str, Any]:
    user_id, at = _user_id(visit), now()
    people = Person.__table__
    epoch = connection.scalar(select(people.c.epoch).where(people.c.id == user_id)) or 0
    return {
        "key": _key(visit.sid),
        "user_id": user_id,
        "epoch": epoch,
        "created_at": at,
        "seen_at": at,
        "data": _packed(visit),
    }


def _user_id(visit: Visit) -> int | None:
    told = visit.get("_user_id")
    return int(told) if told else None


def _packed(visit: Visit) -> bytes:
    return json.dumps(dict(visit), default=str).encode()


def sweep(connection: Any) -> int:
    """Forget sessions nobody can use any more; returns how many."""
    table = UserSession.__table__
    dead = (table.c.seen_at < now() - IDLE) | (table.c.created_at < now() - ABSOLUTE)
    return int(connection.execute(delete(table).where(dead)).rowcount)
