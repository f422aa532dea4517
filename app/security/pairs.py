"""FAB's rows for rights: one for each verb on each screen, made by setup, found by all others.

FAB's own functions commit each row; these do not.
"""

from collections.abc import Collection
from typing import Any

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
    assoc_user_role,
)
from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from app.security.models import Person, RoleState, RoleTerms


class Rights:
    """Every right there is, asked of the database once; setup adds what a new version brings."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._named = {
            (entity, row.name): row
            for entity in (Permission, ViewMenu)
            for row in session.scalars(select(entity))
        }
        rows = session.execute(_named_pairs().add_columns(PermissionView))
        self._pairs = {(right, screen): row for right, screen, row in rows}

    def pair(self, right: str, screen: str) -> PermissionView:
        """The row of one right on one screen, made when it is not there yet."""
        if (right, screen) not in self._pairs:
            permission, menu = self._name(Permission, right), self._name(ViewMenu, screen)
            self._pairs[right, screen] = PermissionView(permission=permission, view_menu=menu)
            self._session.add(self._pairs[right, screen])
        return self._pairs[right, screen]

    def _name(self, entity: type[Any], name: str) -> Any:
        if (entity, name) not in self._named:
            self._named[entity, name] = entity(name=name)
            self._session.add(self._named[entity, name])
        return self._named[entity, name]


def pairs_of(session: Session, rights: Collection[tuple[str, str]]) -> list[PermissionView]:
    """The rows of these rights, those that setup has made, in one statement."""
    both = tuple_(Permission.name, ViewMenu.name).in_(sorted(rights))
    asked = select(PermissionView).join(Permission).join(ViewMenu).where(both)
    return list(session.scalars(asked)) if rights else []


def held_by_role(session: Session, role_id: int) -> frozenset[tuple[str, str]]:
    """What one role may do now, asked of the database and not of a cache."""
    link = assoc_permissionview_role
    asked = _named_pairs().join(link, link.c.permission_view_id == PermissionView.id)
    rows = session.execute(asked.where(link.c.role_id == role_id))
    return frozenset((verb, screen) for verb, screen in rows)


def held_by_somebody(
    session: Session, rights: Collection[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """Which of these rights an active person holds through a role."""
    link, holders = assoc_permissionview_role, assoc_user_role
    asked = (
        _named_pairs()
        .join(link, link.c.permission_view_id == PermissionView.id)
        .join(holders, holders.c.role_id == link.c.role_id)
        .join(Person, Person.id == holders.c.user_id)
        .where(Person.active, tuple_(Permission.name, ViewMenu.name).in_(sorted(rights)))
        .distinct()
    )
    return frozenset((verb, screen) for verb, screen in session.execute(asked))


def _named_pairs() -> Select[Any]:
    return (
        select(Permission.name, ViewMenu.name)
        .select_from(PermissionView)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
    )


def lock_rights(session: Session) -> RoleState:
    """Put all who change rights in line, so that no two of them take the last key together."""
    asked = select(RoleState).with_for_update().execution_options(populate_existing=True)
    return session.scalars(asked).one()


def find_role(session: Session, key: str) -> Role | None:
    """The role with this key, if it is one of ours: FAB's own Admin and Public are not."""
    asked = select(Role).join(RoleTerms, RoleTerms.role_id == Role.id).where(Role.name == key)
    return session.scalar(asked)
