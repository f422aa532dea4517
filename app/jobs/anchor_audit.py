"""Each hour: verify what the last day added to the audit trail, and write down where it ends."""

from datetime import date

from sqlalchemy.orm import Session

from app.audit.checking import check_day
from app.jobs.verify_audit import BrokenTrailError, place


def anchor_audit(session: Session, today: date) -> str:
    verdict = check_day(session, place())
    if not verdict.whole:
        raise BrokenTrailError(verdict)
    return f"anchored at entry {verdict.entries}"
