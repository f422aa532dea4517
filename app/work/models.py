"""Work done in the background: one row for each run of each job, timed or asked for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Table
from app.core.gate import Open
from app.core.words import N_, Choice


class RunStatus(Choice):
    """任务状态."""

    waiting = N_("Waiting")
    running = N_("Running")
    done = N_("Done")
    failed = N_("Failed")
    stopped = N_("Stopped")


class JobRun(Table):
    """任务运行: one slot of one job, held by lease; ``attempt`` fences a process that came late.

    A row with ``asked_at`` was asked for by a person: ``payload`` says on what (ids only), and
    ``done`` of ``total`` is committed together with the rows it counts.
    """

    __tablename__ = "job_run"
    __gate__ = Open("names of jobs, ids of what they work on and their outcome; no record")
    __unaudited__ = "a job's effects are audited, its lease is not"

    job: Mapped[str] = mapped_column(String(64), primary_key=True)
    slot: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    attempt: Mapped[int]
    lease_until: Mapped[datetime]
    status: Mapped[RunStatus]
    outcome: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    requester_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    payload: Mapped[str | None] = mapped_column(Text)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    is_stop_wished: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("ix_job_run_status", "status", "asked_at"),)
