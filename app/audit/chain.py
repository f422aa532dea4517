"""The chain itself: each entry's hash covers the entry before it (HMAC-SHA-256)."""

import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, insert, select, update

from app.audit.models import AuditEntry, ChainHead
from app.core import bulk
from app.core.clock import now

GENESIS = "0" * 64
#: Read at once when verifying: with many more the collector looks through rows in use again and
#: again, which takes a third longer.
BLOCK = 500
_TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode


class Who(NamedTuple):
    """Who acts, as the trail remembers it."""

    actor: str
    user_id: int | None = None
    ip: str | None = None
    request_id: str | None = None


#: The columns that an entry's hash covers, in the order in which ``seal`` takes them.
SEALED = ("seq", "at", *Who._fields, "event", "subject", "subject_id", "detail", "prev")


@dataclass
class Event:
    """One thing worth remembering. ``detail`` holds masked values only, never a clear secret."""

    event: str
    subject: str | None = None
    subject_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


class Verdict(NamedTuple):
    """What a verification found: how many entries hold, the first place that does not, and the
    hash of the last one.
    """

    entries: int
    broken_at: int | None
    reason: str
    last: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def seal(entry: Sequence[Any], key: bytes) -> str:
    """The hash of one entry over the columns ``SEALED``, among them the hash before it.

    What is hashed is JSON, written here by hand: a nightly job verifies millions, and an encoder
    asked of each entry takes half as long again.
    """
    seq, at, actor, user_id, ip, request_id, event, subject, subject_id, detail, prev = entry
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    text = (
        f'[{{"actor": {_quoted(actor)}, "at": "{utc.isoformat()}", "event": {_quoted(event)},'
        f' "ip": {_text(ip)}, "request_id": {_text(request_id)}, "seq": {seq},'
        f' "subject": {_text(subject)}, "subject_id": {_number(subject_id)},'
        f' "user_id": {_number(user_id)}}}, {_quoted(detail)}, {_quoted(prev)}]'
    )
    return hmac.digest(key, text.encode(), "sha256").hex()


def _text(value: str | None) -> str:
    return "null" if value is None else _quoted(value)


def _number(value: int | None) -> str | int:
    return "null" if value is None else value


def append(connection: Connection, events: Sequence[Event], who: Who, key: bytes) -> None:
    """Write ``events`` at the chain's end, in the caller's transaction. Locks the head last."""
    seq, prev = _lock_head(connection)
    at, lines = now(), []
    for seq, event in enumerate(events, seq + 1):  # noqa: B020 - seq goes on from the head
        line = (seq, at, *who, *_columns(event), prev)
        prev = seal(line, key)
        lines.append((*line, prev))
    bulk.run(connection, insert(AuditEntry.__table__), (*SEALED, "hash"), lines)
    connection.execute(update(ChainHead).values(seq=seq, hash=prev))


def _columns(event: Event) -> tuple[str, str | None, int | None, str]:
    return event.event, event.subject, event.subject_id, _TEXT(event.detail)


def _lock_head(connection: Connection) -> tuple[int, str]:
    head = connection.execute(select(ChainHead.seq, ChainHead.hash).with_for_update()).one()
    return head.seq, head.hash


def open_chain(connection: Connection) -> None:
    """The head of an empty chain; ``flask setup`` writes it once."""
    if connection.scalar(select(ChainHead.id)) is None:
        connection.execute(insert(ChainHead).values(id=1, seq=0, hash=GENESIS))


class Known(Protocol):
    """An entry that somebody wrote down elsewhere: its place and its hash."""

    @property
    def seq(self) -> int: ...
    @property
    def hash(self) -> str: ...


def verify(
    connection: Connection, key: bytes, known: Sequence[Known] = (), since: Known | None = None
) -> Verdict:
    """Read the chain in blocks and compare each hash, each place, the head and what is ``known``.

    ``since``: a known entry to begin with; what lies before it is not read.
    """
    hashes = {one.seq: one.hash for one in known}
    seq, prev = (since.seq - 1, "") if since and since.seq else (0, GENESIS)
    first, moved = seq + 1, True
    while moved:  # Entries that were added meanwhile are there, all of them, before the head is.
        moved = False
        for entry, told in _entries(connection, seq):
            seq, moved = seq + 1, True
            if entry[0] != seq:
                return Verdict(seq - 1, seq, "an entry is missing or out of place")
            follows = entry[-1] == prev or (since is not None and seq == first)
            if not follows or hashes.get(seq, told) != told or seal(entry, key) != told:
                return Verdict(seq - 1, seq, "an entry was altered")
            prev = told
        head = connection.execute(select(ChainHead.seq, ChainHead.hash)).one()
        moved = moved and head.seq > seq
    if (head.seq, head.hash) != (seq, prev) or seq < max(hashes, default=0):
        return Verdict(seq, seq + 1, "the end of the trail was cut off")
    return Verdict(seq, None, "", prev)


def _entries(connection: Connection, last: int) -> Iterator[tuple[Sequence[Any], str]]:
    """Each entry's sealed columns after a place, and the hash it was given."""
    place = AuditEntry.__table__.c
    while True:
        page = select(*(place[name] for name in (*SEALED, "hash"))).where(place.seq > last)
        rows = connection.execute(page.order_by(place.seq).limit(BLOCK)).all()
        if not rows:
            return
        for row in rows:
            yield row[:-1], row[-1]
        last = rows[-1].seq
