"""The customer file's first sheet: who the customer is, who keeps the file, how far it has come."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, inspect
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core.clock import now, today
from app.core.db import Record, Scaled, unique_where
from app.core.gate import Gate
from app.core.numbers import allocate, with_check
from app.core.pinyin import pinyin_of
from app.customers.naming import name_key
from app.customers.rules import (
    CustomerKind,
    EntryStatus,
    Market,
    Step,
    TimeStatus,
    after,
    check_reason,
    check_reviewer,
    check_unlocked,
)
from app.security.models import Department, Person
from app.security.rules import Security


class Customer(Record):
    """客户: one customer of the company, from the first draft to the filed sheet."""

    __tablename__ = "customer"
    __gate__ = Gate(
        department="department_id",
        owner="account_manager_id",
        security="security",
        voided="voided_at",
        retention="relationship end + 10 years",
    )

    number: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[CustomerKind] = mapped_column(default=CustomerKind.enterprise)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str | None] = mapped_column(String(200))
    short_name: Mapped[str | None] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(200))  # 归一名称, for duplicates
    pinyin: Mapped[str] = mapped_column(String(400))
    initials: Mapped[str] = mapped_column(String(80))
    uscc: Mapped[str | None] = mapped_column(String(18))
    legal_representative: Mapped[str | None] = mapped_column(String(80))
    registered_capital: Mapped[Decimal | None] = mapped_column(Scaled(2))
    capital_currency: Mapped[str | None] = mapped_column(String(3))
    company_type: Mapped[str | None] = mapped_column(String(80))
    founded_on: Mapped[date | None]
    industry: Mapped[str | None] = mapped_column(String(80))
    business_scope: Mapped[str | None] = mapped_column(Text)
    business_needs: Mapped[str | None] = mapped_column(Text)
    stock_code: Mapped[str | None] = mapped_column(String(16))
    market: Mapped[Market] = mapped_column(default=Market.domestic)
    country: Mapped[str | None] = mapped_column(String(80))
    province: Mapped[str | None] = mapped_column(String(40))
    city: Mapped[str | None] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(300))
    postcode: Mapped[str | None] = mapped_column(String(16))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(200))
    website: Mapped[str | None] = mapped_column(String(200))
    time_status: Mapped[TimeStatus] = mapped_column(default=TimeStatus.prospective)
    source: Mapped[str | None] = mapped_column(String(80))
    first_contact_on: Mapped[date | None]
    remark: Mapped[str | None] = mapped_column(Text)

    security: Mapped[Security] = mapped_column(default=Security.internal)
    department_id: Mapped[int] = mapped_column(Key("department.id"))
    account_manager_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    entry_status: Mapped[EntryStatus] = mapped_column(default=EntryStatus.draft)
    reviewed_by_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    reviewed_at: Mapped[datetime | None]
    filed_by_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    filed_at: Mapped[datetime | None]
    return_reason: Mapped[str | None] = mapped_column(Text)
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    void_reason: Mapped[str | None] = mapped_column(Text)

    department: Mapped[Department] = relationship(foreign_keys=[department_id])
    account_manager: Mapped[Person | None] = relationship(foreign_keys=[account_manager_id])

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("registered_capital >= 0", name="capital_not_negative"),
        Index("ix_customer_department", "department_id", "id"),
        Index("ix_customer_manager", "account_manager_id", "id"),
        Index("ix_customer_entry_status", "entry_status", "id"),
        Index("ix_customer_name", "name", "id"),
        Index("ix_customer_updated", "updated_at", "id"),
        Index("ix_customer_name_key", "name_key"),
    )

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        """The keys people search and compare by, from the name as it now stands."""
        self.name_key = name_key(self.name)[:200]
        full, first = pinyin_of(self.name)
        self.pinyin, self.initials = full[:400], first[:80]

    def submit(self) -> None:
        self.entry_status = after(self.entry_status, Step.submit)
        self.return_reason = None

    def send_back(self, by: Person, reason: str) -> None:
        check_reviewer(by.id, self.created_by_id)
        self.entry_status = after(self.entry_status, Step.send_back)
        self.return_reason = check_reason(reason)

    def review(self, by: Person) -> None:
        check_reviewer(by.id, self.created_by_id)
        self.entry_status = after(self.entry_status, Step.review)
        self.reviewed_by_id, self.reviewed_at = by.id, now()

    def file(self, by: Person) -> None:
        check_reviewer(by.id, self.created_by_id)
        self.entry_status = after(self.entry_status, Step.file)
        self.filed_by_id, self.filed_at = by.id, now()

    def void(self, by: Person, reason: str) -> None:
        """Take the file out of every list; the row and its number stay for ever."""
        self.void_reason = check_reason(reason)
        self.voided_at, self.voided_by_id = now(), by.id

    def check_change(self) -> None:
        """Refuse a change of identity on a filed customer."""
        attributes: Any = inspect(self).attrs
        changed = {a.key for a in attributes if a.history.has_changes()}
        check_unlocked(self.entry_status, changed)


unique_where("uq_customer_uscc_living", Customer.uscc, Customer.voided_at.is_(None))


def new_numbers(session: Session, count: int = 1) -> list[str]:
    """The next customer numbers: ``KH`` + year + six digits + check character, never reused."""
    year = today().year
    found = allocate(session, f"customer:{year}", count)
    return [with_check(f"KH{year}{serial:06}") for serial in found]
