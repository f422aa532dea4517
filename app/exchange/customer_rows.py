"""Customers from a file's rows: refused, new, known or changed; then written by the bulk door."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import bulk
from app.core.words import N_, RuleError
from app.customers.groups import check_circle
from app.customers.models import Customer, new_numbers
from app.customers.passage import assess_new
from app.customers.rules import Basis, CustomerKind, EntryStatus, Market, check_route
from app.customers.stages import keep_stages
from app.exchange.by_country import (
    count_home_money,
    count_money,
    country_of,
    doubt_numbers,
    place_new,
)
from app.exchange.lines import Line, Plan, Seen
from app.exchange.matching import TWICE, match
from app.exchange.officer_rows import PEOPLE, place_people, take_people, write_people
from app.exchange.people_rows import check_person, known_person
from app.exchange.places import check_place
from app.exchange.relatives import place_relatives
from app.exchange.resolving import resolve
from app.exchange.rows import PlainRow
from app.exchange.rules import Mode, Outcome
from app.exchange.stored import fill, load, load_changes
from app.security.actor import actor
from app.security.namesakes import taken_names, taken_usccs
from app.security.rules import Reach, Security
from app.security.writes import OnDutyError

KNOWN = N_("This customer is already registered.")
MOVED_ON = N_("The customer was changed after this row was checked; check the file again.")


def judge(session: Session, lines: list[Line], plan: Plan, seen: Seen) -> None:
    """A verdict for every row nothing spoke against so far; those left open are new."""
    people = {id(line): take_people(line, plan) for line in lines}
    resolve(session, lines)
    place_relatives(session, lines)
    for line in lines:
        _try(_check_level, line)
        _try(_check_duty, line)
        count_money(line.values, plan.headers)
    known = match(session, lines, plan, seen) if plan.mode is not Mode.create else set()
    for line in lines:
        if id(line) not in known:
            place_new(line.values, plan.headers)
            _check_new(line, plan.basis)
    for line in _open(lines):
        count_home_money(line.values, line.doubts)
        doubt_numbers(line.values, plan.headers, line.doubts, country_of(line.values))
    find_duplicates(lines, seen)
    for line in lines:
        place_people(line, people.get(id(line), []), plan.basis)


def _open(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.is_open]


def _try(check: Callable[[dict[str, Any]], None], line: Line) -> None:
    try:
        check(line.values)
    except RuleError as refusal:
        line.refuse(refusal)


def _check_level(values: dict[str, Any]) -> None:
    level = values.get("security")
    if level is not None and level not in actor().levels:
        raise RuleError(N_("The row's security class is above your clearance."))


def _check_duty(values: dict[str, Any]) -> None:
    """What another department is on duty for stops its row, not the whole file at the writing."""
    for kind, columns in Customer.__gate__.owned.items():
        if not actor().enters(kind) and any(name in values for name in columns):
            raise OnDutyError(kind)


def _check_named(values: dict[str, Any]) -> None:
    if "name" not in values:
        raise RuleError(N_("The customer's name is missing."))


def _check_default_level(values: dict[str, Any]) -> None:
    if "security" not in values:
        _check_level({"security": Security.internal})


def _check_keeper(values: dict[str, Any]) -> None:
    """Who sees only their own customers keeps what they bring in."""
    who, manager_id = actor(), values.get("account_manager_id")
    if who.reach is Reach.own and manager_id not in {None, who.user_id}:
        raise RuleError(N_("You may only bring in customers you keep yourself."))


def _check_way(values: dict[str, Any]) -> None:
    check_route(values.get("market", Market.domestic), values.get("intermediary_id") is not None)


def _check_place(values: dict[str, Any]) -> None:
    check_place(values.get)


#: What a form asks of a new customer, and which fields it looks at.
ASKED: Sequence[tuple[Sequence[str], Callable[[dict[str, Any]], None]]] = (
    (("name",), _check_named),
    (("security",), _check_default_level),
    (("account_manager",), _check_keeper),
    (("market", "intermediary"), _check_way),
    (("longitude", "latitude", "org_code", "uscc"), _check_place),
)


def _check_new(line: Line, basis: Basis | None) -> None:
    """What a form would ask of a new customer, an individual's own rules among it."""
    if basis and line.values.get("kind") is CustomerKind.individual:
        line.values.setdefault("basis", basis)
    for fields, check in ASKED:
        if line.is_read(*fields):
            _try(check, line)
    check_person(line)


def find_duplicates(lines: list[Line], seen: Seen, *, is_writing: bool = False) -> None:
    """Same credit code, or the same name where either side has no code to tell them apart.

    People are told apart by document or by name and mobile, for many bear one name.
    """
    people: list[Line] = []
    fresh: list[Line] = []
    for line in _open(lines):
        is_person = line.values.get("kind") is CustomerKind.individual
        (people if is_person else fresh).append(line)
    known_person(people, seen, KNOWN, TWICE, is_writing=is_writing)
    codes = taken_usccs(x.values["uscc"] for x in fresh if "uscc" in x.values)
    names = taken_names(x.values["name"] for x in fresh)
    uncoded = taken_names((x.values["name"] for x in fresh), uncoded=True)
    for line in fresh:
        code, name = line.values.get("uscc"), line.values["name"]
        if code in codes or name in (uncoded if code else names):
            line.turn(Outcome.duplicate, KNOWN)
        elif code in seen["codes"] or name in seen["uncoded" if code else "names"]:
            line.turn(Outcome.duplicate, TWICE)
        seen["names"].add(name)
        seen["codes" if code else "uncoded"].add(code or name)


# ── writing ──────────────────────────────────────────────────────
def write(
    session: Session, rows: Sequence[PlainRow], place: int
) -> list[tuple[PlainRow, Customer]]:
    """New customers with their numbers and changes of known ones; each with its row."""
    fresh = _still_new([row for row in rows if row.outcome is Outcome.created])
    numbers = new_numbers(session, len(fresh)) if fresh else []
    people = [line.values.pop(PEOPLE, []) for line in fresh]
    made = [_customer(line, number, place) for line, number in zip(fresh, numbers, strict=True)]
    assess_new(session, made)
    bulk.add(session, Customer, made)
    write_people(session, list(zip((line.row for line in fresh), made, people, strict=True)))
    changed = _change(session, [row for row in rows if row.outcome is Outcome.updated])
    session.flush()
    return [*zip((line.row for line in fresh), made, strict=True), *changed]


def _still_new(rows: Sequence[PlainRow]) -> list[Line]:
    """Those that nobody registered since they were checked."""
    lines = [Line(row, load(row.values, Customer)) for row in rows]
    for line in lines:
        line.row.outcome = None
    find_duplicates(lines, Seen(), is_writing=True)
    fresh = _open(lines)
    for line in fresh:
        line.row.outcome = Outcome.created
    return fresh


def _customer(line: Line, number: str, place: int) -> Customer:
    who = actor()
    told = {
        "kind": CustomerKind.enterprise,
        "account_manager_id": who.user_id if who.reach is Reach.own else None,
        **line.values,
        "number": number,
        "department_id": place,
        "entry_status": EntryStatus.submitted,
    }
    customer: Customer = fill(Customer, told)
    customer.derive()
    return customer


def _change(session: Session, rows: Sequence[PlainRow]) -> list[tuple[PlainRow, Customer]]:
    """Update the customers that still stand as the preview showed them."""
    asked = select(Customer).where(Customer.id.in_([row.subject_id for row in rows]))
    found = {customer.id: customer for customer in session.scalars(asked)} if rows else {}
    changed = []
    for row in rows:
        customer = found.get(row.subject_id or 0)
        if customer is None or customer.version != row.subject_version:
            row.turn(Outcome.refused, RuleError(MOVED_ON))
            continue
        changes = load_changes(row.changes, Customer)
        try:
            _check_parent(session, customer, changes)
        except RuleError as refusal:
            row.turn(Outcome.refused, refusal)
            continue
        for name, (_old, new) in changes.items():
            setattr(customer, name, new)
        customer.derive()
        customer.note_change(actor().user_id)
        changed.append((row, customer))
    keep_stages(session, [customer for _, customer in changed], actor().user_id)
    return changed


def _check_parent(session: Session, customer: Customer, changes: dict[str, Any]) -> None:
    """An earlier row of the file may have closed the other half of a circle."""
    if "parent_id" in changes:
        session.flush()
        check_circle(session, customer.id, changes["parent_id"][1])


def is_needed(_customer: Customer) -> bool:
    """What somebody else changed has another version, and is kept for that."""
    return False


def taken_back(session: Session, customers: Sequence[Customer]) -> None:
    """After an undo: the keys and stages of customers that have their old values again."""
    for customer in customers:
        customer.derive()
    keep_stages(session, customers, actor().user_id)
