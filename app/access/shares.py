"""Showing one customer to one person for a while: proposed, confirmed by another, ended early."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.access.rules import check_decider, check_until
from app.audit.chain import Event
from app.audit.listener import note
from app.core.clock import ZONE
from app.core.words import N_, RuleError
from app.security.models import Person, Share
from app.security.rules import ShareStatus, check_reason, share_status

SUBJECT = "customer"


def end_of(day: date) -> datetime:
    """The instant a share's last day is over."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def propose(
    share: Share, customer_id: int, person: Person, last_day: date, by: Person, at: datetime
) -> None:
    """Fill a new share; it opens nothing before another person confirmed it."""
    share.subject, share.subject_id = SUBJECT, customer_id
    share.user_id, share.granted_by_id = person.id, by.id
    share.until = end_of(last_day)
    check_until(share.until, at)
    share.reason = check_reason(share.reason)


def confirm(session: Session, share: Share, by: Person, at: datetime) -> None:
    check_decider(by.id, share.granted_by_id, share.user_id)
    _check(share, at, ShareStatus.proposed)
    share.confirmed_by_id, share.confirmed_at = by.id, at
    _remember(session, share, "share confirmed")


def end(session: Session, share: Share, by: Person, at: datetime) -> None:
    """Close it before its day, or turn the proposal down."""
    _check(share, at, ShareStatus.proposed, ShareStatus.live)
    share.ended_by_id, share.ended_at = by.id, at
    _remember(session, share, "share ended")


def _remember(session: Session, share: Share, event: str) -> None:
    """In the shown record's own history: to whom, until when and why; the row's own changes are
    in the share's.
    """
    told = {"share": share.id, "user": f"{share.user} ({share.user.username})"}
    told |= {"until": share.until.isoformat(), "reason": share.reason}
    note(session, Event(event, share.subject, share.subject_id, told))


def _check(share: Share, at: datetime, *fitting: ShareStatus) -> None:
    stands = share_status(bool(share.confirmed_by_id), share.ended_at, share.until, at)
    if stands not in fitting:
        raise RuleError(N_("This share has already been decided or has ended."))
