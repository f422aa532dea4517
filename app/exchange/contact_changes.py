"""Contacts that a file's rows change: the person, then the scores of the files they serve."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.words import N_, RuleError
from app.customers.contacts import Contact, ContactLink
from app.customers.employers import employer_ids, score_soon
from app.customers.models import Customer
from app.customers.passage import part_changed
from app.exchange.rows import PlainRow
from app.exchange.rules import Outcome
from app.exchange.stored import load_changes
from app.security.actor import actor
from app.security.writes import is_writable

MOVED_ON = N_("The contact was changed after this row was checked; check the file again.")
#: What a customer's file is complete by, of those who can be talked to there.
COUNTED = {"name", "has_left"}


def change(session: Session, rows: Sequence[PlainRow]) -> list[tuple[PlainRow, Contact]]:
    """Update the contacts that still stand as the preview showed them; each with its row."""
    asked = select(Contact).where(Contact.id.in_([row.subject_id for row in rows]))
    found = {contact.id: contact for contact in session.scalars(asked)} if rows else {}
    changed, counted = [], []
    for row in rows:
        contact = found.get(row.subject_id or 0)
        is_moved = contact is None or contact.version != row.subject_version
        if contact is None or is_moved or not is_writable(session, contact):
            row.turn(Outcome.refused, RuleError(MOVED_ON))
            continue
        changes = load_changes(row.changes, Contact, ContactLink)
        for name, (_old, new) in changes.items():
            setattr(contact, name, new)
        contact.derive()
        changed.append((row, contact))
        counted += [contact] if COUNTED & changes.keys() else []
    session.flush()
    score_served(session, counted)
    return changed


def score_served(session: Session, contacts: Iterable[Contact]) -> None:
    """The files of all whom these people serve; one out of the actor's reach within minutes."""
    served: set[int] = set().union(*(employer_ids(session, one.id) for one in contacts))
    asked = select(Customer).where(Customer.id.in_(served))
    seen = session.scalars(asked).all() if served else ()
    mine = [customer for customer in seen if is_writable(session, customer)]
    for customer in mine:
        part_changed(session, customer, actor().user_id)
    score_soon(session, served - {customer.id for customer in mine})
