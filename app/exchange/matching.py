"""Rows that update: which customer a key finds, and what the row would change in it."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
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
from app.exchange.masks import is_mask
from app.exchange.people_rows import BASIS, PERSONAL
from app.exchange.phone_rows import OF_CUSTOMERS, read_phones
from app.exchange.places import check_place
from app.exchange.rows import PlainRow
from app.exchange.rules import Key, Mode, Outcome
from app.exchange.stored import index_of, plain
from app.security.namesakes import taken_numbers, taken_usccs
from app.security.sealed import sealed_field
from app.security.writes import is_writable

TWICE = N_("The file names this customer twice.")
OTHERS = N_("This customer belongs to another department or level.")


def match(session: Session, lines: list[Line], plan: Plan, seen: Seen) -> set[int]:
    """Rows whose key finds a customer become changes; without one they are new, where allowed.

    Returns which rows are no new customers, by the lines' ids.
    """
    customers = find_customers(session, lines, plan.key)
    told = set()
    for line in lines:
        try:
            customer = customers.of(line.values.get(plan.key.name), plan)
            if customer is None and line.is_read(plan.key.name):
                continue
            told.add(id(line))
            if customer is not None:
                _once(customer.id, seen)
                judge_change(line, customer, customers, plan, seen)
        except RuleError as refusal:
            told.add(id(line))
            line.refuse(refusal)
    return told


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


def judge_change(line: Line, customer: Customer, others: Customers, plan: Plan, seen: Seen) -> None:
    """The row's verdict: changed fields with old and new, or nothing to change."""
    if not is_writable(db.session(), customer):
        raise RuleError(OTHERS)
    known = customer.country_code
    read_phones(line, OF_CUSTOMERS, line.values.get("country_code") or known)
    changes = _changes(line, customer, plan.key)
    for refusal in chain(_own_page(customer, changes), _foreign(customer, changes)):
        line.refuse(refusal)
    for check in (
        lambda: _check_basis(customer, changes),
        lambda: check_unlocked(customer.entry_status, set(changes)),
        lambda: check_same_manager([customer.account_manager_id], set(changes)),
        lambda: _check_code(changes, others),
        lambda: _check_relatives(customer, changes, seen.parents),
        lambda: _check_placed(customer, changes),
    ):
        _ask(line, check)
    doubt_numbers(line.values, plan.headers, line.doubts, country_of(line.values, known))
    if line.is_open:
        conclude_change(line.row, customer, changes)
        if "parent_id" in changes:
            seen.parents[customer.id] = changes["parent_id"][1]


def conclude_change(row: PlainRow, record: Any, changes: Mapping[str, Sequence[Any]]) -> None:
    """Keep with the row what it changes in which record, and as the record stands now."""
    row.subject_id, row.subject_version = record.id, record.version
    row.outcome = Outcome.updated if changes else Outcome.unchanged
    told = {name: [plain(old), plain(new)] for name, (old, new) in changes.items()}
    row.changes = json.dumps(told, ensure_ascii=False)


def _ask(line: Line, check: Callable[[], None]) -> None:
    """What a rule says against the row is told beside what the others say."""
    try:
        check()
    except RuleError as refusal:
        line.refuse(refusal)


def _changes(line: Line, customer: Customer, key: Key) -> dict[str, Any]:
    changes = {}
    for name, value in line.values.items():
        try:
            if name not in {"number", key.name} and _differs(customer, name, value):
                changes[name] = [getattr(customer, name), value]
        except RuleError as refusal:
            line.refuse(refusal, name)
    _follow_credit_code(customer, changes)
    return changes


def _check_code(changes: dict[str, Any], others: Customers) -> None:
    if "uscc" in changes and changes["uscc"][1] in others.codes:
        raise RuleError(N_("This credit code is already registered. Ask the archive room."))


def _differs(customer: Customer, name: str, value: Any) -> bool:
    """A sealed value is compared by its blind index, for nothing here may open it."""
    if sealed_field(Customer, name) is None:
        return bool(getattr(customer, name) != value) and not is_mask(customer, name, value)
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


def _own_page(customer: Customer, changed: Collection[str]) -> Iterator[RuleError]:
    """Another kind asks for other things, and a card says who its holder is: no file decides it."""
    card = {"id_type", "gender", "birthday"} if customer.id_no_index is not None else set()
    for wrong in filter({"kind", *card}.__contains__, changed):
        yield RuleError(N_("“%(field)s” changes on the customer's own page only."), field=wrong)


def _foreign(customer: Customer, changed: Collection[str]) -> Iterator[RuleError]:
    """A person has no company's telephone, a company no person's birth date."""
    is_person = customer.kind is CustomerKind.individual
    message = N_("Only an individual has “%(field)s”.")
    if is_person:
        message = N_("“%(field)s” is kept sealed: change it on the customer's own page.")
    for wrong in ("phone",) if is_person else PERSONAL:
        if wrong in changed:
            yield RuleError(message, field=wrong)


def _check_basis(customer: Customer, changes: dict[str, Any]) -> None:
    if customer.kind is CustomerKind.individual:
        check_basis(*(changes[n][1] if n in changes else getattr(customer, n) for n in BASIS))


def _check_placed(customer: Customer, changes: dict[str, Any]) -> None:
    told = {name: new for name, (_old, new) in changes.items()}
    if told.keys() & {"longitude", "latitude", "org_code"}:
        check_place(lambda name: told[name] if name in told else getattr(customer, name))


def _check_relatives(
    customer: Customer, changes: dict[str, Any], moved: Mapping[int, int | None]
) -> None:
    """Nobody belongs to, or is reached through, themselves; the market says who needs a way.

    To whom earlier rows of the file move their customers (``moved``) counts as if it were written.
    """
    told = {name: new for name, (_old, new) in changes.items()}
    if customer.id in {told.get("parent_id"), told.get("intermediary_id")}:
        raise RuleError(N_("The row names the customer itself as its parent or intermediary."))
    check_circle(db.session(), customer.id, told.get("parent_id"), moved)
    if told.keys() & {"market", "intermediary_id"}:
        way = told.get("intermediary_id", customer.intermediary_id)
        check_route(told.get("market", customer.market), way is not None)
