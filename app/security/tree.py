"""The department tree and who enters what; a process keeps both for as long as they stand."""

from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.security.models import Department, Duty


class TreeState(NamedTuple):
    """What every change of the tree or of a duty changes: a row's change raises its version."""

    versions: int | None
    changed_at: Any
    duty_versions: int | None
    duty_changed_at: Any


class Duties(NamedTuple):
    """Record kinds by name: those a department is on duty for, those any department is."""

    held: frozenset[str]
    assigned: frozenset[str]


#: Asked with the session, in its statement.
STATE = (
    select(func.sum(Department.version)).scalar_subquery().label("tree_versions"),
    select(func.max(Department.updated_at)).scalar_subquery().label("tree_changed_at"),
    select(func.sum(Duty.version)).scalar_subquery().label("duty_versions"),
    select(func.max(Duty.updated_at)).scalar_subquery().label("duty_changed_at"),
)


def state_in(row: Any) -> TreeState:
    """The state as the session's statement brought it."""
    return TreeState(*(getattr(row, column.name) for column in STATE))


class Copy(NamedTuple):
    """The tree both ways, and each assigned kind's department."""

    children: dict[int | None, list[int]]
    parents: dict[int, int | None]
    duties: dict[str, int]


class Tree:
    """The process's copy; asked on every request, read once per state."""

    def __init__(self) -> None:
        self._state: TreeState | None = None
        self._copy = Copy({}, {}, {})
        self._lock = Lock()

    def below(
        self, session: Session, department_id: int | None, state: TreeState | None
    ) -> frozenset[int]:
        """A department and all below it. ``state`` None asks the database for it."""
        if department_id is None:
            return frozenset()
        return _walk(self._fresh(session, state).children, department_id)

    def duties(
        self, session: Session, department_id: int | None, state: TreeState | None
    ) -> Duties:
        """What a department, or one above it, is on duty for."""
        copy = self._fresh(session, state)
        above = _climb(copy.parents, department_id)
        held = frozenset(kind for kind, holder in copy.duties.items() if holder in above)
        return Duties(held, frozenset(copy.duties))

    def _fresh(self, session: Session, state: TreeState | None) -> Copy:
        wanted = TreeState(*session.execute(select(*STATE)).one()) if state is None else state
        with self._lock:
            if wanted != self._state:
                self._copy, self._state = _read(session), wanted
            return self._copy


def _read(session: Session) -> Copy:
    found = Copy({}, {}, {})
    for child, parent in session.execute(select(Department.id, Department.parent_id)):
        found.children.setdefault(parent, []).append(child)
        found.parents[child] = parent
    asked = select(Duty.kind, Duty.department_id).where(Duty.department_id.is_not(None))
    for kind, holder in session.execute(asked):
        found.duties[kind.name] = holder or 0
    return found


def _walk(children: dict[int | None, list[int]], start: int) -> frozenset[int]:
    found: set[int] = set()
    todo = [start]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += children.get(node, ())
    return frozenset(found)


def _climb(parents: dict[int, int | None], start: int | None) -> set[int]:
    found: set[int] = set()
    while start is not None and start not in found:
        found.add(start)
        start = parents.get(start)
    return found
