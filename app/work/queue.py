"""Background work people ask for: a row in ``job_run`` that the jobs process takes."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import db, writing
from app.work.lease import LEASE, hold, is_gone, me
from app.work.models import JobRun, RunStatus

OPEN = (RunStatus.waiting, RunStatus.running)
#: A run that killed its process this often is given up.
MOST_ATTEMPTS = 5


class StoppedError(Exception):
    """The requester wished the work to stop; what was committed stays."""


@dataclass
class Work:
    """One run taken from the queue. ``advance`` commits nothing: the block's own commit does."""

    job: str
    slot: str
    attempt: int
    requester_id: int
    payload: dict[str, Any]
    is_stop_wished: bool = False

    @property
    def run(self) -> tuple[str, str, int]:
        return self.job, self.slot, self.attempt

    def advance(self, session: Session, done: int, total: int | None = None) -> None:
        """Progress and a longer lease, in the block's transaction; LostLeaseError if taken over."""
        hold(session, self.run, done=done, total=total, lease_until=now() + LEASE)
        wish = select(JobRun.is_stop_wished).where(JobRun.job == self.job, JobRun.slot == self.slot)
        self.is_stop_wished = bool(session.scalar(wish))

    def pause(self) -> None:
        """Between two blocks: raises StoppedError when the requester wished so."""
        if self.is_stop_wished:
            raise StoppedError


def begin(session: Session, job: str, slot: str, requester_id: int | None, **payload: int) -> Work:
    """Work a command does itself, at once: held like any other, and never taken by a job."""
    session.add(
        JobRun(
            job=job, slot=slot, owner=me(), attempt=1, lease_until=now() + LEASE,
            status=RunStatus.running, requester_id=requester_id, payload=json.dumps(payload),
        )
    )  # fmt: skip
    return Work(job, slot, 1, requester_id or 0, payload)


def ask(session: Session, job: str, slot: str, requester_id: int, **payload: int) -> None:
    """Put work into the queue, in the caller's transaction; one slot is asked for once."""
    session.add(
        JobRun(
            job=job, slot=slot, owner="", attempt=0, lease_until=now(), asked_at=now(),
            status=RunStatus.waiting, requester_id=requester_id, payload=json.dumps(payload),
        )
    )  # fmt: skip


def wish_stop(session: Session, slot: str) -> None:
    """Ask running or waiting work to stop at its next block."""
    session.execute(
        update(JobRun)
        .where(JobRun.slot == slot, JobRun.status.in_(OPEN))
        .values(is_stop_wished=True)
        .execution_options(synchronize_session=False)
    )


def run_of(session: Session, slot: str | None) -> JobRun | None:
    """The run with this slot, for a progress bar."""
    return session.scalar(select(JobRun).where(JobRun.slot == slot)) if slot else None


def is_alive(run: JobRun | None) -> bool:
    """Whether this work is still done or will be: what was asked for, the jobs take up again."""
    if run is None or run.status not in OPEN:
        return False
    return run.asked_at is not None or _is_held(run)


def _is_held(run: JobRun | Row[Any]) -> bool:
    return run.lease_until > now() and not is_gone(run.owner)


def give_up(session: Session, slot: str) -> None:
    """End a run nobody does any more; a process that only seemed gone finds its lease lost."""
    session.execute(
        update(JobRun)
        .where(JobRun.slot == slot, JobRun.status.in_(OPEN))
        .values(status=RunStatus.stopped, finished_at=now())
        .execution_options(synchronize_session=False)
    )


def take(jobs: Collection[str]) -> Work | None:
    """The oldest run that waits or whose holder is gone; None when there is nothing to do."""
    for row in _candidates(jobs):
        if row.status is RunStatus.running and _is_held(row):
            continue
        if _move(row):
            return Work(row.job, row.slot, row.attempt + 1, row.requester_id, _read(row.payload))
    return None


def _candidates(jobs: Collection[str]) -> list[Row[Any]]:
    """Read without SQLite's write lock: this question is asked every second."""
    table = JobRun.__table__
    asked = (
        select(table)
        .where(table.c.status.in_(OPEN))
        .where(table.c.asked_at.is_not(None), table.c.job.in_(jobs))
        .order_by(table.c.asked_at, table.c.slot)
        .limit(20)
    )
    with _reading(), db.engine.connect() as connection:
        return list(connection.execute(asked))


@contextmanager
def _reading() -> Iterator[None]:
    token = writing.set(False)
    try:
        yield
    finally:
        writing.reset(token)


def _move(row: Row[Any]) -> bool:
    """Take the run in one statement; a second process finds the attempt moved on."""
    table = JobRun.__table__
    with db.engine.begin() as connection:
        moved = connection.execute(
            update(JobRun)
            .where(table.c.job == row.job, table.c.slot == row.slot)
            .where(table.c.attempt == row.attempt, table.c.status == row.status)
            .values(
                owner=me(),
                attempt=row.attempt + 1,
                status=RunStatus.running,
                lease_until=now() + LEASE,
            )
        )
    return bool(moved.rowcount == 1)


def _read(payload: str | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(payload or "{}")
    return found
