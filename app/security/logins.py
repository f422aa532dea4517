"""Failed logins, counted in the database per account and per address, whatever the pathway."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Dialect, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import now
from app.security.models import LoginCounter

WINDOW = timedelta(minutes=15)
ACCOUNT_TRIES = 10
ADDRESS_TRIES = 100


def is_locked(connection: Connection, username: str, address: str) -> bool:
    """Whether this account or this address has used up its tries of the running window.

    Both counters stay locked until the caller's transaction ends, which must also record the
    outcome: of guesses sent at once none is judged by a count that another is about to raise.
    """
    limits = {_account(username): ACCOUNT_TRIES, _address(address): ADDRESS_TRIES}
    held = {key: _hold(connection, key) for key in sorted(limits)}  # In one order: no deadlock.
    return any(held[key] >= most for key, most in limits.items())


def failed(connection: Connection, username: str, address: str) -> None:
    """Count one failure for both, in the transaction that asked ``is_locked``."""
    _raise(connection, _account(username), _address(address))


def tries(connection: Connection, key: str) -> int:
    """How many this key has counted in its running window."""
    table = LoginCounter.__table__
    asked = select(table.c.failures).where(table.c.key == key, table.c.since >= now() - WINDOW)
    return connection.scalar(asked) or 0


def count(connection: Connection, key: str) -> None:
    """One more for this key; a window that is over begins anew."""
    _hold(connection, key)
    _raise(connection, key)


def succeeded(connection: Connection, username: str, address: str) -> None:
    """A right password clears the account's count; the address keeps its own, if it has any."""
    table = LoginCounter.__table__
    connection.execute(delete(table).where(table.c.key == _account(username)))
    idle = (table.c.key == _address(address)) & (table.c.failures == 0)
    connection.execute(delete(table).where(idle))


def _raise(connection: Connection, *keys: str) -> None:
    """One more for each of these, whose rows the caller holds."""
    table = LoginCounter.__table__
    counted = update(table).where(table.c.key.in_(keys)).values(failures=table.c.failures + 1)
    connection.execute(counted)


def _hold(connection: Connection, key: str) -> int:
    """The failures counted for ``key`` in its window, its row locked; a first one is made."""
    return int(connection.execute(_held(connection.dialect, key)).scalar_one())


def _held(dialect: Dialect, key: str) -> Any:
    insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    table, moment = LoginCounter.__table__, now()
    first = insert(table).values(key=key, failures=0, since=moment)
    is_over = table.c.since < moment - WINDOW
    again = {
        "failures": case((is_over, 0), else_=table.c.failures),
        "since": case((is_over, first.excluded.since), else_=table.c.since),
    }
    held = first.on_conflict_do_update(index_elements=["key"], set_=again)
    return held.returning(table.c.failures)


def _account(username: str) -> str:
    return "a:" + hashlib.sha256(username.strip().lower().encode()).hexdigest()[:40]


def _address(address: str) -> str:
    return "i:" + address[:64]
