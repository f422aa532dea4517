"""Contacts from a file's rows: whose they are, who is new, known or changed; then written.

Who is registered at another customer is told, and linked on screen.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import bulk
from app.core.words import N_, RuleError
from app.customers.contacts import Contact, ContactLink, ContactRole
from app.customers.models import Customer
from app.customers.passage import part_changed
from app.customers.rules import Basis, check_basis
from app.exchange.contact_changes import change, score_served
from app.exchange.contact_matching import PART, match
from app.exchange.employers import Employers, employer_of, find_employers
from app.exchange.lines import Line, Plan, Seen
from app.exchange.masks import refuse_masks
from app.exchange.matching import OTHERS
from app.exchange.people_rows import BASIS
from app.exchange.phone_rows import OF_CONTACTS, read_phones
from app.exchange.rows import PlainRow
from app.exchange.rules import EMPLOYER_KEYS, Key, Mode, Outcome
from app.exchange.stored import fill, index_of, load
from app.security.actor import actor
from app.security.unscoped import all_employers
from app.security.writes import is_writable

KNOWN = N_("This person is already registered at this customer.")
ELSEWHERE = N_("This person is registered at another customer: link them on the customer's page.")
TWICE = N_("The file names this person twice.")
GONE = N_("The customer was voided or moved since this row was checked.")
HAS_FIRST = N_("The customer already has a first contact.")


def judge(session: Session, lines: list[Line], plan: Plan, seen: Seen) -> None:
    """A verdict for every row nothing spoke against so far; those left open are new."""
    employers, customers = find_employers(session, lines)
    for line in lines:
        _place(session, line, employers, customers, plan)
    known = match(session, lines, plan, seen) if plan.mode is not Mode.create else set()
    for line in lines:
        if id(line) not in known:
            _check_person(line, plan.basis)
    find_known(session, lines, seen)


def _place(
    session: Session,
    line: Line,
    employers: Employers,
    customers: Mapping[int, Customer],
    plan: Plan,
) -> None:
    """Put the row's customer in place of what names it, and read the person's numbers as there.

    Whom their mobile alone finds needs no customer.
    """
    customer = None
    is_needed = plan.mode is not Mode.update or plan.key is not Key.mobile
    try:
        if is_needed or not line.values.keys().isdisjoint(EMPLOYER_KEYS):
            customer = customers[employer_of(line.values, employers)]
            line.values["customer_id"] = customer.id
            if not is_writable(session, customer):
                raise RuleError(OTHERS)
    except RuleError as refusal:
        line.refuse(refusal, "customer")
    for key in EMPLOYER_KEYS:
        line.values.pop(key, None)
    read_phones(line, OF_CONTACTS, customer and customer.country_code)


def _open(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.is_open]


def _check_person(line: Line, basis: Basis | None) -> None:
    """What a form would ask of a new contact."""
    refuse_masks(line, Contact)
    if "name" not in line.values and line.is_read("person"):
        line.refuse(RuleError(N_("The person's name is missing.")))
    if basis and line.is_read("basis"):
        line.values.setdefault("basis", basis)
    try:
        if line.is_read(*BASIS):
            check_basis(*map(line.values.get, BASIS))
    except RuleError as refusal:
        line.refuse(refusal)


def find_known(session: Session, lines: list[Line], seen: Seen) -> None:
    """The same name at the same customer, or the same name and mobile at any the importer sees."""
    fresh = _open(lines)
    here = _named_at(session, fresh)
    marks = {id(line): _mark(line.values) for line in fresh}
    everywhere = _mobiles(session, [mobile for _, mobile in filter(None, marks.values())])
    firsts = _firsts(session, fresh)
    for line in fresh:
        person, mark = (line.values["customer_id"], line.values["name"]), marks[id(line)]
        if person in here:
            line.turn(Outcome.duplicate, KNOWN)
        elif mark in everywhere:
            line.turn(Outcome.duplicate, ELSEWHERE)
        elif person in seen["people"] or (mark and mark in seen["mobiles"]):
            line.turn(Outcome.duplicate, TWICE)
        elif _is_second_first(line.values, firsts, seen):
            line.turn(Outcome.refused, HAS_FIRST)
        _take(line, mark, seen)


def _is_second_first(values: dict[str, Any], firsts: set[int], seen: Seen) -> bool:
    place = values["customer_id"]
    return bool(values.get("is_primary")) and (place in firsts or place in seen["first"])


def _take(line: Line, mark: tuple[str, bytes] | None, seen: Seen) -> None:
    """What this row would take, if it comes in."""
    if line.is_open:
        seen["people"].add((line.values["customer_id"], line.values["name"]))
        seen["mobiles"].add(*([mark] if mark else []))
        seen["first"].add(*([line.values["customer_id"]] if line.values.get("is_primary") else []))


def _mark(values: dict[str, Any]) -> tuple[str, bytes] | None:
    mobile = values.get("mobile")
    return (values["name"], index_of(Contact, "mobile", mobile)) if mobile else None


def _named_at(session: Session, lines: list[Line]) -> set[tuple[int, str]]:
    names, places = _told(lines, "name"), _told(lines, "customer_id")
    asked = select(ContactLink.customer_id, Contact.name).join(
        Contact, Contact.id == ContactLink.contact_id
    )
    asked = asked.where(Contact.name.in_(names), ContactLink.customer_id.in_(places))
    return {(place, name) for place, name in session.execute(asked)}


def _mobiles(session: Session, indexes: list[bytes]) -> set[tuple[str, bytes]]:
    asked = select(Contact.name, Contact.mobile_index).where(Contact.mobile_index.in_(indexes))
    return {(name, index) for name, index in session.execute(asked)} if indexes else set()


def _firsts(session: Session, lines: list[Line]) -> set[int]:
    """Which of these customers have a first contact."""
    places = {x.values["customer_id"] for x in lines if x.values.get("is_primary")}
    asked = select(ContactLink.customer_id).where(
        ContactLink.customer_id.in_(places), ContactLink.is_primary, ContactLink.to_on.is_(None)
    )
    return set(session.scalars(asked)) if places else set()


def _told(lines: list[Line], name: str) -> set[Any]:
    return {line.values[name] for line in lines}


# ── writing ──────────────────────────────────────────────────────
def write(
    session: Session, rows: Sequence[PlainRow], _place: int
) -> list[tuple[PlainRow, Contact]]:
    """New people with their parts and changes of known ones, and the score of the files they
    complete; each with its row.
    """
    new = [row for row in rows if row.outcome is Outcome.created]
    changed = change(session, [row for row in rows if row.outcome is Outcome.updated])
    lines = [Line(row, load(row.values, Contact, ContactLink)) for row in new]
    for line in lines:
        line.row.outcome = None
    _still_there(session, lines)
    find_known(session, lines, Seen())
    fresh = _open(lines)
    made = [_contact(line.values) for line in fresh]
    bulk.add(session, Contact, made)
    parts = [_part(line.values, contact) for line, contact in zip(fresh, made, strict=True)]
    bulk.add(session, ContactLink, parts)
    for line in fresh:
        line.row.outcome = Outcome.created
    _score(session, {contact.customer_id for contact in made})
    return [*zip((line.row for line in fresh), made, strict=True), *changed]


def _still_there(session: Session, lines: list[Line]) -> None:
    """A customer may be voided between the check and the writing: the other rows still go in."""
    asked = select(Customer).where(Customer.id.in_(_told(lines, "customer_id")))
    there = {c.id for c in session.scalars(asked) if is_writable(session, c)}
    for line in lines:
        if line.values["customer_id"] not in there:
            line.turn(Outcome.refused, GONE)


def _contact(values: dict[str, Any]) -> Contact:
    told = {name: value for name, value in values.items() if name not in PART}
    contact: Contact = fill(Contact, told)
    contact.derive()
    return contact


def _part(values: dict[str, Any], contact: Contact) -> ContactLink:
    told = {name: values[name] for name in PART if name in values}
    told = {"role": ContactRole.liaison, **told, "contact_id": contact.id}
    part: ContactLink = bulk.draft(ContactLink, {**told, "customer_id": contact.customer_id})
    return part


def _score(session: Session, customers: set[int]) -> None:
    """A file is more or less complete by who can be talked to there."""
    for customer in session.scalars(select(Customer).where(Customer.id.in_(customers))):
        part_changed(session, customer, actor().user_id)


def is_needed(contact: Contact) -> bool:
    """Whether somebody linked the person to another customer since: then an undo keeps them."""
    return all_employers(contact.id) > 1


def taken_back(session: Session, contacts: Sequence[Contact]) -> None:
    """After an undo: the customers have one person less, or one as they were before."""
    for contact in contacts:
        contact.derive()
    session.flush()
    score_served(session, contacts)
