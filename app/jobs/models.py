"""Where the timetable's runs are remembered; the table itself stands below every domain."""

from app.work.models import JobRun, RunStatus

__all__ = ["JobRun", "RunStatus"]
