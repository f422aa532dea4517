"""The chain itself: each entry's hash covers the entry before it (HMAC-SHA-256)."""

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from app.audit.models import AuditEntry, ChainHead
from app.core import bulk
from app.core.clock import now

GENESIS = "0" * 64
BLOCK = 5_000
_TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode
COVERED = ("seq", "at", "actor", "user_id", "ip", "request_id", "event", "subject", "subject_id")


class Who(NamedTuple):
    """Who acts, as the trail remembers it."""

    actor: str
    user_id: int | None = None
    ip: str | None = None
    request_id: str | None = None


@dataclass
class Event:
    """One thing worth remembering. ``detail`` holds masked values only, never a clear secret."""

    event: str
    subject: str | None = None
    subject_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


class Verdict(NamedTuple):
    """What a verification found: how many entries hold, and the first place that does not."""

    entries: int
    broken_at: int | None
    reason: str

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def seal(row: dict[str, Any], key: bytes) -> str:
    """The hash of one entry over its covered columns, its detail and the hash before it."""
    at: datetime = row["at"]
    covered = {name: row[name] for name in COVERED} | {"at": at.astimezone(UTC).isoformat()}
    text = _TEXT([covered, row["detail"], row["prev"]])
    return hmac.digest(key, text.encode(), "sha256").hex()


def append(connection: Connection, events: Sequence[Event], who: Who, key: bytes) -> None:
    """Write ``events`` at the chain's end, in the caller's transaction. Locks the head last."""
    seq, prev = _lock_head(connection)
    rows, told = [], {**who._asdict(), "at": now()}
    for seq, event in enumerate(events, seq + 1):  # noqa: B020 - seq goes on from the head
        row = {**told, **_row(event), "seq": seq, "prev": prev}
        prev = row["hash"] = seal(row, key)
        rows.append(row)
    names = list(rows[0])
    lines = ([row[name] for name in names] for row in rows)
    bulk.run(connection, insert(AuditEntry.__table__), names, lines)
    connection.execute(update(ChainHead).values(seq=seq, hash=prev))


def _row(event: Event) -> dict[str, Any]:
    return {
        "event": event.event,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "detail": _TEXT(event.detail),
    }


def _lock_head(connection: Connection) -> tuple[int, str]:
    head = connection.execute(select(ChainHead.seq, ChainHead.hash).with_for_update()).one()
    return head.seq, head.hash


def open_chain(connection: Connection) -> None:
    """The head of an empty chain; ``flask setup`` writes it once."""
    if connection.scalar(select(ChainHead.id)) is None:
        connection.execute(insert(ChainHead).values(id=1, seq=0, hash=GENESIS))


def verify(connection: Connection, key: bytes) -> Verdict:
    """Read the whole chain in blocks and compare each hash, each place and the head."""
    seq, prev = 0, GENESIS
    for row in _entries(connection):
        seq += 1
        if row["seq"] != seq:
            return Verdict(seq - 1, seq, "an entry is missing or out of place")
        if row["prev"] != prev or seal(row, key) != row["hash"]:
            return Verdict(seq - 1, seq, "an entry was altered")
        prev = row["hash"]
    head = connection.execute(select(ChainHead.seq, ChainHead.hash)).one()
    if (head.seq, head.hash) != (seq, prev):
        return Verdict(seq, seq + 1, "the end of the trail was cut off")
    return Verdict(seq, None, "")


def _entries(connection: Connection) -> Iterable[dict[str, Any]]:
    last = 0
    table = AuditEntry.__table__
    while True:
        page = table.select().where(table.c.seq > last).order_by(table.c.seq).limit(BLOCK)
        rows = connection.execute(page).mappings().all()
        if not rows:
            return
        for row in rows:
            yield dict(row)
        last = rows[-1]["seq"]
