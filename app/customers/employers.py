"""Whom a contact serves, by name as far as the reader may know it."""

from collections.abc import Iterable
from typing import Any

from flask import g
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.words import N_
from app.customers.contacts import ContactLink
from app.customers.models import Customer
from app.security.past import marked
from app.security.unscoped import hidden_employers, voided_names

ELSEWHERE = N_("Customer of another department")


def main_customer(number: int, name: str | None) -> str:
    """A contact's main customer: by name, marked when voided, unnamed when out of reach."""
    return name or know_voided([number])[number] or str(ELSEWHERE)


def know_voided(numbers: Iterable[int]) -> dict[int, str | None]:
    """The names of those that were voided; all the unseen ones of a page are asked at once."""
    known: dict[int, str | None] = g.setdefault("voided_customers", {})
    unknown = set(numbers) - known.keys()
    if unknown:
        gone = voided_names(Customer, unknown)
        known |= {n: marked(gone[n]) if n in gone else None for n in unknown}
    return known


def unseen_employers(contact_id: int) -> list[str]:
    """What is said of the customers a contact serves that the reader is not shown as rows."""
    links: Any = ContactLink.__table__
    served = select(links.c.customer_id).where(links.c.contact_id == contact_id)
    gone = voided_names(Customer, served)
    told = [marked(name) for name in gone.values()]
    hidden = hidden_employers(contact_id) - len(gone)
    return [*told, f"{ELSEWHERE} × {hidden}"] if hidden > 0 else told


def employer_ids(session: Session, contact_id: int) -> set[int]:
    """All whom a contact serves or served, by number; whether the reader sees them or not."""
    links: Any = ContactLink.__table__
    asked = select(links.c.customer_id).where(links.c.contact_id == contact_id)
    return set(session.scalars(asked))


def score_soon(session: Session, ids: Iterable[int]) -> None:
    """Of files out of reach: without its standard a file is scored again within minutes."""
    table: Any = Customer.__table__
    told = update(table).where(table.c.id.in_(list(ids))).values(standard_id=None)
    session.connection().execute(told)
