"""Numbers that are given out once: without gaps, without repeats, whatever fails."""

from sqlalchemy import Connection, String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from stdnum.iso7064 import mod_37_36

from app.core.db import Table
from app.core.gate import Open


class NumberSequence(Table):
    """号段: the last number given out in one scope (``customer:2026``)."""

    __tablename__ = "number_sequence"
    __gate__ = Open("a counter; shows no record")
    __unaudited__ = "each number given out stands in its record's own entry"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int]


def allocate(session: Session, scope: str, count: int = 1) -> range:
    """The next ``count`` numbers of ``scope``, in the caller's transaction.

    A rolled-back transaction gives its numbers back, so that no gap comes from a failure.
    The counter's row is locked until the transaction ends.
    """
    connection = session.connection()
    last = _advance(connection, scope, count)
    if last is None:
        _open_scope(connection, scope)
        last = _advance(connection, scope, count)
    assert last is not None
    return range(last - count + 1, last + 1)


def _advance(connection: Connection, scope: str, count: int) -> int | None:
    moved = (
        update(NumberSequence)
        .where(NumberSequence.scope == scope)
        .values(last=NumberSequence.last + count)
        .returning(NumberSequence.last)
    )
    return connection.scalar(moved)


def _open_scope(connection: Connection, scope: str) -> None:
    """Two callers may open one scope at once: the second finds the first's row and waits."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as upsert  # noqa: PLC0415

        row = upsert(NumberSequence).values(scope=scope, last=0).on_conflict_do_nothing()
        connection.execute(row)
    elif not connection.scalar(select(NumberSequence.last).where(NumberSequence.scope == scope)):
        connection.execute(insert(NumberSequence).values(scope=scope, last=0))


def with_check(body: str) -> str:
    """``body`` and its ISO 7064 MOD 37,36 check character, which catches a mistyped number."""
    return body + mod_37_36.calc_check_digit(body)
