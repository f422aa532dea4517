"""Who enters made-up business: one person, on one day, about customers that passed their review."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import today
from app.customers.entries import Entry
from app.customers.headings import CustomerHeading
from app.customers.rules import TimeStatus
from app.demo.care_words import CUSTOMERS
from app.security.models import Person


class Desk(NamedTuple):
    """Who enters it, on which day, about whom; there is at least one customer."""

    session: Session
    by: Person
    day: date
    customers: Sequence[CustomerHeading]

    def on(self, days: int) -> date:
        """So many days from today; before it, if less than none."""
        return self.day + timedelta(days=days)

    def whom(self, place: int) -> CustomerHeading:
        """The customers in turn; few customers have several stories."""
        return self.customers[place % len(self.customers)]

    def enter(self, entry: Any) -> Any:
        """Check and keep one record, under its number if it has one."""
        if isinstance(entry, Entry):
            entry.give_number(self.session)
        entry.check_facts()
        self.session.add(entry)
        self.session.flush()
        return entry


def desk_of(session: Session, by: Person, ids: Sequence[int]) -> Desk | None:
    """The reader's desk with the first of these customers, those who trade with us before others;
    None where they see none.
    """
    asked = select(CustomerHeading).where(CustomerHeading.id.in_(ids))
    trading = CustomerHeading.time_status == TimeStatus.active
    ordered = asked.order_by(trading.desc(), CustomerHeading.id)
    customers = session.scalars(ordered.limit(CUSTOMERS)).all()
    return Desk(session, by, today(), customers) if customers else None


def of(customer: CustomerHeading) -> dict[str, Any]:
    """Whose record it is."""
    return {"customer": customer, "customer_id": customer.id}
