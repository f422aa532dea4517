"""Whose contact a file's row is: the one customer its surest key names."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.customers.models import Customer
from app.exchange.lines import Line
from app.exchange.rules import EMPLOYER_KEYS

COLUMNS = {"customer_number": "number", "customer_uscc": "uscc", "customer_name": "name"}
Employers = dict[str, dict[str, set[int]]]


def find_employers(session: Session, lines: list[Line]) -> tuple[Employers, dict[int, Customer]]:
    """Customers within the importer's reach, by each key the block's rows name and by id."""
    found: Employers = {}
    customers: dict[int, Customer] = {}
    for key, name in COLUMNS.items():
        wanted = {line.values[key] for line in lines if key in line.values}
        column, ids = getattr(Customer, name), defaultdict(set)
        if wanted:
            for customer in session.scalars(select(Customer).where(column.in_(wanted))):
                ids[getattr(customer, name)].add(customer.id)
                customers[customer.id] = customer
        found[key] = ids
    return found, customers


def employer_of(values: dict[str, Any], employers: Employers) -> int:
    """The one customer a row names by its surest key."""
    key = next((key for key in EMPLOYER_KEYS if key in values), None)
    if key is None:
        raise RuleError(N_("The row does not say whose contact this is."))
    ids = employers[key].get(values[key], set())
    if len(ids) > 1:
        raise RuleError(
            N_("Several customers are called “%(value)s”; give the customer number."),
            value=values[key][:40],
        )
    if not ids:
        raise RuleError(
            N_("Among the customers you see none has “%(value)s”."), value=values[key][:40]
        )
    return next(iter(ids))
