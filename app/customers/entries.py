"""What happened with a customer, entered by the department on duty for its kind.

Every such record keeps the day it happened beside the moment it was entered (S1.4(3)); it is taken
back with a reason, never erased.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey as Key
from sqlalchemy import Integer, String, Text, inspect
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, relationship

from app.core.clock import local, now, today
from app.core.db import Record
from app.core.numbers import allocate, with_check
from app.core.words import N_, RuleError
from app.customers.headings import CustomerHeading
from app.customers.rules import check_reason
from app.security.models import Person

LATE_DAYS = 3


class Voidable(Record):
    """A record that is taken back with a reason and stays."""

    __abstract__ = True

    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(Integer)
    void_reason: Mapped[str | None] = mapped_column(Text)

    def void(self, by: Person, reason: str) -> None:
        self.void_reason = check_reason(reason)
        self.voided_at, self.voided_by_id = now(), by.id

    def check_facts(self) -> None:
        """What the fields must say together."""


class Entry(Voidable):
    """One record of business with one customer, under a number of its own."""

    __abstract__ = True
    #: Before the year in its number.
    __prefix__ = ""

    number: Mapped[str] = mapped_column(String(64), unique=True)
    customer_id: Mapped[int] = mapped_column(Key("customer.id"))

    @declared_attr
    def customer(cls) -> Mapped[CustomerHeading]:
        return relationship(CustomerHeading, foreign_keys=f"{cls.__name__}.customer_id")

    def __str__(self) -> str:
        return self.number

    def give_number(self, session: Session) -> None:
        """The next number of its kind and year, where none was typed."""
        if not self.number:
            self.number = new_entry_numbers(session, type(self), today().year)[0]


def new_entry_numbers(
    session: Session, entity: type[Entry], year: int, count: int = 1
) -> list[str]:
    """The next numbers: prefix + year + six digits + check character, never reused."""
    prefix = entity.__prefix__
    found = allocate(session, f"{entity.__tablename__}:{year}", count)
    return [with_check(f"{prefix}{year}{serial:06}") for serial in found]


def changed(record: Any) -> set[str]:
    """Columns of a kept record that now hold something else; of a new one none."""
    state: Any = inspect(record, raiseerr=False)
    if state is None or not state.persistent:
        return set()
    columns = state.mapper.column_attrs.keys()
    return {name for name in columns if state.attrs[name].history.has_changes()}


def check_same_customer(entry: Entry) -> None:
    """What an entry hangs under, or answers, is of the same customer."""
    for relation in inspect(type(entry)).relationships:
        above = getattr(entry, relation.key) if issubclass(relation.mapper.class_, Entry) else None
        if above is not None and above.customer_id != entry.customer_id:
            raise RuleError(N_("“%(what)s” belongs to another customer."), what=above)


def lag_days(happened_on: date | None, entered_at: datetime | None) -> int | None:
    """How many days after it happened a record was entered; None where the day is not known."""
    if happened_on is None or entered_at is None:
        return None
    return (local(entered_at).date() - happened_on).days


def entered(happened_on: date | None, entered_at: datetime) -> str:
    """The day of entry as lists show it, with the lag behind."""
    day, lag = local(entered_at).strftime("%Y-%m-%d"), lag_days(happened_on, entered_at)
    if not lag or lag < 0:
        return day
    return str(N_("%(day)s, %(days)s days later")) % {"day": day, "days": lag}


def entered_of(row: Any) -> str:
    """The same of a record, or of a list's row, which may not have the day it happened."""
    return entered(getattr(row, "happened_on", None), row.created_at)
