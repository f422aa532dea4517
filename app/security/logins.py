"""Failed logins, counted in the database per account and per address, whatever the pathway."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import now
from app.security.models import LoginCounter

WINDOW = timedelta(minutes=15)
ACCOUNT_TRIES = 10
ADDRESS_TRIES = 100


def is_locked(connection: Connection, username: str, address: str) -> bool:
    """Whether this account or this address has used up its tries of the running window."""
    table = LoginCounter.__table__
    limits = {_account(username): ACCOUNT_TRIES, _address(address): ADDRESS_TRIES}
    rows = connection.execute(select(table).where(table.c.key.in_(limits))).all()
    return any(row.failures >= limits[row.key] for row in rows if now() - row.since < WINDOW)


def failed(connection: Connection, username: str, address: str) -> None:
    """Count one failure for both, in the caller's transaction."""
    for key in sorted((_account(username), _address(address))):
        count(connection, key)


def tries(connection: Connection, key: str) -> int:
    """How many this key has counted in its running window."""
    table = LoginCounter.__table__
    asked = select(table.c.failures).where(table.c.key == key, table.c.since >= now() - WINDOW)
    return connection.scalar(asked) or 0


def count(connection: Connection, key: str) -> None:
    """One more for this key; a window that is over begins anew."""
    table = LoginCounter.__table__
    over = (table.c.key == key) & (table.c.since < now() - WINDOW)
    connection.execute(delete(table).where(over))
    again = update(table).where(table.c.key == key).values(failures=table.c.failures + 1)
    if connection.execute(again).rowcount == 0:
        connection.execute(_first(connection, key))


def _first(connection: Connection, key: str) -> Any:
    """A first failure; two at once may both try to write it, and both then count."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    first = dialect.insert(LoginCounter.__table__).values(key=key, failures=1, since=now())
    more = {"failures": LoginCounter.__table__.c.failures + 1}
    return first.on_conflict_do_update(index_elements=["key"], set_=more)


def succeeded(connection: Connection, username: str) -> None:
    """A right password clears the account's count; the address keeps its own."""
    table = LoginCounter.__table__
    connection.execute(delete(table).where(table.c.key == _account(username)))


def _account(username: str) -> str:
    return "a:" + hashlib.sha256(username.strip().lower().encode()).hexdigest()[:40]


def _address(address: str) -> str:
    return "i:" + address[:64]
