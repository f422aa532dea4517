"""What waits for a reader on the start page: each domain tells its own, each line leads there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from app.core.db import db
from app.core.ids import among
from app.core.words import N_

#: So many records of a kind are named on the start page, and on the page of all of them.
NAMED, NAMED_ALONE = 5, 100
MOST_COUNTED = 1_000
_named: ContextVar[int] = ContextVar("named", default=NAMED)


@contextmanager
def naming(most: int) -> Iterator[None]:
    """Name up to so many of each kind within the block."""
    token = _named.set(most)
    try:
        yield
    finally:
        _named.reset(token)


def named() -> int:
    """How many records of a kind are named now."""
    return _named.get()


class Waiting(NamedTuple):
    """One line: what is to be done, with what, and where."""

    text: str
    url: str
    icon: str
    when: Any = None


def may(right: str, screen: str) -> bool:
    """Whether the reader holds a right."""
    return bool(current_app.extensions["appbuilder"].sm.has_access(right, screen))


def told(what: N_, name: object) -> str:
    """A line's words with the record's name in them."""
    return str(what) % {"what": name}


def count_of(entity: type[Any], where: Sequence[ColumnElement[bool]]) -> int:
    """How many there are; counting ends one past the limit."""
    inner = select(entity.id).where(*where).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def counted(count: int) -> str:
    """A bounded count in words."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


def oldest(entity: type[Any], where: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
    """The records to name: those that have waited longest.

    Few are found in whatever order costs least: asked for in order at once, SQLite would walk past
    everybody's to find a small department's. Where there are many, the first are near.
    """
    few = select(entity.id).where(*where).limit(MOST_COUNTED + 1)
    ids = sorted(db.session.scalars(few))
    if len(ids) <= MOST_COUNTED:
        where = (among(entity.id, ids[: named()]),)
    asked = select(entity).where(*where).order_by(entity.id).limit(named())
    return list(db.session.scalars(asked)) if ids else []


def soonest(entity: type[Any], where: Sequence[ColumnElement[bool]], day: Any) -> Sequence[Any]:
    """Those whose day comes first."""
    asked = select(entity).where(*where).order_by(day, entity.id).limit(named())
    return list(db.session.scalars(asked))


def newest(entity: type[Any], where: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
    """The newest few."""
    asked = select(entity).where(*where).order_by(entity.id.desc()).limit(named())
    return list(db.session.scalars(asked))
