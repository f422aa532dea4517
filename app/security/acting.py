"""Acting for a named person outside a request: a command's ``--user``, an import's requester."""

from dataclasses import replace
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from app.audit.chain import Who
from app.core.clock import now
from app.core.db import db
from app.core.words import N_, RuleError
from app.security.actor import Actor
from app.security.models import Person
from app.security.rules import LEVELS, Reach, cleared_for, is_broken


def acting_user(username: str) -> Actor:
    """The actor this active user would be; RuleError when there is none."""
    person = db.session.scalar(select(Person).where(Person.username == username))
    if person is None or not person.active:
        raise RuleError(N_("There is no active user “%(name)s”."), name=username)
    return actor_for(person, Who(f"user:{person.username}", person.id))


def actor_for(person: Person, who: Who, at: datetime | None = None) -> Actor:
    """What this person's roles, department and clearance let them see at this moment.

    A broken glass opens every row for a while; what they may do to it stays as it is.
    """
    usual = _usual(person, who)
    if is_broken(person.glass_until, at or now()):
        return replace(usual, reach=Reach.company, levels=LEVELS, glass_until=person.glass_until)
    return usual


def _usual(person: Person, who: Who) -> Actor:
    ids = frozenset(role.id for role in person.roles)
    sm = current_app.appbuilder.sm  # type: ignore[attr-defined]
    terms = sm.terms_of(ids)
    below = terms.reach is Reach.department
    duties = sm.duties_of(person)
    return Actor(
        who,
        terms.reach,
        person.id,
        person.department_id,
        sm.departments_of(person) if below else frozenset(),
        cleared_for(person.clearance),
        ids,
        kinds=duties.held,
        assigned=duties.assigned,
    )
