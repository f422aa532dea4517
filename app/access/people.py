"""Keeping people: who gets in, with a first password, and who no longer does."""

import re
import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.rules import KEYS, check_keys_held, check_reset
from app.audit.chain import Event
from app.audit.listener import note
from app.core.words import N_, RuleError
from app.security.models import Person
from app.security.pairs import held_by_role, held_by_somebody, lock_rights
from app.security.passwords import hash_password
from app.security.rules import GLASS, Security, check_reason

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")


def begin(session: Session, person: Person) -> str:
    """A new person sees nothing: no role, no department, the lowest clearance. Returns the
    one-time password.
    """
    check_username(session, person.username)
    person.last_name, person.active, person.clearance = "", True, Security.public
    password = one_time(person)
    session.add(person)
    session.flush()
    return password


def check_username(session: Session, name: str) -> None:
    """RuleError for what is no user name, or is somebody's already, however it is capitalised."""
    if not USERNAME.fullmatch(name):
        raise RuleError(N_("A user name has 2 to 64 letters, digits, dots or hyphens."))
    same = func.lower(Person.username) == name.lower()
    if session.scalar(select(Person.id).where(same)):
        raise RuleError(N_("This user name is already taken."))


def one_time(person: Person) -> str:
    """A password that lets the person in to choose their own, and does nothing else."""
    password = secrets.token_urlsafe(12)
    person.password, person.must_change = hash_password(password), True
    return password


def reset_password(session: Session, person: Person, by: Person, reason: str) -> str:
    """A new one-time password; every session of the person ends."""
    if person.id == by.id:
        raise RuleError(N_("Change your own password with the old one."))
    why = check_reason(reason)
    for role in person.roles:
        check_reset(held_by_role(session, role.id))
    password = one_time(person)
    person.epoch += 1
    note(session, Event("password reset", "ab_user", person.id, {"reason": why}))
    return password


def disable(session: Session, person: Person, by: Person, reason: str) -> None:
    """Out at once: the sessions end, the history stays."""
    if person.id == by.id:
        raise RuleError(N_("Nobody disables themselves."))
    lock_rights(session)
    why = check_reason(reason)
    person.active = False
    _raise(session, person, "disabled", why)
    session.flush()
    check_keys_held(held_by_somebody(session, KEYS))


def enable(session: Session, person: Person, reason: str) -> None:
    """In again, with the rights they had."""
    why = check_reason(reason)
    person.active = True
    _raise(session, person, "enabled", why)


def _raise(session: Session, person: Person, event: str, why: str) -> None:
    person.epoch, person.version = person.epoch + 1, person.version + 1
    note(session, Event(event, "ab_user", person.id, {"reason": why}))


def break_glass(session: Session, person: Person, reason: str, at: datetime) -> None:
    """Every row for an hour, in an emergency; it ends by itself and is told in the trail."""
    if not person.active:
        raise RuleError(N_("A disabled user breaks no glass."))
    person.glass_until, person.glass_reason = at + GLASS, check_reason(reason)
    detail = {"until": person.glass_until.isoformat(), "reason": person.glass_reason}
    detail["scope"] = "everything"
    note(session, Event("break-glass", "ab_user", person.id, detail))
