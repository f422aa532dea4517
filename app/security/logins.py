"""Failed logins, counted in the database per account and per address, whatever the pathway."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from app.core.clock import now
from app.core.db import db, writing
from app.security.models import LoginCounter

WINDOW = timedelta(minutes=15)
ACCOUNT_TRIES = 10
ADDRESS_TRIES = 100


def is_locked(username: str, address: str) -> bool:
    """Whether this account or this address has used up its tries of the running window."""
    table = LoginCounter.__table__
    limits = {_account(username): ACCOUNT_TRIES, _address(address): ADDRESS_TRIES}
    with db.engine.connect() as connection:
        rows = connection.execute(select(table).where(table.c.key.in_(limits))).all()
    return any(row.failures >= limits[row.key] for row in rows if now() - row.since < WINDOW)


def failed(username: str, address: str) -> None:
    """Count one failure for both, in a transaction of its own."""
    token = writing.set(True)
    try:
        with db.engine.begin() as connection:
            for key in (_account(username), _address(address)):
                _count(connection, key)
    finally:
        writing.reset(token)


def _count(connection, key: str) -> None:  # type: ignore[no-untyped-def]
    table = LoginCounter.__table__
    over = (table.c.key == key) & (table.c.since < now() - WINDOW)
    connection.execute(delete(table).where(over))
    again = update(table).where(table.c.key == key).values(failures=table.c.failures + 1)
    if connection.execute(again).rowcount == 0:
        connection.execute(insert(table).values(key=key, failures=1, since=now()))


def succeeded(username: str) -> None:
    """A right password clears the account's count; the address keeps its own."""
    with db.engine.begin() as connection:
        table = LoginCounter.__table__
        connection.execute(delete(table).where(table.c.key == _account(username)))


def _account(username: str) -> str:
    return "a:" + hashlib.sha256(username.strip().lower().encode()).hexdigest()[:40]


def _address(address: str) -> str:
    return "i:" + address[:64]
