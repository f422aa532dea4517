"""The chain itself: each entry's hash covers the entry before it (HMAC-SHA-256)."""

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple

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
    """The hash of one entry over its columns, its detail and the hash before it.

    What is hashed is JSON, written here by hand: a nightly job verifies millions, and an encoder
    asked of each entry takes half as long again.
    """
    at: datetime = row["at"]
    text = (
        f'[{{"actor": {_quoted(row["actor"])}, "at": "{at.astimezone(UTC).isoformat()}",'
        f' "event": {_quoted(row["event"])}, "ip": {_told(row["ip"])},'
        f' "request_id": {_told(row["request_id"])}, "seq": {row["seq"]},'
        f' "subject": {_told(row["subject"])}, "subject_id": {_told(row["subject_id"])},'
        f' "user_id": {_told(row["user_id"])}}},'
        f" {_quoted(row['detail'])}, {_quoted(row['prev'])}]"
    )
    return hmac.digest(key, text.encode(), "sha256").hex()


def _told(value: str | int | None) -> str:
    if value is None:
        return "null"
    return _quoted(value) if isinstance(value, str) else str(value)


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
    names = [column.name for column in table.columns]
    while True:
        page = table.select().where(table.c.seq > last).order_by(table.c.seq).limit(BLOCK)
        rows = connection.execute(page).all()
        if not rows:
            return
        for row in rows:
            last = row.seq
            yield dict(zip(names, row, strict=True))
