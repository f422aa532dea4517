"""The people a company's own row names by their post: they come in as its contacts, and go with it.

Exchanges' lists name chairman, general manager and spokesperson beside the company. Who they are is
kept in the row's values under ``PEOPLE``; once written each has its contact's id there, by which
an undo finds them again.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import bulk
from app.core.words import N_, RuleError
from app.customers.contacts import Contact, ContactLink, ContactRole
from app.customers.models import Customer
from app.customers.passage import assess
from app.customers.phones import plain_phone, read_email
from app.customers.rules import Basis, CustomerKind, check_basis
from app.exchange.fields import OFFICERS
from app.exchange.folding import simplified
from app.exchange.lines import Line, Plan
from app.exchange.models import ImportRow
from app.exchange.rows import PlainRow, keep
from app.exchange.rules import Outcome
from app.exchange.stored import fill
from app.security.unscoped import all_employers

PEOPLE = "people"
CHAIRMAN = "legal_representative"
ROLES: Mapping[str, ContactRole] = {
    CHAIRMAN: ContactRole.decision_maker,
    "general_manager": ContactRole.decision_maker,
    "spokesman": ContactRole.liaison,
}
POST = "spokesman_post"
LONGEST = 80
#: A company that holds the seat, and the person it sends.
_FIRM = re.compile(r"公司|法人|基金会")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_SENT = re.compile(r"代表人?\s*[:：]?\s*(?P<name>[^()（）]+)")
NO_BASIS = N_("“%(who)s” is not made a contact: choose on which basis people are kept.")
NOT_NEW = N_("“%(who)s” is not made a contact: the customer is registered already.")

Person = dict[str, Any]


def is_officered(fields: Collection[str]) -> bool:
    """Whether a file with these fields names people."""
    return not set(OFFICERS).isdisjoint(fields)


def take_people(line: Line, plan: Plan) -> list[Person]:
    """The people a row names, each once with all their posts; their cells leave the row."""
    told = dict(line.values)
    for name in OFFICERS:
        line.values.pop(name, None)
    if told.get("kind", CustomerKind.enterprise) is CustomerKind.individual:
        return []
    found: dict[str, Person] = {}
    for field, role in ROLES.items():
        name = person_of(told.get(field, ""))
        if name and (field != CHAIRMAN or _is_chairman(plan)):
            person = found.setdefault(name, {"name": name, "role": role.name, "posts": []})
            person["posts"] += [post for post in _posts(field, told, plan)
                                if post not in person["posts"]]  # fmt: skip
    reached = _reached(told) if found else {}
    return [{**person, **reached} for person in found.values()]


def _is_chairman(plan: Plan) -> bool:
    """A legal representative is asked for as such; a list of chairmen is one of people to meet."""
    header = simplified(plan.headers.get(CHAIRMAN, "")).casefold()
    return is_officered(plan.headers) and ("董事长" in header or "chairman" in header)


def _posts(field: str, told: Mapping[str, Any], plan: Plan) -> list[str]:
    """What the person is there, as the file's header says it; a post of their own comes first."""
    own = [told[POST]] if field == "spokesman" and POST in told else []
    return [*own, plan.headers.get(field, field)]


def person_of(told: str) -> str:
    """The person a cell names: for a seat held by a company the one it sends, if it says whom."""
    if not _FIRM.search(simplified(told)):
        return told.strip()[:LONGEST]
    outside = _ASIDE.sub("", told).strip()
    if outside and not _FIRM.search(simplified(outside)):
        return outside[:LONGEST]
    sent = _SENT.search(told)
    return sent["name"].strip()[:LONGEST] if sent else ""


def _reached(told: Mapping[str, Any]) -> Person:
    """The company's switchboard and mail box, where they are such."""
    found: Person = {}
    for name, read in (("phone", plain_phone), ("email", read_email)):
        try:
            if name in told:
                found[name] = read(told[name])
        except RuleError:
            continue
    return found


def place_people(line: Line, people: list[Person], basis: Basis | None) -> None:
    """Keep them with a new customer; else, or without a basis, say that they are left out."""
    who = "、".join(person["name"] for person in people)
    if not people or line.faults or line.row.outcome not in {None, Outcome.updated}:
        return
    if line.row.outcome is Outcome.updated:
        line.doubts.append(RuleError(NOT_NEW, who=who))
        return
    try:
        check_basis(basis, None, None)
    except RuleError:
        line.doubts.append(RuleError(NO_BASIS, who=who))
        return
    line.values[PEOPLE] = [{**person, "basis": basis.name if basis else None} for person in people]


# ── writing and taking back ──────────────────────────────────────
def write_people(session: Session, made: Sequence[tuple[PlainRow, Customer, list[Person]]]) -> None:
    """The people of new customers, in the transaction that writes these."""
    named = [(customer, person) for _, customer, people in made for person in people]
    contacts = [_contact(customer, person) for customer, person in named]
    if not contacts:
        return
    bulk.add(session, Contact, contacts)
    bulk.add(session, ContactLink, [
        bulk.draft(ContactLink, {"contact_id": contact.id, "customer_id": customer.id,
                                 "role": ContactRole[person["role"]]})
        for contact, (customer, person) in zip(contacts, named, strict=True)
    ])  # fmt: skip
    for contact, (_, person) in zip(contacts, named, strict=True):
        person["id"] = contact.id
    _remember(session, made)
    ids = {customer.id for customer, _ in named}
    for customer in session.scalars(select(Customer).where(Customer.id.in_(ids))):
        assess(session, customer)


def _contact(customer: Customer, person: Person) -> Contact:
    told: Person = {n: person[n] for n in ("name", "phone", "email") if n in person}
    contact: Contact = fill(Contact, {
        **told,
        "position": "、".join(person["posts"])[:LONGEST],
        "basis": Basis[person["basis"]],
        "customer_id": customer.id,
    })  # fmt: skip
    contact.derive()
    return contact


def _remember(session: Session, made: Sequence[tuple[PlainRow, Customer, list[Person]]]) -> None:
    rows = []
    for row, _, people in made:
        if people:
            row.values = json.dumps(
                {**json.loads(row.values or "{}"), PEOPLE: people}, ensure_ascii=False
            )
            rows.append(row)
    keep(session, rows, ("values",))


def people_beside(session: Session, rows: Sequence[ImportRow]) -> dict[int, list[Contact | None]]:
    """Row → the contacts that came with its customer; None for one that is out of reach."""
    named = {row.id: json.loads(row.values or "{}").get(PEOPLE, []) for row in rows}
    ids = {row: [p["id"] for p in people if "id" in p] for row, people in named.items()}
    wanted = {one for found in ids.values() for one in found}
    asked = select(Contact).where(Contact.id.in_(wanted))
    held = {contact.id: contact for contact in session.scalars(asked)} if wanted else {}
    return {row: list(map(held.get, found)) for row, found in ids.items() if found}


def are_untouched(contacts: Sequence[Contact | None]) -> bool:
    """Nobody changed, voided or linked one of them since they came in."""
    return all(one is not None and one.version == 1 and all_employers(one.id) == 1
               for one in contacts)  # fmt: skip


def facts_of(people: Sequence[Person]) -> str:
    """The people as a row of a page tells them."""
    return " · ".join(f"{person['name']} {'、'.join(person['posts'])}" for person in people)
