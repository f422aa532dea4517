"""The ring is this archive's own: each key's canary, kept in the audit trail, opens with it.

The trail is append-only and chained, so nobody can quietly put a canary of another key there.
"""

import base64
import json
import logging
from pathlib import Path

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.audit.chain import Event
from app.audit.listener import note
from app.audit.models import AuditEntry
from app.core.db import writing
from app.security.keys import KeyRing, RingError
from app.security.sealed import blind, seal, unseal

EVENT, RETIRED, SUBJECT = "key added", "key retired", "key_ring"
PLACE, SONG = "key_ring.canary", "kedang"
log = logging.getLogger("kedang.keys")


def plant(session: Session, ring: KeyRing) -> list[str]:
    """Keep a canary of each key that has none yet, in the caller's transaction; their ids."""
    held = _canaries(session.connection())
    fresh = [kid for kid in ring.keys if kid not in held]
    for kid in fresh:
        sealed = seal(ring._replace(current=kid), PLACE, "", SONG)
        told = {
            "sealed": base64.b64encode(sealed).decode(),
            "index": blind(ring, PLACE, SONG).hex(),
        }
        note(session, Event(EVENT, SUBJECT, None, {"kid": kid, **told}))
    return fresh


def retire(session: Session, kid: str) -> None:
    """Remember, in the caller's transaction, that a key is asked for no more."""
    note(session, Event(RETIRED, SUBJECT, None, {"kid": kid}))


def check(engine: Engine, ring: KeyRing, path: Path) -> None:
    """RingError unless the ring opens what the archive was sealed with.

    A database without a trail yet, or none that answers, is not judged: ``setup`` plants the
    canaries, and ``/readyz`` tells that the database is gone.
    """
    token = writing.set(False)
    try:
        with engine.connect() as connection:
            held = _canaries(connection)
    except SQLAlchemyError as broken:
        log.info("key ring not checked: %s", type(broken).__name__)
        return
    finally:
        writing.reset(token)
        engine.dispose()  # A process forked later must not share the connection.
    for kid, told in held.items():
        if not _opens(ring, kid, told):
            raise RingError(
                f"{path} is not the key ring of this archive (key {kid} is missing or another):"
                " put back the ring it was made with"
            )


def _canaries(connection: Connection) -> dict[str, dict[str, str]]:
    """By key, but for those that were retired since."""
    entry = AuditEntry.__table__.c
    asked = select(entry.event, entry.detail).where(
        entry.subject == SUBJECT, entry.event.in_((EVENT, RETIRED))
    )
    held: dict[str, dict[str, str]] = {}
    for event, detail in connection.execute(asked.order_by(entry.seq)):
        told = json.loads(detail)
        held.pop(told["kid"], None)
        if event == EVENT:
            held[told["kid"]] = told
    return held


def _opens(ring: KeyRing, kid: str, told: dict[str, str]) -> bool:
    if kid not in ring.keys:
        return False
    try:
        song = unseal(ring, PLACE, "", base64.b64decode(told["sealed"]))
    except InvalidTag:
        return False
    return song == SONG and blind(ring, PLACE, SONG).hex() == told["index"]
