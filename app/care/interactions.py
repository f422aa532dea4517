"""Staff interactions: which employee dealt with a customer, when and about what (S1.5(4))."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care.outreach_rules import check_past
from app.core.clock import today
from app.core.gate import Gate
from app.core.words import N_, Choice
from app.customers.contacts import Contact
from app.customers.entries import Entry
from app.security.models import Person


class InteractionKind(Choice):
    """互动类型."""

    reception = N_("Reception")
    visit = N_("Visit")
    meeting = N_("Meeting")
    call = N_("Call or message")
    training = N_("Training")
    meal = N_("Business meal")
    complaint = N_("Complaint about staff")
    praise = N_("Praise of staff")
    other = N_("Other interaction")


class StaffInteraction(Entry):
    """员工互动: one dealing of one employee with one customer, entered by personnel."""

    __tablename__ = "staff_interaction"
    __prefix__ = "HD"
    __gate__ = Gate(via="customer_id", kind="interaction", voided="voided_at", retention="10 years")

    employee_id: Mapped[int] = mapped_column(Key("ab_user.id"))
    kind: Mapped[InteractionKind] = mapped_column(default=InteractionKind.reception)
    happened_on: Mapped[date]
    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    place: Mapped[str | None] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)

    employee: Mapped[Person] = relationship()
    contact: Mapped[Contact | None] = relationship()

    __table_args__ = (
        CheckConstraint("summary <> ''", name="says_what"),
        Index("ix_staff_interaction_customer", "customer_id", "id"),
        Index("ix_staff_interaction_employee", "employee_id", "id"),
        Index("ix_staff_interaction_happened", "happened_on", "id"),
    )

    def check_facts(self) -> None:
        check_past(self.happened_on, today())
