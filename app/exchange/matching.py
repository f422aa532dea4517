"""Rows that update: which customer a key finds, and what the row would change in it."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.words import N_, RuleError
from app.customers.groups import check_circle
from app.customers.identifiers import org_code_in
from app.customers.models import Customer
from app.customers.rules import (
    CustomerKind,
    check_basis,
    check_route,
    check_same_manager,
    check_unlocked,
)
from app.exchange.by_country import country_of, doubt_numbers
from app.exchange.lines import Line, Plan, Seen
from app.exchange.people_rows import PERSONAL
from app.exchange.places import check_place
from app.exchange.rules import Key, Mode, Outcome
from app.exchange.stored import index_of, plain
from app.security.namesakes import taken_numbers, taken_usccs
from app.security.sealed import sealed_field
from app.security.writes import is_writable

TWICE = N_("The file names this customer twice.")
OTHERS = N_("This customer belongs to another department or level.")


def match(session: Session, lines: list[Line], plan: Plan, seen: Seen) -> None:
    """Rows whose key finds a customer become changes; without one they are new, where allowed."""
    customers = find_customers(session, lines, plan.key)
    for line in lines:
        if not line.is_open:
            continue
        try:
            customer = customers.of(line.values.get(plan.key.name), plan)
            if customer is not None:
                _once(customer.id, seen)
                judge_change(line, customer, customers, plan.key)
                where = country_of(line.values, customer.country_code)
                doubt_numbers(line.values, plan.headers, line.doubts, where)
        except RuleError as refusal:
            line.row.turn(Outcome.refused, refusal)


def _once(customer_id: int, seen: Seen) -> None:
    if customer_id in seen["customers"]:
        raise RuleError(TWICE)
    seen["customers"].add(customer_id)


class Customers:
    """The customers the rows' keys find, and which keys and codes somebody else has."""

    def __init__(self, found: dict[str, Customer], hidden: set[Any], codes: set[Any]) -> None:
        self.found, self.hidden, self.codes = found, hidden, codes

    def of(self, key: str | None, plan: Plan) -> Customer | None:
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


def find_customers(session: Session, lines: Sequence[Line], key: Key) -> Customers:
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


def judge_change(line: Line, customer: Customer, others: Customers, key: Key) -> None:
    """The row's verdict: changed fields with old and new, or nothing to change."""
    if not is_writable(db.session(), customer):
        raise RuleError(OTHERS)
    changes = {
        name: [getattr(customer, name), value]
        for name, value in line.values.items()
        if name not in {"number", key.name} and _differs(customer, name, value)
    }
    _follow_credit_code(customer, changes)
    _check_own_page(customer, set(changes))
    check_unlocked(customer.entry_status, set(changes))
    check_same_manager([customer.account_manager_id], set(changes))
    if "uscc" in changes and line.values["uscc"] in others.codes:
        raise RuleError(N_("This credit code is already registered. Ask the archive room."))
    _check_for_kind(customer, changes)
    row = line.row
    row.subject_id, row.subject_version = customer.id, customer.version
    row.outcome = Outcome.updated if changes else Outcome.unchanged
    told = {name: [plain(old), plain(new)] for name, (old, new) in changes.items()}
    row.changes = json.dumps(told, ensure_ascii=False)


def _differs(customer: Customer, name: str, value: Any) -> bool:
    """A sealed value is compared by its blind index, for nothing here may open it."""
    if sealed_field(Customer, name) is None:
        return bool(getattr(customer, name) != value)
    if getattr(customer, f"{name}_index") == index_of(Customer, name, value):
        return False
    raise RuleError(
        N_("“%(field)s” is kept sealed: change it on the customer's own page."), field=name
    )


def _follow_credit_code(customer: Customer, changes: dict[str, Any]) -> None:
    """Another credit code holds another organisation code, and is shown and undone with it."""
    inside = org_code_in(changes["uscc"][1]) if "uscc" in changes else None
    if inside and "org_code" not in changes and inside != customer.org_code:
        changes["org_code"] = [customer.org_code, inside]


def _check_own_page(customer: Customer, changed: set[str]) -> None:
    """Another kind asks for other things, and a card says who its holder is: no file decides it."""
    card = {"id_type", "gender", "birthday"} if customer.id_no_index is not None else set()
    if wrong := next(iter(changed & ({"kind"} | card)), None):
        raise RuleError(N_("“%(field)s” changes on the customer's own page only."), field=wrong)


def _check_for_kind(customer: Customer, changes: dict[str, Any]) -> None:
    """A person has no company's telephone, a company no person's birth date."""
    is_person = customer.kind is CustomerKind.individual
    if is_person:
        names = ("basis", "notice_version", "consented_on")
        check_basis(*(changes[n][1] if n in changes else getattr(customer, n) for n in names))
    foreign = ("phone",) if is_person else PERSONAL
    if wrong := next((name for name in foreign if name in changes), None):
        message = N_("Only an individual has “%(field)s”.")
        if is_person:
            message = N_("“%(field)s” is kept sealed: change it on the customer's own page.")
        raise RuleError(message, field=wrong)
    _check_relatives(customer, changes)
    told = {name: new for name, (_old, new) in changes.items()}
    if told.keys() & {"longitude", "latitude", "org_code"}:
        check_place(lambda name: told[name] if name in told else getattr(customer, name))


def _check_relatives(customer: Customer, changes: dict[str, Any]) -> None:
    """Nobody belongs to, or is reached through, themselves; the market says who needs a way."""
    told = {name: new for name, (_old, new) in changes.items()}
    if customer.id in {told.get("parent_id"), told.get("intermediary_id")}:
        raise RuleError(N_("The row names the customer itself as its parent or intermediary."))
    check_circle(db.session(), customer.id, told.get("parent_id"))
    if told.keys() & {"market", "intermediary_id"}:
        way = told.get("intermediary_id", customer.intermediary_id)
        check_route(told.get("market", customer.market), way is not None)
