"""Rows that were only held ready: erased in blocks when what they were for is thrown away.

Business records are never erased; this is for a table that is a waiting room, and its rows are
chosen by the gated record they belong to, which the caller has fetched through the gate.
"""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.db import Table

BLOCK = 5_000


def erase_held(session: Session, entity: type[Table], column: str, value: int) -> int:
    """Erase one block of the rows whose ``column`` is ``value``; returns how many went."""
    table: Any = entity.__table__
    chosen = select(table.c.id).where(table.c[column] == value).limit(BLOCK)
    return int(session.connection().execute(delete(table).where(table.c.id.in_(chosen))).rowcount)
