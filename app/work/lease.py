"""Who holds a run: a lease that ends by itself, and the attempt's number as the fence."""

import os
import socket
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.work.models import JobRun, RunStatus

#: Asked work renews its lease with every block; a block takes far less than this.
LEASE = timedelta(minutes=2)


class LostLeaseError(RuntimeError):
    """Another process took this run over; this one's effect is undone."""


def me() -> str:
    """This process, as a lease names it."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def is_gone(owner: str) -> bool:
    """Whether the lease's holder was a process of this machine that no longer lives."""
    host, _, pid = owner.rpartition(":")
    if host != socket.gethostname()[:40] or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def hold(session: Session, run: tuple[str, str, int], **values: Any) -> None:
    """Write to a run in the caller's transaction, and only while it is still ours."""
    job, slot, attempt = run
    table = JobRun.__table__
    written: CursorResult[Any] = session.connection().execute(
        update(JobRun)
        .where(table.c.job == job, table.c.slot == slot, table.c.attempt == attempt)
        .where(table.c.status == RunStatus.running)
        .values(**values)
    )
    if written.rowcount != 1:
        session.rollback()
        raise LostLeaseError(f"{job} {slot}")


def finish(session: Session, run: tuple[str, str, int], status: RunStatus, outcome: str) -> None:
    """The run's last word, in the transaction that holds its effect."""
    hold(session, run, status=status, outcome=outcome, finished_at=now())
