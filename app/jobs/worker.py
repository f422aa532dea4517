"""Takes what people asked for, one run after another, as the person who asked."""

import logging
import time

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import selectinload

from app.audit.chain import Who
from app.core.db import db
from app.core.words import N_, RuleError
from app.jobs.asked import ASKED, Asked
from app.security.acting import actor_for
from app.security.actor import Actor, acting_as, system
from app.security.models import Person
from app.work.lease import LostLeaseError, finish
from app.work.models import RunStatus
from app.work.queue import MOST_ATTEMPTS, StoppedError, Work, take

log = logging.getLogger("kedang.jobs")
PAUSE = 1.0
BROKEN = N_("Something went wrong on our side. What was done before it stays; you can go on.")


def serve_asked(app: Flask) -> None:
    """Ask for work about every second, for ever."""
    while True:
        if _attempt(app) is None:
            time.sleep(PAUSE)


def _attempt(app: Flask) -> RunStatus | None:
    """One look at the queue; a database that is away for a moment is asked again."""
    try:
        with app.app_context():
            return run_next()
    except SQLAlchemyError:
        log.exception("the queue could not be read")
        return None


def run_next() -> RunStatus | None:
    """Take one run and do it; how it ended, or None when nothing waits."""
    work = take(ASKED)
    if work is None:
        return None
    try:
        status = _done(work, ASKED[work.job])
    except LostLeaseError:
        log.warning("%s %s was taken over", work.job, work.slot)
        return RunStatus.stopped
    finally:
        db.session.remove()
    log.info("%s %s: %s", work.job, work.slot, status.name)
    return status


def _done(work: Work, asked: Asked) -> RunStatus:
    try:
        if work.attempt > MOST_ATTEMPTS:
            raise RuleError(BROKEN)
        with acting_as(requester(work, asked)):
            outcome = asked.run(db.session(), work)
            finish(db.session(), work.run, RunStatus.done, outcome)
            db.session.commit()
    except LostLeaseError:
        raise
    except StoppedError:
        return _unfinished(work, asked, None)
    except RuleError as refusal:
        return _unfinished(work, asked, refusal)
    except Exception:
        log.exception("%s %s failed", work.job, work.slot)
        return _unfinished(work, asked, RuleError(BROKEN))
    return RunStatus.done


def requester(work: Work, asked: Asked) -> Actor:
    """The job's actor: the machine by name, with the requester's reach as it is now."""
    loaded = select(Person).options(selectinload(Person.roles))
    person = db.session.scalar(loaded.where(Person.id == work.requester_id))
    if person is None or not person.active:
        raise RuleError(N_("Whoever asked for this is no longer an active user."))
    who = Who(f"job:{work.job} user:{person.username}"[:120], person.id)
    actor = actor_for(person, who)
    sm = current_app.appbuilder.sm  # type: ignore[attr-defined]
    if (asked.right, asked.screen) not in sm.terms_of(actor.role_ids).rights:
        raise RuleError(N_("Whoever asked for this may no longer do it."))
    return actor


def _unfinished(work: Work, asked: Asked, refusal: RuleError | None) -> RunStatus:
    """Say on the record and on the run that it ended early, in one transaction."""
    db.session.rollback()
    status = RunStatus.failed if refusal else RunStatus.stopped
    with acting_as(system(f"job:{work.job}")):
        asked.unfinished(db.session(), work, refusal)
        finish(db.session(), work.run, status, refusal.message if refusal else "")
        db.session.commit()
    return status
