"""The customer file's first sheet: who the customer is, who keeps the file, how far it has come."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, inspect
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.approvals.pending import close_requests
from app.core.clock import now, today
from app.core.db import Record, Scaled, unique_where
from app.core.gate import Gate
from app.core.numbers import allocate, with_check
from app.core.pinyin import pinyin_of
from app.customers.id_cards import read_id_card
from app.customers.naming import name_key
from app.customers.personal import INDIVIDUALS, PERSONAL_MASKS, Personal
from app.customers.phones import phone_key, plain_phone
from app.customers.progress import Progress
from app.customers.rules import (
    CustomerKind,
    EntryStatus,
    Gender,
    GovernmentLevel,
    IdType,
    Market,
    Step,
    TimeStatus,
    after,
    check_basis,
    check_born,
    check_reason,
    check_reviewer,
    check_route,
    check_same_manager,
    check_unlocked,
)
from app.customers.spelling import normalise
from app.dictionaries.models import DictionaryWord
from app.reference import Region
from app.security.masking import mask_identity, mask_phone
from app.security.models import Department, Person
from app.security.rules import Security
from app.security.sealed import Sealed


class Customer(Personal, Progress, Record):
    """客户: one customer of the company, from the first draft to the filed sheet."""

    __tablename__ = "customer"
    __search__ = (
        "name", "short_name", "name_en", "name_local", "number", "uscc", "stock_code", "pinyin",
        "initials",
    )  # fmt: skip
    __gate__ = Gate(
        department="department_id",
        owner="account_manager_id",
        security="security",
        voided="voided_at",
        retention="relationship end + 10 years",
        owned={"billing": ("trading_currency",)},
        masks=PERSONAL_MASKS,
        partly=INDIVIDUALS,
    )

    number: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[CustomerKind] = mapped_column(default=CustomerKind.enterprise)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str | None] = mapped_column(String(200))
    short_name: Mapped[str | None] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(200))  # 归一名称, for duplicates
    pinyin: Mapped[str] = mapped_column(String(400))
    initials: Mapped[str] = mapped_column(String(80))
    name_local: Mapped[str | None] = mapped_column(String(200))  # in the customer's own script
    uscc: Mapped[str | None] = mapped_column(String(18))
    tax_number: Mapped[str | None] = mapped_column(String(32))
    legal_representative: Mapped[str | None] = mapped_column(String(80))
    registered_capital: Mapped[Decimal | None] = mapped_column(Scaled(2))
    capital_currency: Mapped[str | None] = mapped_column(String(3))
    company_type: Mapped[str | None] = mapped_column(String(80))
    founded_on: Mapped[date | None]
    size: Mapped[str | None] = mapped_column(String(16))  # a code of company_sizes
    ownership: Mapped[str | None] = mapped_column(String(16))  # a code of ownerships
    parent_id: Mapped[int | None] = mapped_column(Key("customer.id"), index=True)
    government_level: Mapped[GovernmentLevel | None]
    supervising_body: Mapped[str | None] = mapped_column(String(200))
    industry_code: Mapped[str | None] = mapped_column(String(4))  # GB/T 4754
    industry: Mapped[str | None] = mapped_column(String(80))
    business_scope: Mapped[str | None] = mapped_column(Text)
    business_needs: Mapped[str | None] = mapped_column(Text)
    stock_code: Mapped[str | None] = mapped_column(String(16))
    market: Mapped[Market] = mapped_column(default=Market.domestic)
    intermediary_id: Mapped[int | None] = mapped_column(Key("customer.id"), index=True)
    country_code: Mapped[str | None] = mapped_column(String(2))  # ISO 3166
    country: Mapped[str | None] = mapped_column(String(80))
    language: Mapped[str | None] = mapped_column(String(16))  # BCP 47
    time_zone: Mapped[str | None] = mapped_column(String(40))  # IANA
    trading_currency: Mapped[str | None] = mapped_column(String(3))  # ISO 4217
    region_code: Mapped[str | None] = mapped_column(String(6))  # GB/T 2260
    province: Mapped[str | None] = mapped_column(String(40))
    city: Mapped[str | None] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(300))
    postcode: Mapped[str | None] = mapped_column(String(16))
    phone: Mapped[str | None] = mapped_column(String(40))
    phone_key: Mapped[str | None] = mapped_column(String(40))  # one spelling, for duplicates
    fax: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(200))
    website: Mapped[str | None] = mapped_column(String(200))
    time_status: Mapped[TimeStatus] = mapped_column(default=TimeStatus.prospective)
    source_id: Mapped[int | None] = mapped_column(Key("dictionary_word.id"))
    first_contact_on: Mapped[date | None]
    relation_started_on: Mapped[date | None]
    remark: Mapped[str | None] = mapped_column(Text)

    # An individual's own, beside what every person has.
    id_type: Mapped[IdType | None]
    id_no = Sealed(normalise, mask_identity)
    private_phone = Sealed(plain_phone, mask_phone, tail=True)
    occupation_id: Mapped[int | None] = mapped_column(Key("dictionary_word.id"))

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
    parent: Mapped["Customer | None"] = relationship(
        foreign_keys=[parent_id], remote_side="Customer.id"
    )
    intermediary: Mapped["Customer | None"] = relationship(
        foreign_keys=[intermediary_id], remote_side="Customer.id"
    )
    source: Mapped[DictionaryWord | None] = relationship(foreign_keys=[source_id])
    occupation: Mapped[DictionaryWord | None] = relationship(foreign_keys=[occupation_id])

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("registered_capital >= 0", name="capital_not_negative"),
        CheckConstraint("kind <> 'individual' OR basis IS NOT NULL", name="person_has_basis"),
        CheckConstraint("kind <> 'individual' OR phone IS NULL", name="person_phone_is_sealed"),
        CheckConstraint("kind = 'individual' OR birthday IS NULL", name="only_people_are_born"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        Index("ix_customer_department", "department_id", "id"),
        Index("ix_customer_manager", "account_manager_id", "id"),
        Index("ix_customer_entry_status", "entry_status", "id"),
        Index("ix_customer_progress", "entry_status", "time_status", "id"),
        Index("ix_customer_kind", "kind", "id"),
        Index("ix_customer_industry", "industry", "id"),
        Index("ix_customer_province", "province", "city", "id"),
        Index("ix_customer_name", "name", "id"),
        Index("ix_customer_completeness", "completeness", "id"),
        Index("ix_customer_verification", "verification", "id"),
        Index("ix_customer_updated", "updated_at", "id"),
        Index("ix_customer_quiet", "quiet_since", "id"),
        Index("ix_customer_name_key", "name_key", postgresql_ops={"name_key": "text_pattern_ops"}),
    )

    def __str__(self) -> str:
        return self.name

    @property
    def is_domestic(self) -> bool:
        """Registered here, as far as is known; a country abroad outweighs the market."""
        # None: not written yet, the default comes.
        return self.market in {None, Market.domestic} and self.country_code in {None, "", "CN"}

    def derive(self) -> None:
        """The keys people search and compare by, from the name as it now stands."""
        self.name_key = name_key(self.name)[:200]
        full, first = pinyin_of(self.name)
        self.pinyin, self.initials = full[:400], first[:80]
        self.phone_key = phone_key(self.phone)

    def check_facts(self, id_no: str | None = None) -> None:
        """What the fields must say together; ``id_no`` is the number as typed, if it was."""
        check_route(self.market, self.intermediary is not None)
        if self.kind is not CustomerKind.individual:
            return
        check_basis(self.basis, self.notice_version, self.consented_on)
        if id_no and self.id_type is IdType.id_card:
            card = read_id_card(normalise(id_no), today())
            self.birthday = check_born(self.birthday, card.birth_date)
            self.gender = Gender[card.gender]

    def place(self, chain: Sequence[Region]) -> None:
        """Province and city of the division chosen; what was written stays where none was."""
        if chain:
            self.province = chain[0].name_zh
            self.city = chain[1].name_zh if len(chain) > 1 else None

    def is_made_by(self, number: int) -> bool:
        """Whether this person entered or submitted it, and so does not decide on it."""
        return number in {self.created_by_id, self.submitted_by_id}

    def submit(self, by: Person | None = None) -> None:
        self.entry_status = after(self.entry_status, Step.submit)
        self.return_reason, self.review_round = None, (self.review_round or 0) + 1
        self.submitted_at, self.submitted_by_id = now(), by and by.id

    def send_back(self, by: Person, reason: str) -> None:
        check_reviewer(by.id, self.created_by_id, self.submitted_by_id)
        self.entry_status = after(self.entry_status, Step.send_back)
        self.return_reason = check_reason(reason)

    def review(self, by: Person) -> None:
        check_reviewer(by.id, self.created_by_id, self.submitted_by_id)
        self.entry_status = after(self.entry_status, Step.review)
        self.reviewed_by_id, self.reviewed_at = by.id, now()

    def file(self, by: Person) -> None:
        check_reviewer(by.id, self.created_by_id, self.submitted_by_id)
        self.entry_status = after(self.entry_status, Step.file)
        self.filed_by_id, self.filed_at = by.id, now()

    def void(self, by: Person, reason: str) -> None:
        """Take the file out of every list; the row and its number stay for ever.

        Requests about it that are still open end as overtaken.
        """
        self.void_reason = check_reason(reason)
        self.voided_at, self.voided_by_id = now(), by.id
        close_requests(self)

    def check_change(self) -> None:
        """Refuse a change of identity on a filed customer."""
        attributes: Any = inspect(self).attrs
        changed = {a.key for a in attributes if a.history.has_changes()}
        check_unlocked(self.entry_status, changed)
        check_same_manager(attributes.account_manager_id.history.deleted, changed)


unique_where("uq_customer_uscc_living", Customer.uscc, Customer.voided_at.is_(None))
unique_where("uq_customer_id_no_living", Customer.id_no_index, Customer.voided_at.is_(None))
Index("ix_customer_mobile", Customer.mobile_index)
Index("ix_customer_mobile_tail", Customer.mobile_tail)
Index("ix_customer_private_phone", Customer.private_phone_index)
Index("ix_customer_private_phone_tail", Customer.private_phone_tail)
Index("ix_customer_phone", Customer.phone_key)
Index("ix_customer_email", Customer.email)
Index("ix_customer_stock_code", Customer.stock_code)


def new_numbers(session: Session, count: int = 1) -> list[str]:
    """The next customer numbers: ``KH`` + year + six digits + check character, never reused."""
    year = today().year
    found = allocate(session, f"customer:{year}", count)
    return [with_check(f"KH{year}{serial:06}") for serial in found]
