"""Every ten minutes: forget sessions nobody can use any more."""

from datetime import date

from sqlalchemy.orm import Session

from app.security.sessions import sweep


def sweep_sessions(session: Session, today: date) -> str:
    return f"{sweep(session.connection())} forgotten"
