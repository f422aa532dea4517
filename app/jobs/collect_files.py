"""04:10: remove stored bytes that no row names a day after they came, and half received files."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.storage import store
from app.core.stored import StoredFile, claim, give_up

AGE = timedelta(hours=24)
MOST = 100


def collect_files(session: Session, today: date) -> str:
    kept, since = store(), now() - AGE
    removed = 0
    for sha256 in kept.older_than(since):
        if removed < MOST and _is_unnamed(session, sha256):
            kept.remove(sha256)
            give_up(session, sha256)
            removed += 1
    return f"{removed} orphans and {kept.sweep_waiting(since)} unfinished removed"


def _is_unnamed(session: Session, sha256: str) -> bool:
    """Claim the address while it is removed: somebody sending the same bytes waits."""
    named = session.scalar(select(StoredFile.sha256).where(StoredFile.sha256 == sha256))
    return named is None and claim(
        session, StoredFile(sha256=sha256, size=0, media_type="application/octet-stream")
    )
