"""The department tree, read downwards; a process keeps it for as long as it stands."""

from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.security.models import Department

Children = dict[int | None, list[int]]


class TreeState(NamedTuple):
    """What every change of the tree changes: each change of a row raises its version."""

    versions: int | None
    changed_at: Any


#: Asked with the session, in its statement.
STATE = (
    select(func.sum(Department.version)).scalar_subquery().label("tree_versions"),
    select(func.max(Department.updated_at)).scalar_subquery().label("tree_changed_at"),
)


class Tree:
    """The process's copy of the tree; asked on every request, read once per state."""

    def __init__(self) -> None:
        self._state: TreeState | None = None
        self._children: Children = {}
        self._lock = Lock()

    def below(
        self, session: Session, department_id: int | None, state: TreeState | None
    ) -> frozenset[int]:
        """A department and all below it. ``state`` None asks the database for it."""
        if department_id is None:
            return frozenset()
        wanted = TreeState(*session.execute(select(*STATE)).one()) if state is None else state
        with self._lock:
            if wanted != self._state:
                self._children, self._state = _read(session), wanted
            children = self._children
        return _walk(children, department_id)


def _read(session: Session) -> Children:
    found: Children = {}
    for child, parent in session.execute(select(Department.id, Department.parent_id)):
        found.setdefault(parent, []).append(child)
    return found


def _walk(children: Children, start: int) -> frozenset[int]:
    found: set[int] = set()
    todo = [start]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += children.get(node, ())
    return frozenset(found)
