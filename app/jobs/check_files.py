"""04:30: read again the files that were not read for longest, and tell which are not as kept."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.chain import Event
from app.audit.listener import note
from app.core.clock import now
from app.core.storage import store
from app.core.stored import Fault, StoredFile

FILES_A_DAY = 500
BYTES_A_DAY = 4 * 1024**3


def check_files(session: Session, today: date) -> str:
    kept = store()
    due = _due(session)
    session.rollback()  # Reading gigabytes needs no lock on the database.
    found = {sha256: _fault(sha256, kept.hash_of(sha256)) for sha256 in due}
    for file in session.scalars(select(StoredFile).where(StoredFile.sha256.in_(due))):
        fault = found[file.sha256]
        if fault and fault is not file.fault:
            note(session, Event("file fault", "stored_file", None, _told(file, fault)))
        file.fault, file.checked_at = fault, now()
    faults = [fault for fault in found.values() if fault]
    missing, altered = faults.count(Fault.missing), faults.count(Fault.altered)
    return f"{len(due)} read, {missing} missing, {altered} altered"


def _due(session: Session) -> list[str]:
    """The longest unread first, as many as a day may read."""
    order = (StoredFile.checked_at, StoredFile.sha256)
    asked = select(StoredFile.sha256, StoredFile.size).order_by(*order).limit(FILES_A_DAY)
    due: list[str] = []
    size = 0
    for row in session.execute(asked):
        size += row.size
        if due and size > BYTES_A_DAY:
            break
        due.append(row.sha256)
    return due


def _fault(sha256: str, read: str | None) -> Fault | None:
    if read is None:
        return Fault.missing
    return None if read == sha256 else Fault.altered


def _told(file: StoredFile, fault: Fault) -> dict[str, str]:
    return {"sha256": file.sha256, "fault": fault.name}
