"""A request sent twice makes one record: a program or a form names it by a key, which is kept."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import IO, Any

from flask import request
from flask_login import current_user
from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import FileStorage

from app.core.clock import now
from app.core.db import LongId, Table
from app.core.door import BodyError
from app.core.gate import Open
from app.core.words import N_, RuleError

HEADER, FORM_KEY = "Idempotency-Key", "form_key"
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
    """One program's request and its key, where it came with one."""

    def __init__(self, told: dict[str, Any]) -> None:
        """``told`` is what was sent; BodyError where the key is no word."""
        word = request.headers.get(HEADER, "")
        if len(word) > LONGEST:
            raise BodyError(N_("The Idempotency-Key is too long."))
        self.key, self.digest = _key(word), _digest({n: _plain(v) for n, v in told.items()})

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


class OnceSent(Once):
    """One form that was sent. What it holds belongs to its key: who goes back to a form that was
    saved and sends it with other words means another record.
    """

    def __init__(self) -> None:
        word = request.form.get(FORM_KEY, "")
        self.digest = _digest(_sent()) if word else ""
        self.key = _key(f"{word}|{self.digest}" if word else "")


def new_key() -> str:
    """What a new form carries unseen."""
    return secrets.token_urlsafe(16)


def _key(word: str) -> str:
    """A key belongs to one person at one address."""
    place = f"{current_user.id}|{request.path}|{word}"
    return hashlib.sha256(place.encode()).hexdigest() if word else ""


def _digest(told: Any) -> str:
    address = request.query_string.decode("latin-1")
    sent = json.dumps([told, address], sort_keys=True, default=str)
    return hashlib.sha256(sent.encode()).hexdigest()


def _sent() -> list[Any]:
    """A form's fields and files; not the token, which a page may renew."""
    fields = [[n, told] for n, told in request.form.lists() if n != "csrf_token"]
    return [fields, [[n, file.filename, _print(file.stream)] for n, file in request.files.items()]]


def _plain(value: Any) -> Any:
    """A value, or what tells a file from another of the same name."""
    is_file = isinstance(value, FileStorage)
    return [value.filename, _print(value.stream)] if is_file else value


def _print(stream: IO[bytes]) -> str:
    """A file's fingerprint; it is read from its beginning again afterwards."""
    found = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    stream.seek(0)
    return found


def forget(session: Session) -> int:
    """Forget the keys nobody sends again; returns how many."""
    old = delete(SentKey).where(SentKey.made_at < now() - KEPT)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]
