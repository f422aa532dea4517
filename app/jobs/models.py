"""What the timetable has done: one row for each run of each job."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Table
from app.core.gate import Open
from app.core.words import N_, Choice


class RunStatus(Choice):
    """任务状态."""

    running = N_("Running")
    done = N_("Done")
    failed = N_("Failed")


class JobRun(Table):
    """任务运行: one slot of one job, held by lease; ``attempt`` fences a process that came late."""

    __tablename__ = "job_run"
    __gate__ = Open("names of jobs and their outcome; no record")
    __unaudited__ = "a job's effects are audited, its lease is not"

    job: Mapped[str] = mapped_column(String(64), primary_key=True)
    slot: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    attempt: Mapped[int]
    lease_until: Mapped[datetime]
    status: Mapped[RunStatus]
    outcome: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None]
