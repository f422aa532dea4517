"""A long audit trail is verified whole in the time a nightly job has for it."""

import time

from sqlalchemy import select

from app.audit.chain import Event, Who, append, verify
from app.audit.models import ChainHead
from app.core.db import db
from tests.endurance.scale import SCALE, write_down

#: A million at full size.
ENTRIES, BLOCK = 20_000 * SCALE, 5_000
#: Of a million, on one core, while nothing else runs. A sample, which may run beside much else,
#: is held to its share of this process's own seconds.
MOST_SECONDS = 15.0
FULL = 1_000_000


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
            start, own = time.perf_counter(), time.process_time()
            verdict = verify(connection, key)
            seconds, own = time.perf_counter() - start, time.process_time() - own
    assert verdict.whole
    assert verdict.entries == last >= ENTRIES
    if ENTRIES >= FULL:
        assert seconds < MOST_SECONDS
    assert own < MOST_SECONDS * max(ENTRIES / FULL, 0.1)  # Below a tenth the clock is too coarse.
    write_down(
        "audit entries verified", database, entries=verdict.entries, seconds=round(seconds, 1)
    )
