"""THE TIMETABLE: every scheduled job, in the order of the day (company time)."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.jobs.anchor_audit import anchor_audit
from app.jobs.assess_files import assess_files
from app.jobs.check_files import check_files
from app.jobs.collect_files import collect_files
from app.jobs.expire_requests import expire_requests
from app.jobs.forget_keys import forget_keys
from app.jobs.plan_care import plan_care
from app.jobs.refresh_statistics import refresh_statistics
from app.jobs.stop_imports import stop_imports
from app.jobs.sweep_sessions import sweep_sessions
from app.jobs.verify_audit import verify_audit


class Job(NamedTuple):
    """When a job runs (cron fields) and what it does."""

    hour: str
    minute: str
    run: Callable[[Session, date], str]


TIMETABLE = {
    "expire_requests": Job("0", "20", expire_requests),
    "forget_keys": Job("1", "40", forget_keys),
    "verify_audit": Job("3", "0", verify_audit),
    "collect_files": Job("4", "10", collect_files),
    "check_files": Job("4", "30", check_files),
    "plan_care": Job("6", "0", plan_care),
    "assess_files": Job("*", "5-59/10", assess_files),
    "anchor_audit": Job("*", "50", anchor_audit),
    "refresh_statistics": Job("*", "7", refresh_statistics),
    "stop_imports": Job("*", "3-59/10", stop_imports),
    "sweep_sessions": Job("*", "*/10", sweep_sessions),
}
