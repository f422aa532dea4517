"""Rows that update: which customer a key finds, and what the row would change in it."""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.words import N_, RuleError
from app.customers.models import Customer
from app.customers.rules import check_unlocked
from app.exchange.rows import PlainRow
from app.exchange.rules import Key, Mode, Outcome
from app.exchange.stored import plain
from app.security.unscoped import taken_numbers, taken_usccs
from app.security.writes import is_writable

OTHERS = N_("This customer belongs to another department or level.")


class Update(Protocol):
    """A row being looked at."""

    row: PlainRow
    values: dict[str, Any]


class Mapped(Protocol):
    """What the file's rows may do."""

    mode: Mode
    key: Key


class Customers:
    """The customers the rows' keys find, and which keys and codes somebody else has."""

    def __init__(self, found: dict[str, Customer], hidden: set[Any], codes: set[Any]) -> None:
        self.found, self.hidden, self.codes = found, hidden, codes

    def of(self, key: str | None, plan: Mapped) -> Customer | None:
        """The customer to change; None when the row is new. RuleError when it is neither."""
        if key is None:
            if plan.mode is Mode.update:
                raise RuleError(N_("The row has no “%(field)s” to find its customer by."),
                                field=plan.key.name)  # fmt: skip
            return None
        if key in self.found:
            return self.found[key]
        if key in self.hidden:
            raise RuleError(OTHERS)
        if plan.mode is Mode.update or plan.key is Key.number:
            raise RuleError(N_("No customer has the key “%(value)s”."), value=key[:40])
        return None


def find_customers(session: Session, lines: Sequence[Update], key: Key) -> Customers:
    """Three questions a block, whatever it holds."""
    keys = {line.values[key.name] for line in lines if key.name in line.values}
    column = getattr(Customer, key.name)
    found = {
        getattr(customer, key.name): customer
        for customer in session.scalars(select(Customer).where(column.in_(keys)))
    }
    taken = taken_numbers if key is Key.number else taken_usccs
    codes = taken_usccs(line.values["uscc"] for line in lines if "uscc" in line.values)
    return Customers(found, set(taken(keys - found.keys())), codes)


def judge_change(line: Update, customer: Customer, others: Customers, key: Key) -> None:
    """The row's verdict: changed fields with old and new, or nothing to change."""
    if not is_writable(db.session(), customer):
        raise RuleError(OTHERS)
    changes = {
        name: [getattr(customer, name), value]
        for name, value in line.values.items()
        if name not in {"number", key.name} and getattr(customer, name) != value
    }
    check_unlocked(customer.entry_status, set(changes))
    if "uscc" in changes and line.values["uscc"] in others.codes:
        raise RuleError(N_("This credit code is already registered. Ask the archive room."))
    row = line.row
    row.subject_id, row.subject_version = customer.id, customer.version
    row.outcome = Outcome.updated if changes else Outcome.unchanged
    told = {name: [plain(old), plain(new)] for name, (old, new) in changes.items()}
    row.changes = json.dumps(told, ensure_ascii=False)
