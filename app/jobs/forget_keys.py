"""Each night: forget by which keys programs made records; nobody sends them again."""

from datetime import date

from sqlalchemy.orm import Session

from app.core.once import forget


def forget_keys(session: Session, today: date) -> str:
    return f"{forget(session)} forgotten"
