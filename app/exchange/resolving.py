"""Names in a file that stand for rows of other tables: sources, people, departments."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.dictionaries.models import Dictionary, DictionaryWord
from app.exchange.lines import Line
from app.security.models import Department, Person
from app.security.names import department_name, person_name

#: Who another system names by its own numbers is asked after, and no reason to refuse an order.
LENIENT = {"salesperson"}
#: A name's rows; more than one id means that the name alone does not say who.
Found = dict[str, set[int]]


def resolve(session: Session, lines: Sequence[Line]) -> None:
    """Put the id in each name's place; one question a field and block."""
    for field, (column, find) in _FINDERS.items():
        named = [line for line in lines if line.is_undecided and field in line.values]
        if named:
            found = find(session, {line.values[field] for line in named})
            for line in named:
                _put(line, field, column, found)


def _put(line: Line, field: str, column: str, found: Found) -> None:
    told = line.values.pop(field)
    ids = found.get(told.casefold(), set())
    if len(ids) == 1:
        line.values[column] = next(iter(ids))
    elif field in LENIENT:
        message = N_("“%(value)s” is no known value of “%(field)s”; it is left empty.")
        line.doubts.append(RuleError(message, value=told[:40], field=field))
    elif ids:
        message = N_("Several are called “%(value)s”; write the user name or the code.")
        line.refuse(RuleError(message, value=told[:40]), field)
    else:
        message = N_("“%(value)s” is no known value of “%(field)s”.")
        line.refuse(RuleError(message, value=told[:40], field=field), field)


def _words(dictionary: Dictionary) -> Callable[[Session, set[str]], Found]:
    def find(session: Session, _told: set[str]) -> Found:
        asked = select(DictionaryWord).where(
            DictionaryWord.dictionary == dictionary, DictionaryWord.is_active
        )
        found: Found = {}
        for word in session.scalars(asked):
            for name in (word.code, word.name_zh, word.name_en):
                found.setdefault(name.casefold(), set()).add(word.id)
        return found

    return find


def _managers(session: Session, told: set[str]) -> Found:
    """Active users by user name or full name; a user name wins over a namesake."""
    asked = select(Person.id, Person.username, person_name()).where(
        Person.active, or_(Person.username.in_(told), person_name().in_(told))
    )
    rows = session.execute(asked).all()
    found: Found = {}
    for number, _, name in rows:
        found.setdefault(name.casefold(), set()).add(number)
    return found | {username.casefold(): {number} for number, username, _ in rows}


def _departments(session: Session, told: set[str]) -> Found:
    """Departments by code or name."""
    asked = select(Department.id, Department.code, department_name()).where(
        or_(Department.code.in_(told), department_name().in_(told))
    )
    found: Found = {}
    for number, *names in session.execute(asked):
        for name in names:
            found.setdefault(name.casefold(), set()).add(number)
    return found


_FINDERS: dict[str, tuple[str, Any]] = {
    "source": ("source_id", _words(Dictionary.customer_source)),
    "occupation": ("occupation_id", _words(Dictionary.occupation)),
    "sales_region": ("sales_region_id", _words(Dictionary.sales_region)),
    "account_manager": ("account_manager_id", _managers),
    "handler": ("handler_id", _managers),
    "employee": ("employee_id", _managers),
    "executor": ("executor_id", _managers),
    "surveyor": ("surveyor_id", _managers),
    "person": ("person_id", _managers),
    "assignee": ("assignee_id", _managers),
    "assigner": ("assigner_id", _managers),
    "salesperson": ("salesperson_id", _managers),
    "responsible": ("responsible_id", _departments),
}
