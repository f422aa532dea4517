"""Individuals among a file's customers: their basis, their document, and who is who."""

from collections.abc import Sequence
from typing import Any

from app.core.clock import today
from app.core.words import N_, RuleError
from app.customers.id_cards import read_id_card
from app.customers.models import Customer
from app.customers.phones import read_phone
from app.customers.rules import CustomerKind, Gender, IdType, check_basis, check_born
from app.exchange.lines import Line, Seen
from app.exchange.rules import Outcome
from app.exchange.stored import index_of
from app.security.unscoped import taken_identities, taken_mobiles, taken_names

#: What only an individual has (S6.四.1); a company's row that fills it is in the wrong column.
PERSONAL = (
    "id_type", "id_no", "gender", "birthday", "mobile", "private_phone", "wechat", "basis",
    "notice_version", "consented_on",
)  # fmt: skip

#: What somebody is known by: a document, a name with its mobile, or the name alone.
Mark = tuple[str, Any]


def check_person(values: dict[str, Any]) -> None:
    """What an individual's form would ask; what the identity card says is filled in."""
    if values.get("kind") is not CustomerKind.individual:
        wrong = next((name for name in PERSONAL if name in values), None)
        if wrong:
            raise RuleError(N_("Only an individual has “%(field)s”."), field=wrong)
        return
    check_basis(values.get("basis"), values.get("notice_version"), values.get("consented_on"))
    if "id_no" in values:
        _check_document(values)
    if "phone" in values:
        _seal_phone(values)


def _check_document(values: dict[str, Any]) -> None:
    kind = values.setdefault("id_type", IdType.id_card)
    if kind is IdType.id_card:
        card = read_id_card(values["id_no"], today())
        values["birthday"] = check_born(values.get("birthday"), card.birth_date)
        values["gender"] = Gender[card.gender]


def _seal_phone(values: dict[str, Any]) -> None:
    """A person's number is kept sealed, as a mobile or as their private telephone."""
    phone = read_phone(values.pop("phone"))
    values.setdefault("mobile" if phone.kind == "mobile" else "private_phone", phone.stored)


def known_person(people: Sequence[Line], seen: Seen, known: N_, twice: N_) -> None:
    """The same document, the same name with the same mobile, or the same name with neither."""
    if not people:
        return
    marks = {id(line): _marks(line.values) for line in people}
    wanted: set[Mark] = set().union(*marks.values())
    taken: set[Mark] = {("document", one) for one in taken_identities(_of("document", wanted))}
    mobiles = {mark[1][1] for mark in wanted if mark[0] == "mobile"}
    taken |= {("mobile", pair) for pair in taken_mobiles(mobiles)}
    taken |= {("name", name) for name in taken_names(_of("name", wanted))}
    for line in people:
        mine = marks[id(line)]
        if mine & taken:
            line.turn(Outcome.duplicate, known)
        elif mine & seen["people"]:
            line.turn(Outcome.duplicate, twice)
        seen["people"] |= mine


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
