"""采集标准: which elements a customer's file must hold, by kind, in versions with a first day."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core.db import LongId, Record
from app.core.gate import Open
from app.core.words import N_, RuleError
from app.customers.completeness import Element, ElementRule, EvidenceKind
from app.customers.rules import CustomerKind
from app.customers.versions import Version, drafted_from, version_on
from app.security.models import Person


class CollectionStandard(Version):
    """采集标准: one version for one kind of customer; once decided it is never edited."""

    __tablename__ = "collection_standard"
    __gate__ = Open("rules about files; no record")
    left_alone = N_("A decided standard is not edited. Copy it to a new version.")
    not_in_the_past = N_("A standard comes into force today or later, never in the past.")


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
    return session.scalar(
        select(CollectionStandard).where(
            CollectionStandard.id == version_on(CollectionStandard, kind, day)
        )
    )


def demands_on(
    session: Session, kind: CustomerKind, day: date
) -> tuple[CollectionStandard | None, list[Element]]:
    """The version in force and its elements in order, in one question."""
    belongs = StandardElement.standard_id == CollectionStandard.id
    asked = select(CollectionStandard, StandardElement).outerjoin(StandardElement, belongs)
    asked = asked.where(CollectionStandard.id == version_on(CollectionStandard, kind, day))
    found = session.execute(asked.order_by(StandardElement.place, StandardElement.id)).all()
    return found[0][0] if found else None, [row.plain() for _, row in found if row]


def element_rows(session: Session, standard_id: int) -> list[StandardElement]:
    order = (StandardElement.place, StandardElement.id)
    asked = select(StandardElement).where(StandardElement.standard_id == standard_id)
    return list(session.scalars(asked.order_by(*order)))


def copy_of(session: Session, old: CollectionStandard) -> CollectionStandard:
    """A new draft with the same elements."""
    new = drafted_from(session, old)
    for row in element_rows(session, old.id):
        told = {"place": row.place, "field": row.field, "evidence": row.evidence}
        session.add(StandardElement(standard_id=new.id, weight=row.weight, rule=row.rule, **told))
    return new


def put_in_force(session: Session, new: CollectionStandard, by: Person, on: date) -> None:
    """Decide a draft that asks for something."""
    new.check_day(on)
    if not element_rows(session, new.id):
        raise RuleError(N_("A standard without elements asks for nothing."))
    new.take_over(session, by, on)
