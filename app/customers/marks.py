"""What a reviewer has ticked, and whether it still holds: a mark on another value is none."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.conflicts import signs_of
from app.customers.completeness import CONTACT, Element
from app.customers.contacts import PERSON, serving
from app.customers.evidence import Evidence
from app.customers.models import Customer
from app.customers.reviews import ReviewMark
from app.security.sealed import sealed_field


def marks_on(customer: Customer, reviewer_id: int) -> Select[ReviewMark]:
    """This reviewer's marks of this round, whether they still hold or not."""
    return select(ReviewMark).where(
        ReviewMark.customer_id == customer.id,
        ReviewMark.round == customer.review_round,
        ReviewMark.reviewer_id == reviewer_id,
    )


def field_signs(
    session: Session, customer: Customer, elements: Iterable[Element], names: Iterable[str]
) -> dict[str, str]:
    """A sign of what each of these shows now: the value, and the evidence that goes with it."""
    proofs = {element.key: element.evidence for element in elements if element.evidence}
    pieces = _pieces(session, customer) if proofs else []
    told = {}
    for name in names:
        beside = [pk for pk, kind in pieces if kind is proofs.get(name)]
        value = _people(session, customer) if name == CONTACT else _held(customer, name)
        told[name] = [value, beside] if beside else value
    return signs_of(told)


def _pieces(session: Session, customer: Customer) -> list[Any]:
    asked = select(Evidence.id, Evidence.kind).where(Evidence.customer_id == customer.id)
    return [tuple(row) for row in session.execute(asked.order_by(Evidence.id))]


def _people(session: Session, customer: Customer) -> str:
    asked = serving(customer.id, PERSON.c.id, PERSON.c.name).order_by(PERSON.c.id).distinct()
    return ",".join(f"{pk}={name}" for pk, name in session.execute(asked))


def _held(customer: Customer, name: str) -> Any:
    """A field as it is kept: a reference by its number, a sealed one by its index."""
    if sealed_field(Customer, name):
        index = getattr(customer, f"{name}_index")
        return index.hex() if index else None
    reference = f"{name}_id"
    return getattr(customer, reference if hasattr(Customer, reference) else name, None)
