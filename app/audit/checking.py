"""The trail verified against its anchors; what does not hold is remembered and shown until it does.

Read on a connection of its own, for it takes a while and must keep nobody from writing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.audit import anchors
from app.audit.anchors import Anchor, ForgedAnchorError
from app.audit.chain import Event, Verdict, verify
from app.audit.listener import note
from app.audit.models import AuditEntry
from app.core.clock import now
from app.core.db import db, writing

BROKEN, WHOLE = "trail broken", "trail whole"


class Place(NamedTuple):
    """Where the anchors lie, with the keys of the chain and of the anchors."""

    path: Path
    key: bytes
    anchor_key: bytes

    @property
    def mark(self) -> Path:
        """What stands beside the anchors for as long as the trail does not hold."""
        return mark_of(self.path)


def mark_of(path: Path) -> Path:
    """A page asks for it without a question to the database, which may not be trusted in this."""
    return path.with_suffix(".broken")


def check_all(session: Session, place: Place) -> tuple[Verdict, int]:
    """The whole trail, and how many anchors were there; only this ends an alarm."""
    with _reading() as connection:
        verdict, held = _verdict(connection, place, is_whole=True)
    if verdict.whole:
        _calm(session, place)
    else:
        _alarm(session, place, verdict)
    return verdict, held


def check_day(session: Session, place: Place) -> Verdict:
    """What was written since an anchor of a day ago; where it holds, one more anchor is dropped."""
    with _reading() as connection:
        verdict, _ = _verdict(connection, place, is_whole=False)
        if verdict.whole:
            verdict = _counted(connection, verdict)
    if verdict.whole:
        last = Anchor(verdict.entries, verdict.last, verdict.entries, now())
        anchors.drop(place.path, place.anchor_key, last)
    else:
        _alarm(session, place, verdict)
    return verdict


@contextmanager
def _reading() -> Iterator[Connection]:
    token = writing.set(False)
    try:
        with db.engine.connect() as connection:
            yield connection
    finally:
        writing.reset(token)


def _verdict(connection: Connection, place: Place, *, is_whole: bool) -> tuple[Verdict, int]:
    try:
        held = anchors.read(place.path, place.anchor_key)
    except ForgedAnchorError as forged:
        last = forged.held[-1].seq if forged.held else 0
        return Verdict(last, last + 1, str(forged)), len(forged.held)
    since = None if is_whole else anchors.a_day_ago(held)
    return verify(connection, place.key, held, since), len(held)


def _counted(connection: Connection, verdict: Verdict) -> Verdict:
    """What lies before the day is only counted: as many entries as the last one's number says."""
    asked = select(func.count(AuditEntry.id)).where(AuditEntry.id <= verdict.entries)
    count = connection.scalar(asked) or 0
    if count == verdict.entries:
        return verdict
    return Verdict(count, count + 1, "an entry is missing or out of place")


def _alarm(session: Session, place: Place, verdict: Verdict) -> None:
    """Remember it once; committed here, for the run that found it fails."""
    if place.mark.exists():
        return
    told = {"entry": verdict.broken_at, "reason": verdict.reason}
    note(session, Event(BROKEN, AuditEntry.__tablename__, verdict.broken_at, told))
    session.commit()
    place.mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.mark.write_text(str(verdict.broken_at))


def _calm(session: Session, place: Place) -> None:
    if place.mark.exists():
        note(session, Event(WHOLE, AuditEntry.__tablename__))
        session.commit()
        place.mark.unlink(missing_ok=True)


def broken_at(path: Path) -> str:
    """From which entry on the trail does not hold; empty where it does."""
    try:
        return mark_of(path).read_text() or "?"
    except FileNotFoundError:
        return ""
