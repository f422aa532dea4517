"""Where what a command makes belongs."""

from sqlalchemy import select

from app.core.db import db
from app.core.words import N_, RuleError
from app.security.models import Department


def department_of(code: str, own: int | None) -> Department:
    """The department named, else the acting user's, else the root: the one that was there first.

    RuleError where none is so named.
    """
    asked = select(Department)
    if code:
        asked = asked.where(Department.code == code)
    else:
        asked = asked.where(Department.id == own if own else Department.parent_id.is_(None))
    found: Department | None = db.session.scalar(asked.order_by(Department.id).limit(1))
    if found is None:
        raise RuleError(N_("There is no department “%(code)s”."), code=code)
    return found
