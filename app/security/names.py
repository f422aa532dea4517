"""People, departments and roles as they are named to the reader, in their language."""

from typing import Any

from flask import g
from flask_babel import get_locale
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.security.models import Department, Person, RoleTerms
from app.security.roles import ROLES


def department_name(department: Any = Department) -> Any:
    """A department's name in the reader's language; ``department`` may be an alias."""
    zh = get_locale() is None or get_locale().language == "zh"
    return department.name_zh if zh else department.name_en


def person_name(person: Any = Person) -> Any:
    """A person's full name; ``person`` may be an alias."""
    return func.trim(person.first_name + person.last_name)


def full_names(ids: set[int]) -> dict[int, str]:
    """User → full name, of those that have one."""
    asked = select(Person.id, person_name()).where(Person.id.in_(ids))
    return {pk: name for pk, name in db.session.execute(asked) if name} if ids else {}


def role_label(terms: RoleTerms) -> str:
    """A role's name in the reader's language."""
    if terms.shipped in ROLES:
        return str(ROLES[terms.shipped].label)
    zh = get_locale() is None or get_locale().language == "zh"
    return (terms.label_zh if zh else terms.label_en) or terms.role.name


def role_words() -> dict[str, str]:
    """Role key → label, asked once a request."""
    if "role_words" not in g:
        asked = select(RoleTerms).options(joinedload(RoleTerms.role))
        g.role_words = {terms.role.name: role_label(terms) for terms in db.session.scalars(asked)}
    words: dict[str, str] = g.role_words
    return words
