"""Anchors: where the trail ended hour by hour, kept beside the database and signed with a key.

The chain alone cannot tell that its end was cut off and its head moved back; an anchor can. Whoever
writes to the database alone has neither the file nor the key.
"""

import hmac
import json
import logging
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from app.core.clock import now

DAY = timedelta(days=1)
log = logging.getLogger("kedang.audit")


class Anchor(NamedTuple):
    """The last entry's place and hash, how many entries there were, and when."""

    seq: int
    hash: str
    entries: int
    at: datetime


class ForgedAnchorError(ValueError):
    """A line of the file is no anchor of this archive's; ``held`` are those before it."""

    def __init__(self, line: int, held: Sequence[Anchor]) -> None:
        super().__init__(f"line {line} of the anchors was altered")
        self.held = held


def drop(path: Path, key: bytes, anchor: Anchor) -> None:
    """One more line, on the disk when this returns; and a line of the log, which leaves the machine
    where the file does not.
    """
    told = {**anchor._asdict(), "at": anchor.at.isoformat()}
    line = json.dumps({**told, "mac": _mac(key, told)}) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    log.info("anchor", extra={"facts": told})


def read(path: Path, key: bytes) -> list[Anchor]:
    """Every anchor, oldest first; ForgedAnchorError for a line that was altered."""
    held: list[Anchor] = []
    text = path.read_text() if path.exists() else ""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            told = json.loads(line)
            is_ours = hmac.compare_digest(told.pop("mac"), _mac(key, told))
            held.append(Anchor(**{**told, "at": datetime.fromisoformat(told["at"])}))
        except (ValueError, KeyError, TypeError, AttributeError):
            is_ours = False
        if not is_ours:
            raise ForgedAnchorError(number, held[: number - 1])
    return held


def a_day_ago(anchors: Sequence[Anchor]) -> Anchor | None:
    """The newest one that is a day old: what was written since is read from it on."""
    return next((one for one in reversed(anchors) if one.at <= now() - DAY), None)


def _mac(key: bytes, told: dict[str, object]) -> str:
    return hmac.digest(key, json.dumps(told, sort_keys=True).encode(), "sha256").hex()
