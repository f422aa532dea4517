"""采集标准: which elements a customer's file must hold, by kind, in versions with a first day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, ScalarSelect, String, UniqueConstraint, or_, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core.clock import now, today
from app.core.db import LongId, Record
from app.core.gate import Open
from app.core.words import N_, Choice, RuleError
from app.customers.completeness import Element, ElementRule, EvidenceKind
from app.customers.rules import CustomerKind
from app.security.models import Person


class StandardStatus(Choice):
    """标准状态, by the day that is asked about."""

    draft = N_("Draft standard")
    coming = N_("Decided, not yet in force")
    in_force = N_("In force")
    superseded = N_("Superseded")


class CollectionStandard(Record):
    """采集标准: one version for one kind of customer; once decided it is never edited."""

    __tablename__ = "collection_standard"
    __gate__ = Open("rules about files; no record")

    kind: Mapped[CustomerKind]
    number: Mapped[int]  # 版本: 1, 2, 3 … of its kind
    title: Mapped[str] = mapped_column(String(120))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]  # the first day of the next version
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))

    __table_args__ = (
        UniqueConstraint("kind", "number"),
        CheckConstraint("until_on >= from_on", name="ends_after_it_began"),
        CheckConstraint("from_on IS NULL OR decided_at IS NOT NULL", name="force_is_decided"),
        Index("ix_collection_standard_force", "kind", "from_on"),
    )

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def status(self) -> StandardStatus:
        return self.status_on(today())

    def status_on(self, day: date) -> StandardStatus:
        if self.from_on is None:
            return StandardStatus.draft
        if self.from_on > day:
            return StandardStatus.coming
        over = self.until_on is not None and self.until_on <= day
        return StandardStatus.superseded if over else StandardStatus.in_force

    def check_draft(self) -> None:
        """What was decided stays as it was; a change is a new version."""
        if self.from_on is not None:
            raise RuleError(N_("A decided standard is not edited. Copy it to a new version."))


class StandardElement(Record):
    """采集要素: one field, piece of evidence, or both, with its weight, in one version."""

    __tablename__ = "standard_element"
    __gate__ = Open("rules about files; no record")

    standard_id: Mapped[int] = mapped_column(Key("collection_standard.id"))
    place: Mapped[int] = mapped_column(default=0)
    field: Mapped[str | None] = mapped_column(String(40))
    evidence: Mapped[EvidenceKind | None]
    weight: Mapped[int] = mapped_column(default=1)
    rule: Mapped[ElementRule] = mapped_column(default=ElementRule.expected)
    id: Mapped[int] = mapped_column(LongId, primary_key=True)

    standard: Mapped[CollectionStandard] = relationship(foreign_keys=[standard_id])

    __table_args__ = (
        UniqueConstraint("standard_id", "field", "evidence"),
        CheckConstraint("weight BETWEEN 1 AND 100", name="weight_in_range"),
        CheckConstraint("field IS NOT NULL OR evidence IS NOT NULL", name="asks_for_something"),
        Index("ix_standard_element_standard", "standard_id", "place"),
    )

    def __str__(self) -> str:
        return str(self.field or self.evidence)

    def check_facts(self) -> None:
        self.standard.check_draft()
        if not (self.field or self.evidence):
            raise RuleError(N_("An element names a field, a kind of evidence, or both."))
        if not 1 <= self.weight <= 100:  # noqa: PLR2004
            raise RuleError(N_("A weight is a whole number from 1 to 100."))

    def plain(self) -> Element:
        return Element(self.field, self.weight, self.rule, self.evidence)


def standard_for(session: Session, kind: CustomerKind, day: date) -> CollectionStandard | None:
    """The version in force for a kind on a day."""
    return session.scalar(select(CollectionStandard).where(CollectionStandard.id == _on(kind, day)))


def demands_on(
    session: Session, kind: CustomerKind, day: date
) -> tuple[CollectionStandard | None, list[Element]]:
    """The version in force and its elements in order, in one question."""
    belongs = StandardElement.standard_id == CollectionStandard.id
    asked = select(CollectionStandard, StandardElement).outerjoin(StandardElement, belongs)
    asked = asked.where(CollectionStandard.id == _on(kind, day))
    found = session.execute(asked.order_by(StandardElement.place, StandardElement.id)).all()
    return found[0][0] if found else None, [row.plain() for _, row in found if row]


def _on(kind: CustomerKind, day: date) -> ScalarSelect[int]:
    asked = select(CollectionStandard.id).where(
        CollectionStandard.kind == kind,
        CollectionStandard.from_on <= day,
        or_(CollectionStandard.until_on.is_(None), CollectionStandard.until_on > day),
    )
    return asked.order_by(CollectionStandard.from_on.desc()).limit(1).scalar_subquery()


def element_rows(session: Session, standard_id: int) -> list[StandardElement]:
    order = (StandardElement.place, StandardElement.id)
    asked = select(StandardElement).where(StandardElement.standard_id == standard_id)
    return list(session.scalars(asked.order_by(*order)))


def copy_of(session: Session, old: CollectionStandard) -> CollectionStandard:
    """A new draft with the same elements, numbered after the newest of its kind."""
    new = CollectionStandard(kind=old.kind, number=next_number(session, old.kind), title=old.title)
    session.add(new)
    session.flush()
    for row in element_rows(session, old.id):
        told = {"place": row.place, "field": row.field, "evidence": row.evidence}
        session.add(StandardElement(standard_id=new.id, weight=row.weight, rule=row.rule, **told))
    return new


def next_number(session: Session, kind: CustomerKind) -> int:
    newest = (
        select(CollectionStandard.number)
        .where(CollectionStandard.kind == kind)
        .order_by(CollectionStandard.number.desc())
        .limit(1)
    )
    return (session.scalar(newest) or 0) + 1


def put_in_force(session: Session, new: CollectionStandard, by: Person, on: date) -> None:
    """Decide a draft: in force from a day on, when the version before it ends."""
    new.check_draft()
    if on < today():
        raise RuleError(N_("A standard comes into force today or later, never in the past."))
    if not element_rows(session, new.id):
        raise RuleError(N_("A standard without elements asks for nothing."))
    decided = select(CollectionStandard).where(
        CollectionStandard.kind == new.kind,
        CollectionStandard.from_on.is_not(None),
        or_(CollectionStandard.until_on.is_(None), CollectionStandard.until_on > on),
    )
    for old in session.scalars(decided):
        if old.from_on and old.from_on > on:
            raise RuleError(N_("A later version is already decided; choose a day after its first."))
        old.until_on = on
    new.from_on, new.decided_at, new.decided_by_id = on, now(), by.id
