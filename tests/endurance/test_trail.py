"""A long audit trail is verified whole in the time a nightly job has for it."""

import time

from sqlalchemy import select

from app.audit.chain import Event, Who, append, verify
from app.audit.models import ChainHead
from app.core.db import db
from tests.endurance.scale import SCALE, write_down

#: A million at full size.
ENTRIES, BLOCK = 20_000 * SCALE, 5_000
#: Of a million, on one core; a small sample on a busy machine gets a third of it.
MOST_SECONDS = 15.0


def test_a_long_trail_is_verified_in_time(app, database):
    key = app.extensions["keyring"].derive("audit")
    told = [
        Event("change", "customer", number, {"city": ["深圳", "广州"]}) for number in range(BLOCK)
    ]
    with app.app_context():
        for _ in range(ENTRIES // BLOCK):
            with db.engine.begin() as connection:
                append(connection, told, Who("user:desk", 7, "192.0.2.1", "a1b2"), key)
        with db.engine.connect() as connection:
            last = connection.scalar(select(ChainHead.seq))
            start = time.perf_counter()
            verdict = verify(connection, key)
            seconds = time.perf_counter() - start
    assert verdict.whole
    assert verdict.entries == last >= ENTRIES
    assert seconds < MOST_SECONDS * max(ENTRIES / 1_000_000, 0.3)
    write_down(
        "audit entries verified", database, entries=verdict.entries, seconds=round(seconds, 1)
    )
