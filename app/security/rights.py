"""Which role may do what, held in memory and renewed when the rights' version rises."""

from threading import Lock
from typing import NamedTuple

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.security.models import RoleState, RoleTerms
from app.security.rules import Reach


class Terms(NamedTuple):
    """What one role grants: its (verb, screen) pairs, its reach and its export cap in rows."""

    rights: frozenset[tuple[str, str]]
    reach: Reach
    export_cap: int


class Rights:
    """The process's copy of all roles; asked on every request, read once per version."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._terms: dict[int, Terms] = {}
        self._lock = Lock()

    def of(self, session: Session, role_ids: frozenset[int], version: int | None) -> Terms:
        """What several roles grant together. ``version`` None asks the database for it."""
        wanted = session.scalar(select(RoleState.version)) if version is None else version
        with self._lock:
            if wanted != self._version:
                self._terms, self._version = read_all(session), wanted
            held = [self._terms[role] for role in role_ids if role in self._terms]
        return _together(held)


def _together(held: list[Terms]) -> Terms:
    reaches = list(Reach)
    return Terms(
        frozenset().union(*(terms.rights for terms in held)),
        max((terms.reach for terms in held), key=reaches.index, default=Reach.none),
        max((terms.export_cap for terms in held), default=0),
    )


def read_all(session: Session) -> dict[int, Terms]:
    """What every role of ours grants."""
    link = assoc_permissionview_role
    pairs = (
        select(link.c.role_id, Permission.name, ViewMenu.name)
        .join(PermissionView, PermissionView.id == link.c.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
    )
    rights: dict[int, set[tuple[str, str]]] = {}
    for role_id, verb, screen in session.execute(pairs):
        rights.setdefault(role_id, set()).add((verb, screen))
    return {
        terms.role_id: Terms(
            frozenset(rights.get(terms.role_id, ())), terms.reach, terms.export_cap
        )
        for terms in session.scalars(select(RoleTerms))
    }
