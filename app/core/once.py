"""A request sent twice makes one record: a program names it by a key, and the key is remembered."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from flask import request
from flask_login import current_user
from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import LongId, Table
from app.core.door import BodyError
from app.core.gate import Open
from app.core.words import N_, RuleError

HEADER = "Idempotency-Key"
LONGEST = 200
KEPT = timedelta(days=2)


class SentKey(Table):
    """请求凭证: one request of one person that made a record, by the key they gave it."""

    __tablename__ = "sent_key"
    __gate__ = Open("hashes and an id; each person finds their own alone")
    __unaudited__ = "short-lived; the record that was made is audited"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    record_id: Mapped[int] = mapped_column(LongId)
    made_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Once:
    """One request's key, where it came with one."""

    def __init__(self, told: dict[str, Any]) -> None:
        """``told`` is what was sent; BodyError where the key is no word."""
        word = request.headers.get(HEADER, "")
        if len(word) > LONGEST:
            raise BodyError(N_("The Idempotency-Key is too long."))
        place = f"{current_user.id}|{request.path}|{word}"
        self.key = hashlib.sha256(place.encode()).hexdigest() if word else ""
        sent = json.dumps(
            [told, request.query_string.decode("latin-1")], sort_keys=True, default=str
        )
        self.digest = hashlib.sha256(sent.encode()).hexdigest()

    def made(self, session: Session) -> int | None:
        """What this very request made before; RuleError if its key stood for something else."""
        kept = session.get(SentKey, self.key) if self.key else None
        if kept is None:
            return None
        if kept.digest != self.digest:
            raise RuleError(N_("This Idempotency-Key was used for another request."))
        return kept.record_id

    def keep(self, session: Session, record_id: int) -> None:
        """Remember it, in the transaction that makes the record: both stand, or neither."""
        if self.key:
            session.add(SentKey(key=self.key, digest=self.digest, record_id=record_id))


def forget(session: Session) -> int:
    """Forget the keys nobody sends again; returns how many."""
    old = delete(SentKey).where(SentKey.made_at < now() - KEPT)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]
