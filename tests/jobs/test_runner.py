"""A slot of a job is done once, by one process, and its outcome is kept."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.jobs.models import JobRun, RunStatus
from app.jobs.runner import run_job
from app.jobs.timetable import TIMETABLE


@pytest.mark.parametrize("name", TIMETABLE)
def test_a_slot_is_done_once_however_often_it_is_asked_for(app, name):
    with app.app_context():
        first = run_job(name, "2026-03-02T08:00")
        assert first is not None
        assert run_job(name, "2026-03-02T08:00") is None
        run = db.session.scalars(select(JobRun)).one()
        assert (run.status, run.outcome, run.attempt) == (RunStatus.done, first, 1)
        db.session.remove()


def test_a_failed_slot_may_be_taken_again(app, monkeypatch):
    def fails(session, today):
        raise OSError("disk full")

    with app.app_context():
        good = TIMETABLE["sweep_sessions"]
        monkeypatch.setitem(TIMETABLE, "sweep_sessions", good._replace(run=fails))
        with pytest.raises(OSError, match="disk full"):
            run_job("sweep_sessions", "slot")
        monkeypatch.setitem(TIMETABLE, "sweep_sessions", good)
        assert run_job("sweep_sessions", "slot") is not None
        assert db.session.scalars(select(JobRun)).one().attempt == 2
        db.session.remove()


def test_the_planner_learns_how_rows_spread(app):
    with app.app_context():
        outcome = run_job("refresh_statistics", "slot")
        if db.engine.dialect.name == "sqlite":
            kept = db.session.connection().exec_driver_sql("SELECT count(*) FROM sqlite_stat1")
            assert (outcome, kept.scalar() > 0) == ("refreshed", True)
        else:
            assert outcome == "left to the database"
        db.session.remove()
