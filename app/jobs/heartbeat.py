"""The timetable's pulse: one lease row that whoever keeps the time renews every half minute."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, insert, select, update

from app.core.clock import now
from app.core.db import db
from app.jobs.models import JobRun, RunStatus
from app.jobs.runner import me

SECONDS = 30
LEASE = timedelta(seconds=3 * SECONDS)
PULSE = {"job": "heartbeat", "slot": "lease"}


def beat() -> None:
    """Renew the lease; several processes may, the last one stands."""
    table = JobRun.__table__
    told = {"owner": me(), "lease_until": now() + LEASE, "status": RunStatus.running}
    with db.engine.begin() as connection:
        renewed = connection.execute(update(table).where(*_here()).values(**told))
        if renewed.rowcount == 0:
            connection.execute(insert(table).values(**PULSE, attempt=1, **told))


def is_fresh(connection: Connection) -> bool | None:
    """Whether somebody keeps the time now; None where nobody ever has."""
    until = connection.scalar(select(JobRun.__table__.c.lease_until).where(*_here()))
    return None if until is None else until > now()


def _here() -> list[ColumnElement[bool]]:
    return [JobRun.__table__.c[name] == value for name, value in PULSE.items()]
