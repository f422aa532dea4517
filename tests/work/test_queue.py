"""Work a person asked for is done once, as that person, and survives the process that had it."""

import os
import socket
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import db
from app.jobs.asked import ASKED, Asked
from app.jobs.worker import run_next
from app.security.actor import actor
from app.security.models import Person
from app.work.lease import LostLeaseError, finish
from app.work.models import JobRun, RunStatus
from app.work.queue import ask, take, wish_stop
from tests.factories import make_user

GONE = f"{socket.gethostname()[:40]}:{2**22 + 1}"


@pytest.fixture
def seen(monkeypatch):
    """A job that counts to three in three transactions; what happened in it."""
    happened = []

    def count(session, work):
        happened.append(actor().who)
        for done in range(1, 4):
            work.advance(session, done, 3)
            session.commit()
            happened.append(done)
            work.pause()
        return "3 counted"

    def unfinished(session, work, refusal):
        happened.append(str(refusal))

    asked = Asked("can_list", "Customers", count, unfinished)
    monkeypatch.setitem(ASKED, "count", asked)
    return happened


@pytest.fixture
def queue(machine):
    with machine() as session:
        user_id = make_user(role="Archivist", username="li").id
        ask(session, "count", "one", user_id, batch=7)
    return user_id


def run(machine):
    with machine() as session:
        return session.execute(select(JobRun.__table__)).one()


def change(machine, **values):
    with machine() as session:
        session.execute(update(JobRun).values(**values))


def work_once(app):
    with app.app_context():
        return run_next()


def test_asked_work_runs_once_as_machine_and_requester(app, machine, seen, queue):
    assert work_once(app) is RunStatus.done
    assert work_once(app) is None
    assert seen == [("job:count user:li", queue, None, None), 1, 2, 3]
    kept = run(machine)
    assert (kept.done, kept.total, kept.outcome, kept.attempt) == (3, 3, "3 counted", 1)


def test_two_processes_never_take_the_same_run(app, seen, queue):
    with app.app_context():
        assert take(ASKED).payload == {"batch": 7}
        assert take(ASKED) is None


@pytest.mark.parametrize(
    ("owner", "lease", "is_taken"),
    [
        (GONE, timedelta(hours=1), True),
        ("elsewhere:1", timedelta(hours=1), False),
        ("elsewhere:1", timedelta(minutes=-1), True),
        (f"{socket.gethostname()[:40]}:{os.getpid()}", timedelta(hours=1), False),
    ],
    ids=["dead here", "alive elsewhere", "late elsewhere", "alive here"],
)
@pytest.mark.usefixtures("seen", "queue")
def test_a_run_is_taken_over_when_its_holder_is_gone(app, machine, owner, lease, is_taken):
    change(machine, status=RunStatus.running, owner=owner, attempt=1, lease_until=now() + lease)
    assert (work_once(app) is RunStatus.done) == is_taken


def test_who_lost_the_lease_writes_nothing_more(app, machine, seen, queue):
    with app.app_context():
        late = take(ASKED)
    change(machine, attempt=2)
    with app.app_context():
        with pytest.raises(LostLeaseError):
            late.advance(db.session(), 1)
        with pytest.raises(LostLeaseError):
            finish(db.session(), late.run, RunStatus.done, "late")
    assert run(machine).status is RunStatus.running


def test_a_wish_to_stop_is_heard_between_two_blocks(app, machine, seen, queue):
    with machine() as session:
        wish_stop(session, "one")
    assert work_once(app) is RunStatus.stopped
    assert seen[1:] == [1, "None"]


@pytest.mark.parametrize("change_user", ["role", "active"])
def test_rights_are_asked_again_when_the_work_starts(app, machine, seen, queue, change_user):
    with machine() as session:
        person = session.get(Person, queue)
        if change_user == "role":
            person.roles = [app.appbuilder.sm.find_role("Trainee")]
        else:
            person.active = False
    assert work_once(app) is RunStatus.failed
    assert len(seen) == 1


def test_a_broken_job_is_told_and_leaves_the_queue(app, machine, monkeypatch, queue):
    def breaks(session, work):
        raise ZeroDivisionError

    told = []
    asked = Asked("can_list", "Customers", breaks, lambda s, w, why: told.append(why.message))
    monkeypatch.setitem(ASKED, "count", asked)
    assert work_once(app) is RunStatus.failed
    assert run(machine).outcome == told[0]
    assert work_once(app) is None


def test_a_run_that_keeps_killing_its_process_is_given_up(app, machine, seen, queue):
    change(machine, status=RunStatus.running, owner=GONE, attempt=5)
    assert work_once(app) is RunStatus.failed
    assert len(seen) == 1
