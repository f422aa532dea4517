"""Individuals among a file's customers: their basis, their document, and who is who."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import or_, select

from app.core.clock import today
from app.core.db import db
from app.core.words import N_, RuleError
from app.customers.id_cards import read_id_card
from app.customers.models import Customer
from app.customers.phones import MOBILES, read_phone
from app.customers.rules import (
    CustomerKind,
    Gender,
    IdType,
    TimeStatus,
    check_basis,
    check_born,
)
from app.exchange.lines import Line, Seen
from app.exchange.masks import refuse_masks
from app.exchange.phone_rows import OF_CUSTOMERS, read_phones
from app.exchange.rules import Outcome
from app.exchange.stored import index_of
from app.security.namesakes import taken_identities, taken_mobiles, taken_names

#: What only an individual has (S6.四.1); a company's row that fills it is in the wrong column.
PERSONAL = (
    "id_type", "id_no", "gender", "birthday", "mobile", "private_phone", "wechat", "qq", "basis",
    "notice_version", "consented_on",
)  # fmt: skip

BASIS = ("basis", "notice_version", "consented_on")

#: What somebody is known by: a document, a name with its mobile, or the name alone.
Mark = tuple[str, Any]


def check_person(line: Line) -> None:
    """What an individual's form would ask; what the identity card says is filled in."""
    if line.values.get("kind") is CustomerKind.individual:
        _check_individual(line)
    elif line.is_read("kind"):
        for wrong in filter(line.values.__contains__, PERSONAL):
            line.refuse(RuleError(N_("Only an individual has “%(field)s”."), field=wrong))


def _check_individual(line: Line) -> None:
    refuse_masks(line, Customer)
    read_phones(line, OF_CUSTOMERS, line.values.get("country_code"))
    if line.is_read(*BASIS):
        _ask(line, _check_basis)
    if "id_no" in line.values and line.is_read("id_type", "time_status"):
        _ask(line, _check_document)
    if "phone" in line.values:
        _ask(line, _seal_phone)


def _ask(line: Line, check: Callable[[dict[str, Any]], None]) -> None:
    try:
        check(line.values)
    except RuleError as refusal:
        line.refuse(refusal)


def _check_basis(values: dict[str, Any]) -> None:
    check_basis(*map(values.get, BASIS))


def _check_document(values: dict[str, Any]) -> None:
    kind = values.setdefault("id_type", IdType.id_card)
    if kind is IdType.id_card:
        is_past = values.get("time_status") is TimeStatus.ended
        card = read_id_card(values["id_no"], today(), history=is_past)
        values["birthday"] = check_born(values.get("birthday"), card.birth_date)
        values["gender"] = Gender[card.gender]


def _seal_phone(values: dict[str, Any]) -> None:
    """A person's number is kept sealed, as a mobile or as their private telephone."""
    phone = read_phone(values.pop("phone"), values.get("country_code") or "CN")
    places = ("mobile", "private_phone") if phone.kind in MOBILES else ("private_phone",)
    free = next((name for name in places if values.get(name, phone.stored) == phone.stored), None)
    if free is None:
        raise RuleError(N_("The row has more telephone numbers than a person's file holds."))
    values[free] = phone.stored


def known_person(
    people: Sequence[Line], seen: Seen, known: N_, twice: N_, *, is_writing: bool
) -> None:
    """The same document, the same name with the same mobile, or the same name with neither.

    While rows are only looked at, just the people in the importer's reach are told: else one could
    try ten thousand numbers and keep none. Whoever writes them is told of every department's.
    """
    if not people:
        return
    marks = {id(line): _marks(line.values) for line in people}
    wanted: set[Mark] = set().union(*marks.values())
    taken = _taken(wanted) if is_writing else _taken_in_reach(wanted)
    for line in people:
        mine = marks[id(line)]
        if mine & taken:
            line.turn(Outcome.duplicate, known)
        elif seen["people"].meets(mine):
            line.turn(Outcome.duplicate, twice)
        seen["people"].add(*mine, ("name", line.values["name"]))


def _taken(wanted: set[Mark]) -> set[Mark]:
    """What people of any department bear of these marks."""
    mobiles = {index for _, index in _of("mobile", wanted)}
    return {
        *(("document", one) for one in taken_identities(_of("document", wanted))),
        *(("mobile", pair) for pair in taken_mobiles(mobiles)),
        *(("name", name) for name in taken_names(_of("name", wanted))),
    }


def _taken_in_reach(wanted: set[Mark]) -> set[Mark]:
    """The same of the people the importer sees."""
    documents, names = _of("document", wanted), _of("name", wanted)
    mobiles = {index for _, index in _of("mobile", wanted)}
    same = or_(
        Customer.id_no_index.in_(documents),
        Customer.mobile_index.in_(mobiles),
        Customer.name.in_(names),
    )
    asked = select(Customer.name, Customer.id_no_index, Customer.mobile_index).where(same)
    found: set[Mark] = set()
    for name, document, mobile in db.session.execute(asked):
        found |= {("document", document), ("mobile", (name, mobile)), ("name", name)}
    return found & wanted


def _marks(values: dict[str, Any]) -> set[Mark]:
    """What tells this person from others; numbers as blind indexes."""
    name, found = values["name"], set[Mark]()
    if "id_no" in values:
        found.add(("document", index_of(Customer, "id_no", values["id_no"])))
    if "mobile" in values:
        found.add(("mobile", (name, index_of(Customer, "mobile", values["mobile"]))))
    return found or {("name", name)}


def _of(kind: str, marks: set[Mark]) -> set[Any]:
    return {value for what, value in marks if what == kind}
