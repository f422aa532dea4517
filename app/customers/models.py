"""The customer file's first sheet: who the customer is, who keeps the file, how far it has come."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, inspect
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.approvals.pending import close_requests
from app.core.clock import now, today
from app.core.db import Record, index_where_told, unique_where
from app.core.gate import Gate
from app.core.numbers import allocate, with_check
from app.customers.changes import Changing
from app.customers.facts import Reachable, Registered
from app.customers.id_cards import read_id_card
from app.customers.identifiers import org_code_in, read_tax_number
from app.customers.personal import INDIVIDUALS, PERSONAL_MASKS, Personal
from app.customers.phones import plain_phone
from app.customers.progress import Progress
from app.customers.rules import (
    CustomerKind,
    EntryStatus,
    Gender,
    IdType,
    Step,
    TimeStatus,
    after,
    check_basis,
    check_born,
    check_not_itself,
    check_point,
    check_reason,
    check_reviewer,
    check_route,
    check_same_manager,
    check_same_org_code,
    check_unlocked,
)
from app.customers.spelling import normalise
from app.dictionaries.models import DictionaryWord
from app.reference import Region
from app.security.masking import mask_identity, mask_phone
from app.security.models import Department, Person
from app.security.rules import Security
from app.security.sealed import Sealed


class Customer(Personal, Progress, Changing, Reachable, Registered, Record):
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
    parent_id: Mapped[int | None] = mapped_column(Key("customer.id"), index=True)
    intermediary_id: Mapped[int | None] = mapped_column(Key("customer.id"), index=True)
    time_status: Mapped[TimeStatus] = mapped_column(default=TimeStatus.prospective)
    source_id: Mapped[int | None] = mapped_column(Key("dictionary_word.id"))
    first_contact_on: Mapped[date | None]
    relation_started_on: Mapped[date | None]
    first_traded_on: Mapped[date | None]
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
        CheckConstraint("assets >= 0", name="assets_not_negative"),
        CheckConstraint("abs(longitude) <= 180000000", name="longitude_in_degrees"),
        CheckConstraint("abs(latitude) <= 90000000", name="latitude_in_degrees"),
        CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name="both_or_neither"),
        CheckConstraint("kind <> 'individual' OR basis IS NOT NULL", name="person_has_basis"),
        CheckConstraint("kind <> 'individual' OR phone IS NULL", name="person_phone_is_sealed"),
        CheckConstraint("kind = 'individual' OR birthday IS NULL", name="only_people_are_born"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("intermediary_id <> id", name="not_its_own_intermediary"),
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
        Index("ix_customer_verify_due", "verify_due_on", "id"),
        index_where_told("ix_customer_filed", "filed_at", "id"),
        Index("ix_customer_updated", "updated_at", "id"),
        Index("ix_customer_quiet", "quiet_since", "id"),
        Index("ix_customer_name_key", "name_key", postgresql_ops={"name_key": "text_pattern_ops"}),
    )

    def __str__(self) -> str:
        return self.name

    def check_facts(self, id_no: str | None = None) -> None:
        """What the fields must say together; ``id_no`` is the number as typed, if it was."""
        check_route(self.market, self.intermediary is not None)
        check_not_itself(self is self.intermediary)
        check_point(self.longitude, self.latitude)
        self._check_org_code()
        self._check_tax_number()
        if self.kind is not CustomerKind.individual:
            return
        check_basis(self.basis, self.notice_version, self.consented_on)
        if id_no and self.id_type is IdType.id_card:
            is_past = self.time_status is TimeStatus.ended  # The 15 digits of before 1999.
            card = read_id_card(normalise(id_no), today(), history=is_past)
            self.birthday = check_born(self.birthday, card.birth_date)
            self.gender = Gender[card.gender]

    def _check_org_code(self) -> None:
        """A code typed beside the credit code is the one inside it; an older one follows."""
        attributes: Any = inspect(self).attrs
        if attributes.org_code.history.has_changes():
            check_same_org_code(self.org_code, org_code_in(self.uscc))

    def _check_tax_number(self) -> None:
        """A number typed for a customer here is one; what a file brought in stays till then."""
        attributes: Any = inspect(self).attrs
        is_typed = self.tax_number and attributes.tax_number.history.has_changes()
        if is_typed and self.is_domestic:
            is_past = self.time_status is TimeStatus.ended
            self.tax_number = read_tax_number(self.tax_number or "", history=is_past)

    def place(self, chain: Sequence[Region]) -> None:
        """Province and city of the division chosen; what was written stays where none was."""
        if chain:
            self.province = chain[0].name_zh
            self.city = chain[1].name_zh if len(chain) > 1 else None

    def makers(self) -> set[int | None]:
        """Who entered or submitted it, or changed it since; none of them decides on it."""
        return {self.created_by_id, self.submitted_by_id, *self.changer_ids()}

    def is_made_by(self, number: int) -> bool:
        return number in self.makers()

    def submit(self, by: Person | None = None) -> None:
        self.entry_status = after(self.entry_status, Step.submit)
        self.return_reason, self.changers = None, None
        self.review_round = (self.review_round or 0) + 1
        self.submitted_at, self.submitted_by_id = now(), by and by.id

    def send_back(self, by: Person, reason: str) -> None:
        check_reviewer(by.id, *self.makers())
        self.entry_status = after(self.entry_status, Step.send_back)
        self.return_reason = check_reason(reason)

    def review(self, by: Person) -> None:
        check_reviewer(by.id, *self.makers())
        self.entry_status = after(self.entry_status, Step.review)
        self.reviewed_by_id, self.reviewed_at = by.id, now()

    def file(self, by: Person) -> None:
        """Into the register; whoever entered it maintains it where nobody else does (S5.3.3.1)."""
        check_reviewer(by.id, *self.makers())
        self.entry_status = after(self.entry_status, Step.file)
        self.account_manager_id = self.account_manager_id or self.created_by_id
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
Index("ix_customer_org_code", Customer.org_code)


def new_numbers(session: Session, count: int = 1) -> list[str]:
    """The next customer numbers: ``KH`` + year + six digits + check character, never reused."""
    year = today().year
    found = allocate(session, f"customer:{year}", count)
    return [with_check(f"KH{year}{serial:06}") for serial in found]
