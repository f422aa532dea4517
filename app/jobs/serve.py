"""The jobs process: APScheduler keeps the time, the lease table decides who runs.

Beside the timetable a thread takes what people asked for on a screen.
"""

import logging
import os
import threading

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from flask import Flask

from app.core.clock import ZONE, now
from app.jobs.heartbeat import SECONDS, beat
from app.jobs.runner import run_job
from app.jobs.timetable import TIMETABLE
from app.jobs.worker import serve_asked

log = logging.getLogger("kedang.jobs")


def serve(app: Flask, follow: int | None = None) -> None:
    """Run the timetable until stopped. Two processes may: each slot is done once.

    It ends when ``follow``, the process that started it, is gone. Its number is told rather than
    asked for here: by now, a second later, it may have gone already.
    """
    clock = BlockingScheduler(timezone=ZONE.inner)
    if follow is not None:
        clock.add_job(_follow, "interval", seconds=5, args=(follow,), next_run_time=now())
    clock.add_job(_beat, "interval", seconds=SECONDS, args=(app,), next_run_time=now())
    for name, job in TIMETABLE.items():
        clock.add_job(
            _tick,
            CronTrigger(hour=job.hour, minute=job.minute, timezone=ZONE.inner),
            args=(app, name),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=600,
        )
    threading.Thread(target=serve_asked, args=(app,), daemon=True).start()
    clock.start()


def _follow(parent: int) -> None:
    if os.getppid() != parent:
        log.info("the web server is gone")
        os._exit(0)  # The scheduler's own threads hold nothing that a restart would miss.


def _beat(app: Flask) -> None:
    with app.app_context():
        beat()


def _tick(app: Flask, name: str) -> None:
    with app.app_context():
        outcome = run_job(name, slot_now())
        log.info("%s: %s", name, outcome or "done elsewhere")


def slot_now() -> str:
    """The minute a run belongs to, in company time."""
    return now().astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
