"""How a job runs: one process at a time by lease, its effect and its outcome in one commit."""

from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.core.clock import now, today
from app.core.db import db
from app.jobs.timetable import TIMETABLE
from app.security.actor import acting_as, system
from app.work.lease import finish, me
from app.work.models import JobRun, RunStatus

LEASE = timedelta(minutes=15)


def run_job(name: str, slot: str) -> str | None:
    """Run one slot of one job; the outcome, or None when another process has it or had it."""
    attempt = _take(name, slot)
    if attempt is None:
        return None
    with acting_as(system(f"job:{name}")):
        try:
            outcome = TIMETABLE[name].run(db.session(), today())
        except Exception as failure:
            db.session.rollback()
            why = f"{type(failure).__name__}: {failure}"
            finish(db.session(), (name, slot, attempt), RunStatus.failed, why)
            db.session.commit()
            raise
        finish(db.session(), (name, slot, attempt), RunStatus.done, outcome)
        db.session.commit()
    return outcome


def _take(name: str, slot: str) -> int | None:
    """Hold the slot: a new row, or one whose lease ran out. The attempt's number is the fence."""
    table, until = JobRun.__table__, now() + LEASE
    with db.engine.begin() as connection:
        row = connection.execute(
            select(table).where(table.c.job == name, table.c.slot == slot)
        ).one_or_none()
        if row is not None:
            return _take_over(connection, row, until)
    try:
        with db.engine.begin() as connection:
            connection.execute(
                insert(table).values(
                    job=name, slot=slot, owner=me(), attempt=1, lease_until=until,
                    status=RunStatus.running,
                )
            )  # fmt: skip
    except IntegrityError:
        return None
    return 1


def _take_over(connection, row, until: datetime) -> int | None:  # type: ignore[no-untyped-def]
    table = JobRun.__table__
    free = or_(table.c.status == RunStatus.failed, table.c.lease_until < now())
    moved = connection.execute(
        update(table)
        .where(table.c.job == row.job, table.c.slot == row.slot, table.c.attempt == row.attempt)
        .where(table.c.status != RunStatus.done, free)
        .values(owner=me(), attempt=row.attempt + 1, lease_until=until, status=RunStatus.running)
    )
    return row.attempt + 1 if moved.rowcount == 1 else None
