"""A file's way from draft to filed: what must be there, looked at and verified before each step."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, object_session

from app.core.clock import today
from app.core.derived import set_derived
from app.core.words import N_, RuleError
from app.customers.completeness import (
    CONTACT,
    Element,
    EvidenceKind,
    Verdict,
    asked_of,
    check_blocking,
    is_filled,
    judge,
    proof_word,
)
from app.customers.contacts import PERSON, ContactLink, serving
from app.customers.evidence import Evidence, Verification
from app.customers.labels import LABELS
from app.customers.marks import field_signs, marks_on
from app.customers.models import Customer
from app.customers.review_rules import check_looked_at
from app.customers.reviews import HandOver
from app.customers.rules import ON_ITS_WAY, check_reason, check_reviewer
from app.customers.standards import CollectionStandard, demands_on
from app.customers.verification import check_standing, prove
from app.security.models import Person
from app.security.sealed import sealed_field


def name_of(element: Element) -> str:
    """What people call an element."""
    words = [str(LABELS[element.field])] if element.field else []
    if element.evidence:
        words.append(str(proof_word(element.evidence, is_domestic=element.is_domestic)))
    return " + ".join(words)


def filled_fields(session: Session, customer: Customer, names: Iterable[str]) -> set[str]:
    """Which of these fields hold a value."""
    filled = {n for n in names if n != CONTACT and is_filled(getattr(customer, n))}
    if CONTACT in names and customer.id is not None:
        there = session.scalar(serving(customer.id, ContactLink.id).limit(1))
        filled |= {CONTACT} if there else set()
    return filled


def contact_names(session: Session, customer: Customer) -> list[str]:
    """Who can be talked to there today."""
    return list(session.scalars(serving(customer.id, PERSON.c.name).limit(5)))


def evidence_kinds(session: Session, customer: Customer) -> set[EvidenceKind]:
    asked = select(Evidence.kind).where(Evidence.customer_id == customer.id).distinct()
    return set(session.scalars(asked))


def demands_of(
    session: Session, customer: Customer
) -> tuple[CollectionStandard | None, list[Element]]:
    """The standard in force for this kind today, and what of it this customer can have."""
    standard, elements = demands_on(session, customer.kind, today())
    return standard, asked_of(elements, is_domestic=customer.is_domestic)


def verdict_on(session: Session, customer: Customer) -> tuple[CollectionStandard | None, Verdict]:
    """The standard in force for this kind today, and what it says of this file."""
    standard, elements = demands_of(session, customer)
    names = [element.field for element in elements if element.field]
    filled = filled_fields(session, customer, names)
    return standard, judge(elements, filled, evidence_kinds(session, customer))


def assess(session: Session, customer: Customer) -> Verdict:
    """Score the file again and keep the score with the standard that gave it."""
    session.flush()
    standard, verdict = verdict_on(session, customer)
    told: dict[str, Any] = {
        "completeness": verdict.score,
        "standard_id": standard.id if standard else None,
    }
    set_derived(session, customer, **told)
    return verdict


def part_changed(
    session: Session, customer: Customer, by_id: int | None, part: EvidenceKind | str = CONTACT
) -> None:
    """A contact or a piece of evidence came, went or changed: score the file again; where the
    standard asks for it, it is something a review looks at.
    """
    assess(session, customer)
    if customer.entry_status in ON_ITS_WAY:
        asked = demands_of(session, customer)[1]
        if any(part in (element.field, element.evidence) for element in asked):
            customer.change(by_id)


def standing_of(customer: Customer) -> tuple[Any, ...]:
    """What a score follows from besides contacts and evidence: what kind of file, what is filled.

    That a standard came into force is the night's question.
    """
    columns = set(inspect(Customer).column_attrs.keys()) - {"updated_by_id"}
    filled = frozenset(name for name in columns if is_filled(getattr(customer, name)))
    return customer.kind, customer.is_domestic, filled


def assess_new(session: Session, customers: Iterable[Customer]) -> None:
    """Score files that are not written yet, and so have neither contact nor evidence.

    A file brought in by the thousand leaves the same fields empty in most of its rows. What such a
    file was not given it does not hold, so it is read without asking for its past.
    """
    held: dict[Any, tuple[CollectionStandard | None, list[Element], list[tuple[str, str]]]] = {}
    scores: dict[Any, int] = {}
    for customer in customers:
        told = vars(customer)
        group = told.get("kind"), told.get("market"), told.get("country_code")
        if group not in held:
            standard, elements = demands_of(session, customer)
            fields = [stored_name(e.field) for e in elements if e.field and e.field != CONTACT]
            held[group] = standard, elements, fields
        standard, elements, fields = held[group]
        filled = tuple(field for field, kept in fields if is_filled(told.get(kept)))
        if (group, filled) not in scores:
            scores[group, filled] = judge(elements, filled, ()).score
        customer.completeness = scores[group, filled]
        customer.standard_id = standard.id if standard else None


def stored_name(field: str) -> tuple[str, str]:
    """A field and the attribute that says whether it holds anything: of a sealed one, its mask."""
    return field, f"{field}_masked" if sealed_field(Customer, field) else field


def verify(session: Session, customer: Customer) -> None:
    """Say on the customer what its checks prove together."""
    session.flush()
    order = (Verification.checked_on, Verification.id)
    asked = select(Verification).where(Verification.customer_id == customer.id).order_by(*order)
    proof = prove(customer.kind, [row.plain() for row in session.scalars(asked)])
    told = {"verified_on": proof.on, "verified_source": proof.source}
    set_derived(session, customer, verification=proof.standing, **told)


def session_of(record: Any) -> Session:
    found = object_session(record)
    if found is None:
        raise RuntimeError("the record is in no session")
    return found


# ── the steps ────────────────────────────────────────────────────
def submit(customer: Customer, by: Person) -> None:
    """Refused while a required element is missing: all of them named at once."""
    verdict = assess(session_of(customer), customer)
    check_blocking([name_of(element) for element in verdict.blocking])
    customer.submit(by)


def review(customer: Customer, by: Person) -> None:
    """Refused until the reviewer has looked at every required element."""
    session = session_of(customer)
    check_standing(customer.verification)
    _, verdict = verdict_on(session, customer)
    check_blocking([name_of(element) for element in verdict.blocking])
    check_reviewer(by.id, *customer.makers())
    elements = demands_of(session, customer)[1]
    check_looked_at(elements, marks_of(session, customer, elements, by), teller(customer))
    customer.review(by)


def marks_of(
    session: Session, customer: Customer, elements: list[Element], by: Person
) -> dict[str, bool]:
    """What this reviewer has found in this round and nobody changed since: name → is it right."""
    marks = session.scalars(marks_on(customer, by.id)).all()
    signs = field_signs(session, customer, elements, [mark.name for mark in marks])
    return {mark.name: mark.is_right for mark in marks if mark.sign == signs[mark.name]}


def teller(customer: Customer) -> Callable[[str], str]:
    """How the marks on this file are called: name → what people read."""
    return partial(_told, is_domestic=customer.is_domestic)


def _told(name: str, *, is_domestic: bool) -> str:
    kind = name.removeprefix("evidence-")
    if name != kind and kind in EvidenceKind.__members__:
        return str(proof_word(EvidenceKind[kind], is_domestic=is_domestic))
    return str(LABELS.get(name, name))


def file(customer: Customer, by: Person) -> None:
    check_standing(customer.verification)
    customer.file(by)


def hand_over(customer: Customer, by: Person, reason: str, to: Person) -> None:
    """Pass the customer to another maintainer; the line stays (S5.3.3.1)."""
    if customer.account_manager_id == to.id:
        raise RuleError(N_("This person already maintains the customer."))
    session_of(customer).add(
        HandOver(
            customer=customer,
            from_id=customer.account_manager_id,
            to_id=to.id,
            reason=check_reason(reason),
        )
    )
    customer.account_manager = to
