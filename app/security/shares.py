"""What others show a person, as the gate asks for it."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.security.actor import Actor
from app.security.models import Share

SHARES = "shares"
#: Up to so many are named in the question, more are asked for within it.
FEW_SHARES = 500


def shares_of(session: Session, who: Actor) -> Sequence[Any]:
    """What others show this person, read once a transaction and named by its ids in the question:
    a question inside ``OR`` hides the indexes beside it from PostgreSQL.
    """
    kept = session.info.setdefault(SHARES, {})
    if who.user_id not in kept:
        table = Share.__table__
        asked = select(table.c.subject, table.c.subject_id).where(*_in_force(table.c, who))
        kept[who.user_id] = session.connection().execute(asked.limit(FEW_SHARES + 1)).all()
    return kept[who.user_id]  # type: ignore[no-any-return]


def are_few(shares: Sequence[Any]) -> bool:
    return len(shares) <= FEW_SHARES


def shared(table: str, who: Actor) -> Select[Any]:
    """The same as a question, of one table."""
    mine = _in_force(Share, who)
    return select(Share.subject_id).where(*mine, Share.subject == table)


def _in_force(share: Any, who: Actor) -> list[ColumnElement[bool]]:
    return [
        share.user_id == who.user_id,
        share.confirmed_by_id.is_not(None),
        share.ended_at.is_(None),
        share.until > now(),
    ]


def writes_shares(session: Session) -> bool:
    return any(isinstance(row, Share) for row in chain(session.new, session.dirty, session.deleted))


def forget(session: Session) -> None:
    session.info.pop(SHARES, None)
