"""The way out: who may take how many rows, what is remembered of it, and the stream itself.

Two entries frame each file. The first is committed before the first byte leaves, so that no
export is without one; the second, with the rows sent and the file's SHA-256, before the last
byte, or when the reader goes away. A first without a second is a file that never began to leave,
or a server that died.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Response, g, request, stream_with_context
from flask_login import current_user

from app.audit.chain import Event
from app.audit.listener import note
from app.core.asking import Asked, Plan, read_url
from app.core.clock import local, now
from app.core.columns import showing, shown_columns
from app.core.db import db, writing
from app.core.exporting import MIME, WRITERS, reader, walk
from app.core.filters import filter_words
from app.core.gate import gate_of
from app.core.listing import at_most
from app.core.narrowing import rows_where
from app.core.sheet_writing import Head, Row
from app.core.words import N_, RuleError
from app.security.actor import Actor, acting_as, actor
from app.security.rules import LEVELS, Security

#: Up to here a list may leave; above it takes an approved copy request.
HIGHEST = Security.internal


class Signature(NamedTuple):
    """Who takes it out, as the watermark names them, and the number both entries carry."""

    name: str
    user: str
    number: str


@dataclass
class Parcel:
    """One export on its way: the question, the file's shape, and what has left so far."""

    plan: Plan
    asked: Asked
    kind: str
    head: Head
    who: Actor
    number: str
    rows: int = 0
    size: int = 0

    @property
    def subject(self) -> str:
        return str(self.plan.entity.__tablename__)


def send(screen: Any, kind: str, cap: int) -> Response:
    """The list's rows as an answer; RuleError, and nothing is sent, when that may not be."""
    by = Signature(str(current_user), current_user.username, g.request_id)
    columns = shown_columns(screen, request.args, current_user)
    parcel = pack(screen, kind, request.args, cap, by, columns)
    stream = stream_with_context(pieces(parcel))
    return Response(stream, content_type=MIME[kind], headers=_name(parcel))


def pack(
    screen: Any,
    kind: str,
    args: Mapping[str, str],
    cap: int,
    by: Signature,
    columns: list[str],
) -> Parcel:
    """Check the question and write the opening entry; RuleError when it may not leave.

    Counting may take its time, so it holds no write lock meanwhile.
    """
    asked = read_url(screen.plan, args)
    db.session.rollback()
    token = writing.set(False)
    try:
        count = _checked(screen.plan, asked, cap)
    finally:
        writing.reset(token)
    words, plan = filter_words(screen, asked), showing(screen.plan, columns)
    parcel = Parcel(plan, asked, kind, _head(screen, columns, words, by), actor(), by.number)
    detail = {"file": kind, "filter": words, "columns": columns, "rows": count, "number": by.number}
    _remember(Event("export", parcel.subject, detail=detail))
    return parcel


def _checked(plan: Plan, asked: Asked, cap: int) -> int:
    if not cap:
        raise RuleError(N_("Your role may not export."))
    where = rows_where(plan, asked, db.session())
    if asked.problems:
        raise asked.problems[0]
    count = at_most(db.session(), plan, where, cap)
    if count > cap:
        raise RuleError(N_("Your role exports at most %(cap)s rows; filter the list."), cap=cap)
    gate = gate_of(plan.entity)
    if gate and gate.security:
        above = getattr(plan.entity, gate.security).in_(LEVELS[LEVELS.index(HIGHEST) + 1 :])
        if at_most(db.session(), plan, [*where, above], 1):
            raise RuleError(
                N_("Some rows are above “%(level)s” and leave only by an approved copy request;"
                   " filter them out."), level=HIGHEST,
            )  # fmt: skip
    return count


def _head(screen: Any, columns: list[str], words: list[str], by: Signature) -> Head:
    """The watermark is the first row: seen on opening, and there even if the file breaks off."""
    mark = N_("Exported by %(name)s (%(user)s) at %(at)s, no. %(number)s. Filter: %(filter)s.")
    at = local(now()).strftime("%Y-%m-%d %H:%M")
    told = {**by._asdict(), "at": at, "filter": "; ".join(words) or N_("none")}
    labels = [str(screen.labels[name]) for name in columns]
    return Head(str(screen.menu_name), str(mark) % told, labels)


def _name(parcel: Parcel) -> dict[str, str]:
    """A name for every browser: plain letters, and the real one beside."""
    end = f"{local(now()):%Y%m%d-%H%M}.{parcel.kind}"
    real = quote(f"{parcel.head.title}-{end}", safe="")
    plain = f"{parcel.subject}-{end}"
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{real}"}


def _remember(event: Event) -> None:
    """In a short transaction of its own."""
    db.session.rollback()
    token = writing.set(True)
    try:
        note(db.session(), event)
        db.session.commit()
    finally:
        writing.reset(token)


def pieces(parcel: Parcel) -> Iterator[bytes]:
    """The file, one piece held back until the closing entry is written."""
    digest, held, ended = hashlib.sha256(), b"", False
    token = writing.set(False)
    try:
        with acting_as(parcel.who):
            try:
                for piece in WRITERS[parcel.kind](parcel.head, _blocks(parcel)):
                    yield held
                    digest.update(piece)
                    parcel.size += len(piece)
                    held = piece
                ended = True
            finally:
                _close(parcel, digest.hexdigest(), ended)
            yield held
    finally:
        writing.reset(token)


def _blocks(parcel: Parcel) -> Iterator[list[Row]]:
    """On PostgreSQL one snapshot for all blocks: a row changed meanwhile comes once, not twice."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    read = reader(parcel.plan)
    for rows in walk(db.session(), parcel.plan, parcel.asked):
        yield [read(row) for row in rows]
        parcel.rows += len(rows)


def _close(parcel: Parcel, digest: str, ended: bool) -> None:
    sent = {"rows": parcel.rows, "bytes": parcel.size, "sha256": digest, "whole": ended}
    detail = {"number": parcel.number, **sent}
    _remember(Event("export ended", parcel.subject, detail=detail))
