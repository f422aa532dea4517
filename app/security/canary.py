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

EVENT, SUBJECT = "key added", "key_ring"
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
    asked = select(AuditEntry.__table__.c.detail).where(
        AuditEntry.__table__.c.subject == SUBJECT, AuditEntry.__table__.c.event == EVENT
    )
    told = map(json.loads, connection.scalars(asked))
    return {canary["kid"]: canary for canary in told}


def _opens(ring: KeyRing, kid: str, told: dict[str, str]) -> bool:
    if kid not in ring.keys:
        return False
    try:
        song = unseal(ring, PLACE, "", base64.b64decode(told["sealed"]))
    except InvalidTag:
        return False
    return song == SONG and blind(ring, PLACE, SONG).hex() == told["index"]
