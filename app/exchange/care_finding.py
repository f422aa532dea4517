"""People and events that rows name in words: one question for each block."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.events import CustomerEvent
from app.core.words import N_, RuleError
from app.customers.contacts import Contact, ContactLink
from app.customers.headings import CustomerHeading
from app.exchange.lines import Line

#: Whom most of these rows are about: relation → its entity.
WHO: Mapping[str, type[Any]] = {"customer": CustomerHeading, "contact": Contact}


def place_contacts(session: Session, lines: Sequence[Line]) -> None:
    """A person of the row's customer by their name; another customer's namesake is not meant."""
    named = [line for line in lines if line.is_undecided
             and {"contact", "customer_id"} <= line.values.keys()]  # fmt: skip
    asked = select(ContactLink.customer_id, Contact.name, Contact.id).join(
        Contact, Contact.id == ContactLink.contact_id
    )
    asked = asked.where(
        ContactLink.customer_id.in_({line.values["customer_id"] for line in named}),
        Contact.name.in_({line.values["contact"] for line in named}),
    )
    people: dict[tuple[int, str], set[int]] = defaultdict(set)
    for place, name, number in session.execute(asked) if named else ():
        people[place, name].add(number)
    for line in named:
        told = line.values.pop("contact")
        found = people[line.values["customer_id"], told]
        _put(
            line, "contact", found, told,
            N_("This customer has no contact “%(value)s”."),
            N_("This customer has several contacts “%(value)s”: enter this row on its form."),
        )  # fmt: skip


def place_events(session: Session, lines: Sequence[Line]) -> None:
    """An event by its name and, where several have it, its first day."""
    named = [line for line in lines if line.is_undecided and "event" in line.values]
    asked = select(CustomerEvent.id, CustomerEvent.name, CustomerEvent.from_on).where(
        CustomerEvent.name.in_({line.values["event"] for line in named})
    )
    events = session.execute(asked).all() if named else []
    for line in named:
        told, on = line.values.pop("event"), line.values.pop("event_on", None)
        found = {n for n, name, from_on in events if name == told and on in {None, from_on}}
        _put(
            line, "event", found, told,
            N_("There is no event “%(value)s”, or none on that day."),
            N_("Several events are called “%(value)s”: add a column with their first day."),
        )  # fmt: skip


def _put(line: Line, field: str, found: set[int], told: Any, none: N_, several: N_) -> None:
    if len(found) == 1:
        line.values[f"{field}_id"] = next(iter(found))
    else:
        line.refuse(RuleError(several if found else none, value=told[:40]), field)
