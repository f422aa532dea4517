"""The department tree, read downwards."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.security.models import Department


def tree_below(session: Session, department_id: int | None) -> frozenset[int]:
    """A department and all below it; the tree is small and read in one statement."""
    if department_id is None:
        return frozenset()
    children: dict[int | None, list[int]] = {}
    for child, parent in session.execute(select(Department.id, Department.parent_id)):
        children.setdefault(parent, []).append(child)
    found: set[int] = set()
    todo = [department_id]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += children.get(node, ())
    return frozenset(found)
