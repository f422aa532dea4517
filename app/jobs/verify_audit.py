"""03:00: read the whole audit trail and compare every hash and anchor; a break fails the run."""

from datetime import date

from flask import current_app
from sqlalchemy.orm import Session

from app.audit.chain import Verdict
from app.audit.checking import Place, check_all


class BrokenTrailError(RuntimeError):
    """The audit trail does not hold; nothing repairs it by itself."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"entry {verdict.broken_at}: {verdict.reason}")


def verify_audit(session: Session, today: date) -> str:
    verdict, _ = check_all(session, place())
    if not verdict.whole:
        raise BrokenTrailError(verdict)
    return f"{verdict.entries} entries hold"


def place() -> Place:
    """Where this archive's anchors lie, and the keys that the trail hangs on."""
    ring = current_app.extensions["keyring"]
    return Place(current_app.config["ANCHOR_FILE"], ring.derive("audit"), ring.derive("anchor"))
