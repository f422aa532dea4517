"""The way out: who may take how many rows, what is remembered of it, and the stream itself.

Two entries frame each file. The first is committed before the first byte leaves, so that no
export is without one; the second, with the rows sent and the file's SHA-256, before the last
byte, or when the reader goes away. A first without a second is a file that never began to leave,
or a server that died.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Response, g, request, stream_with_context
from flask_login import current_user
from sqlalchemy import inspect

from app.audit.chain import Event
from app.audit.listener import note
from app.core.asking import Asked, Plan, read_url
from app.core.clock import local, now
from app.core.columns import showing
from app.core.db import db, writing
from app.core.exporting import MIME, WRITERS, reader, walk
from app.core.filters import filter_words
from app.core.listing import at_most
from app.core.narrowing import rows_where
from app.core.sheet_writing import Head, Row
from app.core.words import N_, RuleError
from app.security.actor import Actor, acting_as, actor
from app.security.leaving import above_highest, too_high
from app.security.quotas import check_exports

MANY = N_("Your role exports at most %(cap)s rows; filter the list.")


class Signature(NamedTuple):
    """Who takes it out, as the watermark names them, and the number both entries carry."""

    name: str
    user: str
    number: str


class Figures(NamedTuple):
    """What a page works out and its file holds: which table's rows, from which, in words."""

    subject: str
    title: str
    labels: Sequence[str]
    rows: Sequence[Row]
    words: Sequence[str] = ()


@dataclass
class Parcel:
    """One export on its way: where its rows come from, its shape, and what has left so far."""

    subject: str
    blocks: Callable[[], Iterator[list[Row]]]
    kind: str
    head: Head
    who: Actor
    number: str
    rows: int = 0
    size: int = 0


def send(screen: Any, kind: str, cap: int) -> Response:
    """The list's rows as an answer; RuleError, and nothing is sent, when that may not be."""
    return _answer(pack(screen, kind, request.args, cap, _signature(), screen.columns_shown()))


def send_figures(figures: Figures, kind: str, cap: int) -> Response:
    """What a page worked out as an answer, as strictly as a list's rows."""
    if len(figures.rows) > _allowed(cap):
        raise RuleError(MANY, cap=cap)
    db.session.rollback()
    head = _head(figures.title, list(figures.labels), list(figures.words), by := _signature())
    parcel = Parcel(
        figures.subject, partial(iter, [[*figures.rows]]), kind, head, actor(), by.number
    )
    _begin(parcel, list(figures.words), list(figures.labels), len(figures.rows))
    return _answer(parcel)


def _signature() -> Signature:
    return Signature(str(current_user), current_user.username, g.request_id)


def _answer(parcel: Parcel) -> Response:
    stream = stream_with_context(pieces(parcel))
    return Response(stream, content_type=MIME[parcel.kind], headers=_name(parcel))


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
    words = filter_words(screen, asked)
    labels = [str(screen.labels[name]) for name in columns]
    head = _head(str(screen.menu_name), labels, words, by)
    source = partial(_blocks, _fixed(screen.plan, columns), asked, screen.file_cells)
    subject = str(inspect(screen.plan.entity).local_table.name)
    parcel = Parcel(subject, source, kind, head, actor(), by.number)
    _begin(parcel, words, columns, count)
    return parcel


def _fixed(plan: Plan, columns: list[str]) -> Plan:
    """The plan whose scope is asked now: while the file flows, its reader is no longer there."""
    scope = tuple(plan.scope())
    return replace(showing(plan, columns), scope=lambda: scope)


def _begin(parcel: Parcel, words: list[str], columns: list[str], count: int) -> None:
    """The opening entry; QuotaError where it would be one too many today."""
    told = {"filter": words, "columns": columns, "rows": count, "number": parcel.number}
    event = Event("export", parcel.subject, detail={"file": parcel.kind, **told})
    _remember(event, lambda: check_exports(db.session(), parcel.who.user_id))


def _allowed(cap: int) -> int:
    if not cap:
        raise RuleError(N_("Your role may not export."))
    return cap


def _checked(plan: Plan, asked: Asked, cap: int) -> int:
    _allowed(cap)
    where = rows_where(plan, asked, db.session())
    if asked.problems:
        raise asked.problems[0]
    count = at_most(db.session(), plan, where, cap)
    if count > cap:
        raise RuleError(MANY, cap=cap)
    above = above_highest(plan.entity)
    if above is not None and at_most(db.session(), plan, [*where, above], 1):
        raise too_high()
    return count


def _head(title: str, labels: list[str], words: list[str], by: Signature) -> Head:
    """The watermark is the first row: seen on opening, and there even if the file breaks off."""
    mark = N_("Exported by %(name)s (%(user)s) at %(at)s, no. %(number)s. Filter: %(filter)s.")
    at = local(now()).strftime("%Y-%m-%d %H:%M")
    told = {**by._asdict(), "at": at, "filter": "; ".join(words) or N_("none")}
    return Head(title, str(mark) % told, labels)


def _name(parcel: Parcel) -> dict[str, str]:
    """A name for every browser: plain letters, and the real one beside."""
    end = f"{local(now()):%Y%m%d-%H%M}.{parcel.kind}"
    real = quote(f"{parcel.head.title}-{end}", safe="")
    plain = f"{parcel.subject}-{end}"
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{real}"}


def _remember(event: Event, check: Callable[[], None] = lambda: None) -> None:
    """In a short transaction of its own, unless ``check`` refuses."""
    db.session.rollback()
    token = writing.set(True)
    try:
        check()
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
                for piece in WRITERS[parcel.kind](parcel.head, _counted(parcel)):
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


def _counted(parcel: Parcel) -> Iterator[list[Row]]:
    for rows in parcel.blocks():
        yield rows
        parcel.rows += len(rows)


def _blocks(
    plan: Plan, asked: Asked, told: Mapping[str, Callable[[Any], Any]]
) -> Iterator[list[Row]]:
    """On PostgreSQL one snapshot for all blocks: a row changed meanwhile comes once, not twice."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    read = reader(plan, told)
    for rows in walk(db.session(), plan, asked):
        yield [read(row) for row in rows]


def _close(parcel: Parcel, digest: str, ended: bool) -> None:
    sent = {"rows": parcel.rows, "bytes": parcel.size, "sha256": digest, "whole": ended}
    detail = {"number": parcel.number, **sent}
    _remember(Event("export ended", parcel.subject, detail=detail))
