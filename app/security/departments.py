"""The department tree as people change it: one root, no circle, and a reason for each move."""

from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from app.audit.chain import Event
from app.audit.listener import note
from app.core.words import N_, RuleError
from app.security.models import Department
from app.security.rules import check_reason
from app.security.unscoped import has_above

CIRCLE = N_("“%(what)s” belongs to this department already, directly or through others.")
ONE_ROOT = N_("Only one department stands at the top: say which one this is part of.")
LOCK = 0x64657074  # "dept", the advisory lock's number


def place_new(session: Session, department: Department) -> None:
    """A new department has one above it, unless it is the first of all."""
    _wait_for_turn(session)
    _check_root(session, department)


def move(session: Session, department: Department, reason: str) -> None:
    """Whoever leads a department sees all below it, so a move is told with its reason."""
    if not inspect(department).attrs.parent.history.has_changes():
        return
    with session.no_autoflush:
        _wait_for_turn(session)
        _check_root(session, department)
        _check_circle(department)
    why = check_reason(reason)
    note(session, Event("department moved", "department", department.id, {"reason": why}))


def _check_root(session: Session, department: Department) -> None:
    if department.parent is not None:
        return
    others = select(Department.id).where(Department.parent_id.is_(None))
    if department.id is not None:
        others = others.where(Department.id != department.id)
    if session.scalar(others.limit(1)):
        raise RuleError(ONE_ROOT, at="parent")


def _check_circle(department: Department) -> None:
    above: Any = department.parent
    if above is not None and has_above("department", "parent_id", above.id, department.id):
        raise RuleError(CIRCLE, at="parent", what=str(above))


def _wait_for_turn(session: Session) -> None:
    """Two who each close half of a circle are let in one after the other; SQLite does so anyway."""
    if session.connection().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
