"""People and departments as a list names them, in the reader's language, as SQL."""

from typing import Any

from flask_babel import get_locale
from sqlalchemy import func

from app.security.models import Department, Person


def department_name() -> Any:
    """A department's name in the reader's language."""
    zh = get_locale() is None or get_locale().language == "zh"
    return Department.name_zh if zh else Department.name_en


def person_name(person: Any = Person) -> Any:
    """A person's full name; ``person`` may be an alias."""
    return func.trim(person.first_name + person.last_name)
