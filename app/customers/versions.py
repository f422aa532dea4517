"""What the company decides for each kind of customer, in versions with a first day.

A version is drafted, decided for a day, and from then on left as it was: records refer to it.
"""

from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from sqlalchemy import (
    CheckConstraint,
    Index,
    ScalarSelect,
    String,
    UniqueConstraint,
    cast,
    or_,
    select,
)
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from app.core.clock import now, today
from app.core.db import Record
from app.core.words import N_, Choice, RuleError
from app.customers.rules import CustomerKind
from app.security.models import Person


class VersionStatus(Choice):
    """版本状态, by the day that is asked about."""

    draft = N_("Draft standard")
    coming = N_("Decided, not yet in force")
    in_force = N_("In force")
    superseded = N_("Superseded")


#: The names our own first versions bear, in the reader's language; others stay as typed.
TITLES = {
    "企业客户采集标准": N_("Collection standard for enterprises"),
    "机关客户采集标准": N_("Collection standard for government bodies"),
    "个人客户采集标准": N_("Collection standard for individuals"),
    "其他组织采集标准": N_("Collection standard for other organisations"),
    "企业客户满意度": N_("Satisfaction of enterprises"),
    "政府客户满意度": N_("Satisfaction of government bodies"),
    "个人客户满意度": N_("Satisfaction of individuals"),
    "客户满意度": N_("Satisfaction of other customers"),
}


def title_word(title: str) -> str:
    """A version's name as its reader's language says it, where it is one of ours."""
    return str(TITLES.get(title, title))


def version_name(entity: type["Version"]) -> Any:
    """A version as the database names it; ``version_word`` says that in the reader's language."""
    return entity.title + " v" + cast(entity.number, String)


def version_word(name: str | None) -> str | None:
    title, mark, number = (name or "").rpartition(" v")
    return name and f"{title_word(title)}{mark}{number}"


class Version(Record):
    """One version for one kind of customer; once decided it is never edited."""

    __abstract__ = True
    left_alone: ClassVar[N_]  # why a decided one is not edited
    not_in_the_past: ClassVar[N_]

    kind: Mapped[CustomerKind]
    number: Mapped[int]  # 版本: 1, 2, 3 … of its kind
    title: Mapped[str] = mapped_column(String(120))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]  # the first day of the next version
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("kind", "number"),
            CheckConstraint("until_on >= from_on", name="ends_after_it_began"),
            CheckConstraint("from_on IS NULL OR decided_at IS NOT NULL", name="force_is_decided"),
            Index(f"ix_{cls.__tablename__}_force", "kind", "from_on"),
        )

    def __str__(self) -> str:
        return f"{title_word(self.title)} v{self.number}"

    @property
    def status(self) -> VersionStatus:
        return self.status_on(today())

    def status_on(self, day: date) -> VersionStatus:
        if self.from_on is None:
            return VersionStatus.draft
        if self.from_on > day:
            return VersionStatus.coming
        over = self.until_on is not None and self.until_on <= day
        return VersionStatus.superseded if over else VersionStatus.in_force

    def check_draft(self) -> None:
        """What was decided stays as it was; a change is a new version."""
        if self.from_on is not None:
            raise RuleError(self.left_alone)

    def take_over(self, session: Session, by: Person, on: date) -> None:
        """Decide this draft: in force from a day on, when the version before it ends."""
        entity = type(self)
        decided = select(entity).where(
            entity.kind == self.kind,
            entity.from_on.is_not(None),
            or_(entity.until_on.is_(None), entity.until_on > on),
        )
        for old in session.scalars(decided):
            if old.from_on and old.from_on > on:
                raise RuleError(
                    N_("A later version is already decided; choose a day after its first.")
                )
            old.until_on = on
        self.from_on, self.decided_at, self.decided_by_id = on, now(), by.id

    def check_day(self, on: date) -> None:
        """A draft comes into force today or later."""
        self.check_draft()
        if on < today():
            raise RuleError(self.not_in_the_past)


V = TypeVar("V", bound=Version)


def version_on(entity: type[Version], kind: CustomerKind, day: date) -> ScalarSelect[int]:
    """The id of the version in force for a kind on a day."""
    asked = select(entity.id).where(
        entity.kind == kind,
        entity.from_on <= day,
        or_(entity.until_on.is_(None), entity.until_on > day),
    )
    return asked.order_by(entity.from_on.desc()).limit(1).scalar_subquery()


def next_number(session: Session, entity: type[Version], kind: CustomerKind) -> int:
    asked = select(entity.number).where(entity.kind == kind)
    return (session.scalar(asked.order_by(entity.number.desc()).limit(1)) or 0) + 1


def drafted_from(session: Session, old: V) -> V:
    """A new draft of the same kind and title, numbered after the newest; what it holds is copied
    by its own domain.
    """
    entity = type(old)
    number = next_number(session, entity, old.kind)
    new = entity(kind=old.kind, number=number, title=old.title)
    session.add(new)
    session.flush()
    return new
