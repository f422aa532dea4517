"""Proposing a change of somebody's rights, and applying it once another person confirmed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.models import Grant
from app.access.rules import (
    KEYS,
    GrantKind,
    check_keys_held,
)
from app.audit.chain import Event
from app.audit.listener import note
from app.core.db import db
from app.core.words import N_, RuleError
from app.security.models import Department, Person
from app.security.names import department_name, role_words
from app.security.pairs import find_role, held_by_somebody, lock_rights
from app.security.rules import Security, check_reason


class Wish(NamedTuple):
    """One change asked for: what, from which key to which."""

    kind: GrantKind
    old: str | None
    new: str | None


def wishes(person: Person, told: Mapping[GrantKind, str | None]) -> list[Wish]:
    """The changes a form asks for; what is empty or already so asks for nothing.

    RuleError where a role is to be taken that the person does not hold.
    """
    held = {role.name for role in person.roles}
    found = []
    for kind, value in told.items():
        if not value:
            continue
        if kind is GrantKind.remove_role and value not in held:
            raise RuleError(N_("This person does not hold the role that is to be taken."))
        wish = _wish(person, kind, value)
        is_so = (kind is GrantKind.add_role and value in held) or wish.old == wish.new
        if not is_so:
            found.append(wish)
    return found


def _wish(person: Person, kind: GrantKind, value: str) -> Wish:
    if kind is GrantKind.add_role:
        return Wish(kind, None, value)
    if kind is GrantKind.remove_role:
        return Wish(kind, value, None)
    if kind is GrantKind.clearance:
        return Wish(kind, person.clearance.name, value)
    return Wish(kind, str(person.department_id) if person.department_id else None, value)


def propose(
    session: Session, person: Person, asked: list[Wish], reason: str, by: Person, at: datetime
) -> list[Grant]:
    """One open grant for each wish; nothing about the person changes yet."""
    why = check_reason(reason)
    made = []
    for wish in asked:
        _check_known(session, wish)
        grant = Grant(user_id=person.id, proposed_by_id=by.id, proposed_at=at, reason=why)
        grant.kind, grant.old, grant.new = wish
        session.add(grant)
        made.append(grant)
    return made


def _check_known(session: Session, wish: Wish) -> None:
    key = wish.new or wish.old or ""
    if wish.kind in {GrantKind.add_role, GrantKind.remove_role} and not find_role(session, key):
        raise RuleError(N_("There is no such role."))


def confirm(session: Session, grant: Grant, by: Person, at: datetime) -> None:
    """Apply it. The person's sessions end, so that the next click knows the new rights."""
    lock_rights(session)
    grant.confirm(by, at)
    person = session.get_one(Person, grant.user_id, with_for_update=True, populate_existing=True)
    _APPLY[grant.kind](session, person, grant)
    person.epoch += 1
    detail: dict[str, object] = {"grant": grant.id, "reason": grant.reason}
    detail[grant.kind.name] = [grant.old, grant.new]
    note(session, Event("rights granted", "ab_user", person.id, detail))
    session.flush()
    check_keys_held(held_by_somebody(session, KEYS))


def _add_role(session: Session, person: Person, grant: Grant) -> None:
    role = find_role(session, grant.new or "")
    if role is None or role in person.roles:
        raise RuleError(STALE)
    person.roles.append(role)


def _remove_role(session: Session, person: Person, grant: Grant) -> None:
    role = find_role(session, grant.old or "")
    if role is None or role not in person.roles:
        raise RuleError(STALE)
    person.roles.remove(role)


def _set_clearance(_session: Session, person: Person, grant: Grant) -> None:
    if person.clearance.name != grant.old:
        raise RuleError(STALE)
    person.clearance = Security[grant.new or ""]


def _set_department(session: Session, person: Person, grant: Grant) -> None:
    department = session.get(Department, int(grant.new or 0))
    if department is None or (person.department_id and str(person.department_id)) != grant.old:
        raise RuleError(STALE)
    person.department_id = department.id


STALE = N_("Meanwhile this has been changed otherwise. Refuse it and propose it anew.")
_APPLY: dict[GrantKind, Callable[[Session, Person, Grant], None]] = {
    GrantKind.add_role: _add_role,
    GrantKind.remove_role: _remove_role,
    GrantKind.clearance: _set_clearance,
    GrantKind.department: _set_department,
}


def value_word(kind: GrantKind, key: str | None) -> str:
    """A grant's key as people read it: a role's label, a clearance, a department's name."""
    if key is None:
        return ""
    if kind is GrantKind.clearance:
        return str(Security[key])
    return (department_words() if kind is GrantKind.department else role_words()).get(key, key)


def department_words() -> dict[str, str]:
    """Department id → name, asked once a request; the tree is small."""
    if "department_words" not in g:
        rows = db.session.execute(select(Department.id, department_name()))
        g.department_words = {str(pk): name for pk, name in rows}
    words: dict[str, str] = g.department_words
    return words
