"""So much a day for each person, counted from the trail: whoever needs more is copying."""

from datetime import UTC, datetime, time, timedelta

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.core.clock import ZONE, today
from app.core.words import N_, RuleError
from app.security.models import Person


class QuotaError(RuleError):
    """Enough for one day."""


def check_exports(session: Session, user_id: int | None) -> None:
    """QuotaError where this person has taken out as many files today as one may."""
    most = current_app.config["EXPORTS_A_DAY"]
    if user_id is not None and seen_today(session, user_id, "export", most) >= most:
        raise QuotaError(
            N_("You have exported %(most)s files today, which is the limit."), most=most
        )


def seen_today(session: Session, user_id: int | None, event: str, most: int) -> int:
    """How many such entries a person has today, up to ``most``.

    The person's row is locked until the transaction ends, for two who ask at once would both find
    room for one more.
    """
    session.execute(select(Person.id).where(Person.id == user_id).with_for_update())
    mine = (AuditEntry.user_id == user_id, AuditEntry.event == event)
    found = select(AuditEntry.id).where(*mine, AuditEntry.at >= midnight()).limit(most)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def midnight(days: int = 0) -> datetime:
    """When the company's day began, or some days later."""
    return datetime.combine(today() + timedelta(days), time(), ZONE).astimezone(UTC)
