"""Facts others write down: forms sent to customers, surveys of agencies (S11.4.1a, S11.4.1b)."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import today
from app.core.gate import Gate
from app.customers.attached import WHOLE, Attached
from app.customers.collecting_rules import (
    REMIND_AFTER,
    CollectionKind,
    CollectionStatus,
    check_agency,
    check_days,
    check_reminder,
    check_waiting,
    reminder_day,
    status_of,
)
from app.customers.contacts import Contact
from app.customers.entries import Entry
from app.customers.rules import check_reason
from app.security.models import Person


class Collection(Attached, Entry):
    """资料采集: one form or one survey about one customer, until it came back or was given up."""

    __tablename__ = "collection"
    __prefix__ = "CJ"
    __gate__ = Gate(via="customer_id", voided="voided_at", retention="with its customer")

    kind: Mapped[CollectionKind] = mapped_column(default=CollectionKind.mailing)
    what: Mapped[str] = mapped_column(String(300))
    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    agency: Mapped[str | None] = mapped_column(String(120))
    order_no: Mapped[str | None] = mapped_column(String(64))
    happened_on: Mapped[date]
    due_on: Mapped[date | None]
    remind_days: Mapped[int] = mapped_column(default=REMIND_AFTER)
    remind_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    given_up_on: Mapped[date | None]
    status: Mapped[CollectionStatus] = mapped_column(default=CollectionStatus.waiting)
    handler_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    result: Mapped[str | None] = mapped_column(Text)

    contact: Mapped[Contact | None] = relationship()
    handler: Mapped[Person | None] = relationship(foreign_keys=[handler_id])

    __table_args__ = (
        CheckConstraint("what <> ''", name="says_what"),
        CheckConstraint("(kind = 'agency') = (agency IS NOT NULL)", name="agency_of_a_survey"),
        CheckConstraint("due_on >= happened_on", name="due_after_sent"),
        CheckConstraint("returned_on >= happened_on", name="returned_after_sent"),
        CheckConstraint("remind_days BETWEEN 0 AND 365", name="reminder_in_a_year"),
        CheckConstraint(
            "(status = 'returned') = (returned_on IS NOT NULL)", name="returned_has_day"
        ),
        CheckConstraint("status <> 'given_up' OR given_up_on IS NOT NULL", name="given_up_has_day"),
        CheckConstraint(WHOLE, name="file_is_whole"),
        Index("ix_collection_customer", "customer_id", "id"),
        Index("ix_collection_happened", "happened_on", "id"),
        Index("ix_collection_due", "due_on", "id"),
        Index("ix_collection_remind", "handler_id", "status", "remind_on", "id"),
    )

    def check_facts(self) -> None:
        """The days and the agency make sense; how it stands and when to remind follow from them."""
        if self.remind_days is None:
            self.remind_days = REMIND_AFTER
        check_agency(self.kind, self.agency)
        check_days(self.happened_on, self.due_on, self.returned_on, today())
        check_reminder(self.remind_days)
        self._stand()

    def _stand(self) -> None:
        self.status = status_of(self.returned_on, self.given_up_on)
        self.remind_on = reminder_day(self.due_on, self.remind_days)

    def take_in(self, on: date) -> None:
        """It came back on a day."""
        check_waiting(self.status)
        check_days(self.happened_on, self.due_on, on, today())
        self.returned_on = on
        self._stand()

    def give_up(self, reason: str) -> None:
        """Nobody waits for it any more; why stands as its result."""
        check_waiting(self.status)
        self.result, self.given_up_on = check_reason(reason), today()
        self._stand()
