"""``flask jobs run``: each job of the timetable by hand, on an archive with something in it."""

import pytest
from sqlalchemy import select

from app.jobs.models import JobRun, RunStatus
from app.jobs.timetable import TIMETABLE
from tests.contracts.factories import make_contract, make_receivable
from tests.factories import make_customer, make_user


@pytest.fixture
def jobs(app, machine):
    """Run ``flask jobs`` with these words; how it ended."""
    with machine():
        customer = make_customer(account_manager_id=make_user("Staff").id)
        make_receivable(customer, contract_id=make_contract(customer).id)

    def _jobs(*words):
        return app.test_cli_runner().invoke(args=["jobs", *words])

    return _jobs


def runs(machine):
    with machine() as session:
        return session.execute(select(JobRun.job, JobRun.status, JobRun.outcome)).all()


@pytest.mark.parametrize("name", TIMETABLE)
def test_each_job_runs_by_its_name_and_tells_its_outcome(jobs, machine, name):
    done = jobs("run", name)
    assert done.exit_code == 0, done.exception
    assert done.output.strip()
    assert runs(machine) == [(name, RunStatus.done, done.output.strip())]


def test_one_job_may_be_run_by_hand_as_often_as_one_likes(jobs, machine):
    assert [jobs("run", "assess_files").exit_code for _ in range(2)] == [0, 0]
    assert len(runs(machine)) == 2


def test_a_job_nobody_knows_is_refused(jobs, machine):
    assert jobs("run", "nosuch").exit_code == 2
    assert runs(machine) == []


def test_the_timetable_is_listed(jobs):
    told = jobs("list").output.split()
    assert told[::2] == list(TIMETABLE)
