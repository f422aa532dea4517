"""People at a customer: one person may serve several customers, in a role, for a time."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    String,
    Text,
    inspect,
    or_,
    select,
)
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core.clock import now, today
from app.core.db import LongId, Record, index_where_told, unique_where
from app.core.gate import Gate, Link
from app.core.pinyin import pinyin_of
from app.core.words import N_, Choice, RuleError
from app.customers.models import Customer
from app.customers.personal import PERSONAL_MASKS, REACH_MASKS, Personal
from app.customers.phones import plain_phone
from app.customers.rules import check_basis, check_reason, check_term
from app.security.masking import mask_phone
from app.security.models import Person
from app.security.sealed import Sealed


class ContactRole(Choice):
    """联系人角色: what a person does for one customer."""

    decision_maker = N_("Decision maker")
    evaluator = N_("Evaluator")
    influencer = N_("Influencer")
    user = N_("User")
    finance = N_("Finance")
    signatory = N_("Signatory")
    liaison = N_("Liaison")


class Channel(Choice):
    """偏好联系方式."""

    mobile = N_("Mobile")
    phone = N_("Telephone")
    email = N_("E-mail")
    wechat = N_("WeChat")
    visit = N_("Visit")


class Contact(Personal, Record):
    """联系人: one person; seen by whoever sees one of the customers they serve."""

    __tablename__ = "contact"
    __search__ = ("name", "name_latin", "pinyin", "initials")
    __gate__ = Gate(
        through=Link("contact_link", "contact_id", "customer_id"),
        voided="voided_at",
        retention="with the last of its customers",
        masks=PERSONAL_MASKS | REACH_MASKS,
    )

    name: Mapped[str] = mapped_column(String(80))
    name_latin: Mapped[str | None] = mapped_column(String(120))
    pinyin: Mapped[str] = mapped_column(String(200))
    initials: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str | None] = mapped_column(String(80))  # 部门, on the customer's side
    position: Mapped[str | None] = mapped_column(String(80))
    reports_to_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    phone = Sealed(plain_phone, mask_phone, tail=True)
    email: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(300))
    language: Mapped[str | None] = mapped_column(String(16))
    hobbies: Mapped[str | None] = mapped_column(String(200))
    preferred_channel: Mapped[Channel | None]
    next_contact_on: Mapped[date | None]
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    has_left: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str | None] = mapped_column(Text)
    customer_id: Mapped[int] = mapped_column(Key("customer.id"))  # whom they mainly serve
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    void_reason: Mapped[str | None] = mapped_column(Text)

    customer: Mapped[Customer] = relationship(foreign_keys=[customer_id])
    reports_to: Mapped["Contact | None"] = relationship(
        foreign_keys=[reports_to_id], remote_side="Contact.id"
    )

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("basis IS NOT NULL", name="person_has_basis"),
        CheckConstraint("reports_to_id <> id", name="not_their_own_superior"),
        Index("ix_contact_customer", "customer_id", "id"),
        Index("ix_contact_name", "name", "id"),
        Index("ix_contact_next", "next_contact_on", "id"),
        Index("ix_contact_updated", "updated_at", "id"),
        Index("ix_contact_email", "email"),
    )

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        """The keys people search by, from the name as it now stands."""
        full, first = pinyin_of(self.name)
        self.pinyin, self.initials = full[:200], first[:40]

    def check_facts(self) -> None:
        check_basis(self.basis, self.notice_version, self.consented_on)

    def void(self, by: Person, reason: str) -> None:
        """Take the person out of every list; the row stays."""
        self.void_reason = check_reason(reason)
        self.voided_at, self.voided_by_id = now(), by.id


for _column in (Contact.mobile_index, Contact.mobile_tail, Contact.phone_index, Contact.phone_tail):
    Index(f"ix_contact_{_column.key}", _column)


class ContactLink(Record):
    """任职关系: one person's part at one customer, from a day until a day."""

    __tablename__ = "contact_link"
    __gate__ = Gate(via="customer_id", retention="with its customer")

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(Key("contact.id"))
    customer_id: Mapped[int] = mapped_column(Key("customer.id"))
    role: Mapped[ContactRole] = mapped_column(default=ContactRole.liaison)
    is_primary: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]

    contact: Mapped[Contact] = relationship(foreign_keys=[contact_id])
    customer: Mapped[Customer] = relationship(foreign_keys=[customer_id])

    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_it_began"),
        Index("ix_contact_link_contact", "contact_id", "id"),
        Index("ix_contact_link_customer", "customer_id", "id"),
        index_where_told("ix_contact_link_ends", "to_on", "customer_id"),
    )

    def __str__(self) -> str:
        return f"{self.contact} · {self.role}"

    def check_facts(self) -> None:
        check_term(self.from_on, self.to_on)

    def end(self, on: date) -> None:
        """The person no longer serves this customer; who they were stays known."""
        check_term(self.from_on, on)
        self.to_on, self.is_primary = on, False


def not_ended() -> ColumnElement[bool]:
    """Parts that last: an end in the future is none yet."""
    return or_(ContactLink.to_on.is_(None), ContactLink.to_on > today())


#: People beside links that were read through the gate: who sees one end sees the person, and asking
#: it of each person anew takes seconds where many were just imported.
PERSON = Contact.__table__


def serving(customer_id: int, *shown: Any) -> Select[Any]:
    """Who can be talked to at a customer today: those whose part there has not ended, and who are
    still there. ``shown`` are columns of ``ContactLink`` and ``PERSON``.
    """
    asked = select(*shown).select_from(ContactLink)
    asked = asked.join(PERSON, PERSON.c.id == ContactLink.contact_id)
    is_there = PERSON.c.voided_at.is_(None), PERSON.c.has_left.is_(False)
    return asked.where(ContactLink.customer_id == customer_id, not_ended(), *is_there)


def keep_main_part(session: Session, contact: Contact) -> None:
    """Whoever mainly serves a customer has a part there. The one they had elsewhere stays until
    somebody ends it: a person may serve both.
    """
    with session.no_autoflush:
        place = contact.customer
        mine = ContactLink.contact_id == contact.id, ContactLink.customer_id == place.id
        has_part = session.scalar(select(ContactLink.id).where(*mine, not_ended()).limit(1))
    if not has_part:
        session.add(ContactLink(contact=contact, customer=place))


unique_where(
    "uq_contact_link_primary",
    ContactLink.customer_id,
    ContactLink.is_primary & ContactLink.to_on.is_(None),
)


def check_serves(session: Session, contact: Contact | None, customer_id: int) -> None:
    """A contact named beside a customer is one of its own; RuleError where it is another's."""
    if contact is None or contact.customer_id == customer_id:
        return
    asked = select(ContactLink.id).where(
        ContactLink.contact_id == contact.id, ContactLink.customer_id == customer_id
    )
    with session.no_autoflush:
        if session.scalar(asked.limit(1)) is None:
            raise RuleError(N_("This contact belongs to another customer."))


def check_people(session: Session, record: Any) -> None:
    """Whoever a record of one customer names serves that customer."""
    for relation in inspect(type(record)).relationships:
        if relation.mapper.class_ is Contact:
            check_serves(session, getattr(record, relation.key), record.customer_id)
