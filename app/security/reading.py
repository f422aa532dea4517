"""A reading worth remembering (an export, a print), by a request that otherwise only reads."""

from app.audit.chain import Event
from app.audit.listener import note
from app.core.db import db, writing


def note_reading(event: str, subject: str, subject_id: int) -> None:
    """Remember it in a short transaction of its own, before the first byte leaves."""
    db.session.commit()
    token = writing.set(True)
    try:
        note(db.session(), Event(event, subject, subject_id))
        db.session.commit()
    finally:
        writing.reset(token)
