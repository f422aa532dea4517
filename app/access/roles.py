"""Making and changing roles: the database holds them, the shipped set is what they began as."""

from collections.abc import Collection
from typing import NamedTuple

from flask_appbuilder.security.sqla.models import Role, assoc_user_role
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.models import Grant
from app.access.rules import (
    KEYS,
    GrantStatus,
    Pair,
    check_cap,
    check_confirmers,
    check_keys_held,
    check_labels,
    check_not_widened,
    check_role_key,
)
from app.audit.chain import Event
from app.audit.listener import note
from app.core.clock import now
from app.core.words import N_, RuleError
from app.security.models import Person, RoleTerms
from app.security.pairs import held_by_role, held_by_somebody, lock_rights, pairs_of
from app.security.roles import ROLES, shipped_rights
from app.security.rules import Reach


class Draft(NamedTuple):
    """A role as a form describes it."""

    rights: frozenset[Pair]
    reach: Reach
    export_cap: int
    label_zh: str | None = None
    label_en: str | None = None


def draft_of(session: Session, terms: RoleTerms) -> Draft:
    """A role as it stands now."""
    rights = held_by_role(session, terms.role_id)
    return Draft(rights, terms.reach, terms.export_cap, terms.label_zh, terms.label_en)


def shipped_draft(terms: RoleTerms) -> Draft | None:
    """What a shipped role began as; None for an own one."""
    if terms.shipped not in ROLES:
        return None
    shipped = ROLES[terms.shipped]
    return Draft(shipped_rights(terms.shipped), shipped.reach, shipped.export_cap)


def change(session: Session, terms: RoleTerms, draft: Draft, by: Person) -> None:
    """Write a role as drafted. Nobody widens a role they hold."""
    state = lock_rights(session)
    old = draft_of(session, terms)
    if terms.role in by.roles:
        check_not_widened(old[:3], draft[:3])
    check_confirmers(old.rights, draft.rights, holders(session).get(terms.role_id, 0))
    if terms.shipped is None:
        terms.label_zh, terms.label_en = check_labels(draft.label_zh, draft.label_en)
    _write(session, terms, old.rights, draft)
    terms.edited_at = now()
    state.version += 1
    session.flush()
    check_keys_held(held_by_somebody(session, KEYS))


def reset(session: Session, terms: RoleTerms) -> None:
    """Back to the shipped set; ``flask setup`` cares for the role again from here on."""
    state, shipped = lock_rights(session), shipped_draft(terms)
    if shipped is None:
        raise RuleError(N_("An own role has no shipped set."))
    _write(session, terms, held_by_role(session, terms.role_id), shipped)
    terms.edited_at = None
    state.version += 1
    session.flush()
    check_keys_held(held_by_somebody(session, KEYS))


def _write(session: Session, terms: RoleTerms, held: Collection[Pair], draft: Draft) -> None:
    terms.reach, terms.export_cap = draft.reach, check_cap(draft.export_cap)
    terms.role.permissions = pairs_of(session, draft.rights)
    changed = {p: [True, False] for p in set(held) - draft.rights}
    changed |= {p: [False, True] for p in draft.rights - set(held)}
    if changed:
        detail = {f"{verb}:{screen}": both for (verb, screen), both in sorted(changed.items())}
        note(session, Event("change", "role_terms", terms.role_id, detail))


def make(session: Session, key: str, draft: Draft) -> RoleTerms:
    """A new own role; its key stays for ever, its names may change."""
    state = lock_rights(session)
    zh, en = check_labels(draft.label_zh, draft.label_en)
    role = Role(name=check_role_key(key))
    if session.scalar(select(Role.id).where(func.lower(Role.name) == key.lower())):
        raise RuleError(N_("A role with this key already exists."))
    session.add(role)
    session.flush()
    terms = RoleTerms(role_id=role.id, role=role, label_zh=zh, label_en=en, edited_at=now())
    session.add(terms)
    _write(session, terms, (), draft)
    state.version += 1
    return terms


def remove(session: Session, terms: RoleTerms) -> None:
    """Take an own role away that nobody holds and nobody is about to get."""
    state = lock_rights(session)
    if terms.shipped is not None:
        raise RuleError(N_("A shipped role stays; take its rights away instead."))
    if holders(session).get(terms.role_id) or _is_proposed(session, terms.role.name):
        raise RuleError(N_("Somebody holds this role, or is about to get it."))
    role = terms.role
    role.permissions = []
    session.delete(terms)
    session.flush()
    session.delete(role)
    state.version += 1


def _is_proposed(session: Session, key: str) -> bool:
    asked = select(Grant.id).where(Grant.status == GrantStatus.proposed, Grant.new == key)
    return session.scalar(asked.limit(1)) is not None


def holders(session: Session) -> dict[int, int]:
    """Role → how many people hold it."""
    role = assoc_user_role.c.role_id
    rows = session.execute(select(role, func.count()).group_by(role))
    return {row[0]: row[1] for row in rows}
