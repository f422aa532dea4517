"""Rows that update contacts: whom a key finds, and what the row would change in them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.customers.contacts import Contact, ContactLink
from app.customers.rules import check_basis
from app.exchange.lines import Line, Plan, Seen
from app.exchange.masks import is_mask
from app.exchange.matching import OTHERS, conclude_change
from app.exchange.people_rows import BASIS
from app.exchange.rules import Key, Mode
from app.exchange.stored import index_of
from app.security.sealed import sealed_field
from app.security.writes import is_writable

#: What belongs to the person's part at the customer, not to the person.
PART = ("role", "is_primary", "from_on")
TWICE = N_("The file names this contact twice.")
SEALED = N_("“%(field)s” is kept sealed: change it on the contact's own page.")
ON_PART = N_("“%(field)s” changes on the contact's own page only.")
SEVERAL = N_("Several contacts of the customer are called so: update by their mobile.")
SAME_MOBILE = N_("Several contacts have this mobile number: name the customer, or change each on"
                 " its own page.")  # fmt: skip
AT_ANOTHER = N_("Who has this mobile number serves another customer than the row names.")
NOBODY_CALLED = N_("This customer has no contact “%(value)s”.")
NOBODY_REACHED = N_("Among the contacts you see nobody has this mobile number.")

#: What a key found: each contact with their parts, as far as the importer sees these.
Found = dict[int, tuple[Contact, list[ContactLink]]]


def match(session: Session, lines: Sequence[Line], plan: Plan, seen: Seen) -> set[int]:
    """Rows whose key finds a contact become changes; without one they are new, where allowed.

    Returns which rows are no new contacts, by the lines' ids.
    """
    find = _by_name if plan.key is Key.person else _by_mobile
    asked = [line for line in lines if _mark(line, plan.key)]
    people, told = find(session, asked), set()
    for line in lines:
        try:
            contact = _one(line, people, plan)
            if contact is None and line.is_read("customer", plan.key.name):
                continue
            told.add(id(line))
            if contact is not None:
                _once(contact[0].id, seen)
                _judge_change(session, line, *contact, plan.key)
        except RuleError as refusal:
            told.add(id(line))
            line.refuse(refusal)
    return told


def _mark(line: Line, key: Key) -> Any:
    """What a row's contact is known by; None where the row does not say."""
    if key is Key.mobile:
        mobile = line.values.get("mobile")
        return mobile and index_of(Contact, "mobile", mobile)
    told = line.values.get("customer_id"), line.values.get("name")
    return told if all(told) else None


def _by_name(session: Session, lines: Sequence[Line]) -> dict[Any, Found]:
    asked = select(Contact, ContactLink).join(ContactLink, ContactLink.contact_id == Contact.id)
    asked = asked.where(
        ContactLink.customer_id.in_({line.values["customer_id"] for line in lines}),
        Contact.name.in_({line.values["name"] for line in lines}),
    )
    people: dict[Any, Found] = defaultdict(dict)
    for contact, part in session.execute(asked).all() if lines else ():
        held = people[part.customer_id, contact.name].setdefault(contact.id, (contact, []))
        held[1].append(part)
    return people


def _by_mobile(session: Session, lines: Sequence[Line]) -> dict[Any, Found]:
    indexes = {_mark(line, Key.mobile) for line in lines}
    asked = select(Contact, ContactLink).join(ContactLink, ContactLink.contact_id == Contact.id)
    asked = asked.where(Contact.mobile_index.in_(indexes))
    people: dict[Any, Found] = defaultdict(dict)
    for contact, part in session.execute(asked).all() if lines else ():
        held = people[contact.mobile_index].setdefault(contact.id, (contact, []))
        held[1].append(part)
    return people


def _one(
    line: Line, people: dict[Any, Found], plan: Plan
) -> tuple[Contact, list[ContactLink]] | None:
    """Whom the row is about; None where they are new. RuleError where it may be about several."""
    mark = _mark(line, plan.key)
    found = people.get(mark, {}) if mark else {}
    here = {pk: _parts_at(line, held) for pk, held in found.items()}
    here = {pk: held for pk, held in here.items() if held[1]}
    if len(here) > 1:
        raise RuleError(SEVERAL if plan.key is Key.person else SAME_MOBILE)
    if here:
        return next(iter(here.values()))
    if found:
        raise RuleError(AT_ANOTHER)
    if plan.mode is Mode.update and line.is_read("customer", plan.key.name, "person"):
        raise _nobody(line, plan.key, mark)
    return None


def _parts_at(
    line: Line, held: tuple[Contact, list[ContactLink]]
) -> tuple[Contact, list[ContactLink]]:
    """A contact with their parts at the customer the row names; with all where it names none."""
    place = line.values.get("customer_id")
    return held[0], [part for part in held[1] if place in {None, part.customer_id}]


def _nobody(line: Line, key: Key, mark: Any) -> RuleError:
    if not mark:
        return RuleError(N_("The row has no “%(field)s” to find the contact by."), field=key.name)
    if key is Key.mobile:
        return RuleError(NOBODY_REACHED)
    return RuleError(NOBODY_CALLED, value=line.values["name"][:40])


def _once(contact_id: int, seen: Seen) -> None:
    if contact_id in seen["contacts"]:
        raise RuleError(TWICE)
    seen["contacts"].add(contact_id)


def _judge_change(
    session: Session, line: Line, contact: Contact, parts: Sequence[ContactLink], key: Key
) -> None:
    """The row's verdict: changed fields with old and new, or nothing to change."""
    if not is_writable(session, contact):
        raise RuleError(OTHERS)
    changes: dict[str, list[Any]] = {}
    told = {n: value for n, value in line.values.items() if n not in {"customer_id", key.name}}
    for name, value in told.items():
        try:
            changes |= _changed(contact, parts, name, value)
        except RuleError as refusal:
            line.refuse(refusal, name)
    if line.is_read(*BASIS):
        check_basis(*(changes[n][1] if n in changes else getattr(contact, n) for n in BASIS))
    if line.is_open:
        conclude_change(line.row, contact, changes)


def _changed(
    contact: Contact, parts: Sequence[ContactLink], name: str, value: Any
) -> dict[str, list[Any]]:
    """A field with its old and new value, or nothing where the row says what is there."""
    if name in PART:
        _check_part(name, value, parts)
        return {}
    told = [getattr(contact, name), value]
    return {name: told} if _differs(contact, name, value) else {}


def _check_part(name: str, value: Any, parts: Sequence[ContactLink]) -> None:
    if all(getattr(part, name) != value for part in parts):
        raise RuleError(ON_PART, field=name)


def _differs(contact: Contact, name: str, value: Any) -> bool:
    """A sealed value is compared by its blind index, for nothing here may open it; one that is
    missing may be filled in, for an undo has nothing to bring back.
    """
    if sealed_field(Contact, name) is None:
        old = getattr(contact, name)
        return bool(old != value) and not is_mask(contact, name, value)
    held = getattr(contact, f"{name}_index")
    if held not in {None, index_of(Contact, name, value)}:
        raise RuleError(SEALED, field=name)
    return held is None
