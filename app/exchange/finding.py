"""The records that a file's rows name by their keys: one question for each key and block."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.customers.headings import CustomerHeading
from app.exchange.entry_fields import CUSTOMER_KEYS, party_names
from app.exchange.lines import Line

COLUMNS = {
    "customer_number": "number",
    "customer_uscc": "uscc",
    "customer_code": "stock_code",
    "customer_name": "name",
}
Ids = dict[Any, set[int]]


def place_customers(
    session: Session,
    lines: Sequence[Line],
    *,
    is_needed: bool = True,
    whose: type[Any] = CustomerHeading,
) -> None:
    """Put each row's customer in place of the keys that name it; refuse where none, or several."""
    open_lines = [line for line in lines if line.is_undecided]
    known = {key: _customers(session, key, open_lines, whose) for key in CUSTOMER_KEYS}
    for line in open_lines:
        key = next((key for key in CUSTOMER_KEYS if key in line.values), None)
        try:
            if key:
                line.values["customer_id"] = _one(known[key], _said(key, line))
            elif is_needed and line.is_read(*CUSTOMER_KEYS):
                raise RuleError(N_("The row does not say whose record this is."))
        except RuleError as refusal:
            line.refuse(refusal, "customer")
        for name in CUSTOMER_KEYS:
            line.values.pop(name, None)


def _said(key: str, line: Line) -> list[Any]:
    told = line.values[key]
    return [told, *party_names(told)] if key == "customer_name" else [told]


def _customers(session: Session, key: str, lines: Sequence[Line], whose: type[Any]) -> Ids:
    wanted = {said for line in lines if key in line.values for said in _said(key, line)}
    return ids_by(session, whose, COLUMNS[key], wanted)


def ids_by(session: Session, entity: type[Any], name: str, wanted: Iterable[Any]) -> Ids:
    """Value of a column → the ids of the rows the importer sees that have it."""
    found: Ids = defaultdict(set)
    if values := set(wanted):
        column = getattr(entity, name)
        for pk, value in session.execute(select(entity.id, column).where(column.in_(values))):
            found[value].add(pk)
    return found


def _one(ids: Ids, said: Sequence[Any]) -> int:
    """The first of the names that is a customer's; several customers of one name are none."""
    for told in said:
        found = ids.get(told, set())
        if len(found) > 1:
            raise RuleError(
                N_("Several customers are called “%(value)s”; give the customer number."),
                value=str(told)[:40],
            )
        if found:
            return next(iter(found))
    raise RuleError(N_("Among the customers you see none has “%(value)s”."), value=said[0][:40])


def place_reference(
    session: Session, lines: Sequence[Line], field: str, entity: type[Any], names: Sequence[str]
) -> None:
    """Put the id in place of a number another record is known by, its own or its source's."""
    named = [line for line in lines if line.is_undecided and field in line.values]
    wanted = {line.values[field] for line in named}
    known = [ids_by(session, entity, name, wanted) for name in names]
    owners = _owners(
        session, entity, {pk for found in known for ids in found.values() for pk in ids}
    )
    for line in named:
        told = line.values.pop(field)
        ids: set[int] = next((found[told] for found in known if found.get(told)), set())
        pk = next(iter(ids)) if len(ids) == 1 else None
        if pk is None:
            message = N_("“%(value)s” is no known value of “%(field)s”.")
            line.refuse(RuleError(message, value=str(told)[:40], field=field), field)
        elif "customer_id" in line.values and owners.get(pk) not in {
            None, line.values["customer_id"],
        }:  # fmt: skip
            message = N_("“%(what)s” belongs to another customer.")
            line.refuse(RuleError(message, what=str(told)[:40]), field)
        else:
            line.values[f"{field}_id"] = pk


def _owners(session: Session, entity: type[Any], ids: set[int]) -> dict[int, int]:
    """Whose each of these records is; of what is nobody's nothing."""
    if not hasattr(entity, "customer_id") or not ids:
        return {}
    asked = select(entity.id, entity.customer_id).where(entity.id.in_(ids))
    return {row.id: row.customer_id for row in session.execute(asked)}
