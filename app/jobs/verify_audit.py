"""03:00: read the whole audit trail and compare every hash; a break fails the run."""

from datetime import date

from flask import current_app
from sqlalchemy.orm import Session

from app.audit.chain import verify


class BrokenTrailError(RuntimeError):
    """The audit trail does not hold; nothing repairs it by itself."""


def verify_audit(session: Session, today: date) -> str:
    verdict = verify(session.connection(), current_app.extensions["keyring"].derive("audit"))
    if not verdict.whole:
        raise BrokenTrailError(f"entry {verdict.broken_at}: {verdict.reason}")
    return f"{verdict.entries} entries hold"
