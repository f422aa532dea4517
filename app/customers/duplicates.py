"""Is this customer or contact here already? Asked while one types, over all departments (S5.3.1.2).

What the reader may see is named and linked; what is another department's shows masked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.fields import tidy
from app.core.words import N_, RuleError
from app.customers.contacts import Contact
from app.customers.models import Customer
from app.customers.naming import key_likeness, name_key, near, split_name, stems
from app.customers.personal import Personal
from app.customers.phones import phone_key, read_email
from app.customers.spelling import normalise
from app.security.namesakes import (
    Hint,
    Kin,
    contacts_having,
    customers_having,
    customers_named_like,
)
from app.security.sealed import Sealed, blind, ring

ALIKE = 0.65
PREFIX = 2
LONGEST_NAME, SHORTEST_DOCUMENT = 200, 8
PHONE, EMAIL = N_("Same telephone"), N_("Same e-mail")
#: Where a number is typed; whichever it is typed in, all that hold numbers are asked.
PHONES = ("phone", "mobile", "private_phone")

Same = Sequence[tuple[str, object]]
Question = tuple[N_, Callable[[], list[Hint]]]


class Match(NamedTuple):
    """One record that may be the same: why, and its name or mask."""

    reason: N_
    label: str
    id: int | None  # None where the reader may not see it
    likeness: float
    is_contact: bool


def matches(session: Session, typed: Mapping[str, str], own_id: int | None) -> list[Match]:
    """Customers like the one being typed, the surest first, and contacts of others reached alike;
    ``own_id`` is the one being edited.
    """
    found = _answers(_numbers(typed, own_id), _named_alike(typed.get("name", "")))
    others = ((pk, told) for pk, told in found if pk != own_id)
    people = _answers(_people(typed, None, own_id))
    told = [*_told(session, Customer, others), *_told(session, Contact, people)]
    return sorted(told, key=lambda match: -match.likeness)


def people_like(session: Session, typed: Mapping[str, str], own_id: int | None) -> list[Match]:
    """Contacts that are reached like the one being typed."""
    return _told(session, Contact, _answers(_people(typed, own_id, None)))


def _answers(*questions: Iterable[Question]) -> list[tuple[int, tuple[N_, Hint]]]:
    """Each record found, with the first reason for it."""
    found: dict[int, tuple[N_, Hint]] = {}
    for asked in questions:
        for reason, ask in asked:
            for hint in ask():
                found.setdefault(hint.id, (reason, hint))
    return list(found.items())


def _told(
    session: Session, entity: type[Any], found: Iterable[tuple[int, tuple[N_, Hint]]]
) -> list[Match]:
    """Those the gate shows by their names, the others masked."""
    hints = dict(found)
    names: dict[int, str] = {}
    if hints:
        asked = select(entity.id, entity.name).where(entity.id.in_(list(hints)))
        names = dict(session.execute(asked).all())
    return [
        Match(reason, names.get(pk, hint.masked), pk if pk in names else None, hint.likeness,
              entity is Contact)
        for pk, (reason, hint) in hints.items()
    ]  # fmt: skip


def _named_alike(typed: str) -> Iterator[Question]:
    name = (tidy(typed) or "")[:LONGEST_NAME]
    core = split_name(name).core if name else ""
    if len(core) < PREFIX:
        return
    key = name_key(name)
    kin = Kin(key, core[:PREFIX], stems(name), partial(key_likeness, key), partial(near, name),
              ALIKE)  # fmt: skip
    yield N_("Similar name"), partial(customers_named_like, kin)


def _numbers(typed: Mapping[str, str], own_id: int | None) -> Iterator[Question]:
    """Exact numbers: what no two customers share by chance."""
    document = _document(typed.get("id_no", ""))
    code = normalise(typed.get("uscc", ""))
    asked: list[tuple[N_, Same]] = [
        (N_("Same credit code"), [("uscc", code)] if code else []),
        *((PHONE, _columns(Customer, number)) for number in _phones(typed)),
        (EMAIL, _emails(typed)),
        (N_("Same document number"), [("id_no_index", document)] if document else []),
    ]
    for reason, same in asked:
        if same:
            yield reason, partial(customers_having, same, own_id)


def _people(typed: Mapping[str, str], own_id: int | None, at: int | None) -> Iterator[Question]:
    """Contacts with a typed number or address; those of the customer being edited are its own."""
    asked: list[tuple[N_, Same]] = [
        *((PHONE, _columns(Contact, number)) for number in _phones(typed)),
        (EMAIL, _emails(typed)),
    ]
    for reason, same in asked:
        if same:
            yield reason, partial(contacts_having, same, own_id, at)


def _phones(typed: Mapping[str, str]) -> list[str]:
    """The typed numbers in their one spelling; half a number, or a mask, asks nothing."""
    country = typed.get("country_code")
    found = (phone_key(typed.get(field, ""), country) for field in PHONES)
    return [number for number in dict.fromkeys(found) if number]


def _columns(entity: type[Any], number: str) -> Same:
    """Every column of an entity that would hold the number, with what stands there for it."""
    if entity is Contact:
        sealed = {"mobile": Personal, "phone": Contact}
        return [_index(field, owner, Contact, number) for field, owner in sealed.items()]
    sealed = {"mobile": Personal, "private_phone": Customer}
    indexes = [_index(field, owner, Customer, number) for field, owner in sealed.items()]
    return [("phone_key", number), *indexes]


def _index(field: str, owner: type[Any], entity: type[Any], plain: str) -> tuple[str, object]:
    sealed: Sealed = vars(owner)[field]
    return f"{field}_index", blind(ring(), sealed.place(entity), plain)


def _emails(typed: Mapping[str, str]) -> Same:
    """As it is kept, and as an old file may have brought it."""
    text = typed.get("email", "").strip()
    try:
        kept = read_email(text) if text else ""
    except RuleError:
        return []
    return [("email", told) for told in dict.fromkeys((kept, text, kept.lower())) if told]


def _document(text: str) -> bytes | None:
    number = normalise(text)
    if "*" in text or len(number) < SHORTEST_DOCUMENT:
        return None
    return blind(ring(), vars(Customer)["id_no"].place(Customer), number)
