"""Refusals as facts for the auditor: a right, a record or a token that was not there for somebody.

Each is an entry of its own, but no more than ``MOST`` of one person or address in a quarter of an
hour: who tries thousands of addresses must not push everything else out of the trail.
"""

from flask import request
from flask_login import current_user

from app.audit.chain import Event
from app.audit.listener import note
from app.core.db import db, writing
from app.security import logins

MOST = 100
FORBIDDEN, UNKNOWN, NOBODY = 403, 404, 401


def is_refusal(code: int, *, is_api: bool) -> bool:
    """Whether an answer refuses somebody something: every 403; a record that is not there for a
    known user; a token that is false or has run out.
    """
    if code == UNKNOWN:
        return "pk" in (request.view_args or {}) and bool(current_user.is_authenticated)
    if code == NOBODY:
        return is_api and request.headers.get("Authorization", "").startswith("Bearer ")
    return code == FORBIDDEN


def remember(code: int) -> None:
    """Write it in a short transaction of its own; beyond the bound nothing is written at all."""
    key = _key()
    seen = logins.tries(db.session.connection(), key)
    db.session.rollback()
    if seen >= MOST:
        return
    token = writing.set(True)
    try:
        logins.count(db.session.connection(), key)
        where = {"path": request.path[:200], "method": request.method, "code": code}
        if seen + 1 == MOST:
            where["more"] = True
        note(db.session(), Event("refused", detail=where))
        db.session.commit()
    finally:
        writing.reset(token)


def _key() -> str:
    """Whose refusals these are: a person's wherever they are, else an address's."""
    number = current_user.get_id() if current_user else None
    return f"r:{number}" if number else f"ri:{(request.remote_addr or '')[:64]}"
