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


class Unwatched(Work):
    """The same work done at once by a command: nobody waits, nobody stops it."""

    def __init__(self, batch: int) -> None:
        super().__init__("", "", 0, 0, {"batch": batch})

    def advance(self, session: Session, done: int, total: int | None = None) -> None:
        pass


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
        .where(JobRun.slot == slot, JobRun.asked_at.is_not(None))
        .where(JobRun.status.in_((RunStatus.waiting, RunStatus.running)))
        .values(is_stop_wished=True)
        .execution_options(synchronize_session=False)
    )


def run_of(session: Session, slot: str | None) -> JobRun | None:
    """The run with this slot, for a progress bar."""
    return session.scalar(select(JobRun).where(JobRun.slot == slot)) if slot else None


def take(jobs: Collection[str]) -> Work | None:
    """The oldest run that waits or whose holder is gone; None when there is nothing to do."""
    for row in _candidates(jobs):
        if row.status is RunStatus.running and row.lease_until > now() and not is_gone(row.owner):
            continue
        if _move(row):
            return Work(row.job, row.slot, row.attempt + 1, row.requester_id, _read(row.payload))
    return None


def _candidates(jobs: Collection[str]) -> list[Row[Any]]:
    """Read without SQLite's write lock: this question is asked every second."""
    table = JobRun.__table__
    asked = (
        select(table)
        .where(table.c.status.in_((RunStatus.waiting, RunStatus.running)))
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
