"""Where what a command makes belongs."""

from sqlalchemy import select

from app.core.db import db
from app.security.models import Department


def department_of(code: str, own: int | None) -> Department:
    """The department named, else the acting user's, else the root."""
    asked = select(Department)
    if code:
        asked = asked.where(Department.code == code)
    else:
        asked = asked.where(Department.id == own if own else Department.parent_id.is_(None))
    found: Department = db.session.scalars(asked.limit(1)).one()
    return found
