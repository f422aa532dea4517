"""Questionnaires: what is asked of each kind of customer, in versions with a first day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, or_, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.care.survey_rules import Dimension, QuestionForm, check_one_points
from app.core.clock import now, today
from app.core.db import Record
from app.core.gate import Open
from app.core.words import N_, RuleError, language
from app.customers.rules import CustomerKind
from app.customers.standards import StandardStatus
from app.security.models import Person


class Questionnaire(Record):
    """问卷: one version for one kind of customer; once decided it is never edited."""

    __tablename__ = "questionnaire"
    __gate__ = Open("the company's own wording; names no customer")

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
        Index("ix_questionnaire_force", "kind", "from_on"),
    )

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def status(self) -> StandardStatus:
        if self.from_on is None:
            return StandardStatus.draft
        if self.from_on > today():
            return StandardStatus.coming
        over = self.until_on is not None and self.until_on <= today()
        return StandardStatus.superseded if over else StandardStatus.in_force

    def check_draft(self) -> None:
        """What was decided stays as it was, for answers refer to it."""
        if self.from_on is not None:
            raise RuleError(N_("A decided questionnaire is not edited. Copy it to a new version."))


class Question(Record):
    """题目: one question of one version, in both languages."""

    __tablename__ = "question"
    __gate__ = Open("the company's own wording; names no customer")

    questionnaire_id: Mapped[int] = mapped_column(Key("questionnaire.id"))
    place: Mapped[int] = mapped_column(default=1)
    form: Mapped[QuestionForm] = mapped_column(default=QuestionForm.level)
    dimension: Mapped[Dimension] = mapped_column(default=Dimension.overall)
    text_zh: Mapped[str] = mapped_column(String(200))
    text_en: Mapped[str] = mapped_column(String(200))

    questionnaire: Mapped[Questionnaire] = relationship()

    __table_args__ = (
        CheckConstraint("text_zh <> '' AND text_en <> ''", name="says_what"),
        Index("ix_question_questionnaire", "questionnaire_id", "place", "id"),
    )

    def __str__(self) -> str:
        return self.text_en if language() == "en" else self.text_zh

    def check_facts(self) -> None:
        self.questionnaire.check_draft()


def questions_of(session: Session, questionnaire_id: int) -> list[Question]:
    """In the order they are asked."""
    asked = select(Question).where(Question.questionnaire_id == questionnaire_id)
    return list(session.scalars(asked.order_by(Question.place, Question.id)))


def in_force(session: Session, kind: CustomerKind, day: date) -> Questionnaire | None:
    """The version asked of a kind of customer on a day."""
    asked = select(Questionnaire).where(
        Questionnaire.kind == kind,
        Questionnaire.from_on <= day,
        or_(Questionnaire.until_on.is_(None), Questionnaire.until_on > day),
    )
    return session.scalar(asked.order_by(Questionnaire.from_on.desc()).limit(1))


def next_number(session: Session, kind: CustomerKind) -> int:
    asked = select(Questionnaire.number).where(Questionnaire.kind == kind)
    return (session.scalar(asked.order_by(Questionnaire.number.desc()).limit(1)) or 0) + 1


def copy_of(session: Session, old: Questionnaire) -> Questionnaire:
    """A new draft with the same questions, numbered after the newest of its kind."""
    new = Questionnaire(kind=old.kind, number=next_number(session, old.kind), title=old.title)
    session.add(new)
    session.flush()
    names = ("place", "form", "dimension", "text_zh", "text_en")
    for row in questions_of(session, old.id):
        told = {name: getattr(row, name) for name in names}
        session.add(Question(questionnaire_id=new.id, **told))
    return new


def put_in_force(session: Session, new: Questionnaire, by: Person, on: date) -> None:
    """Decide a draft: asked from a day on, when the version before it ends."""
    new.check_draft()
    if on < today():
        raise RuleError(N_("A questionnaire comes into force today or later, never in the past."))
    forms = [question.form for question in questions_of(session, new.id)]
    if not forms:
        raise RuleError(N_("A questionnaire without questions asks nothing."))
    check_one_points(forms.count(QuestionForm.points))
    decided = select(Questionnaire).where(
        Questionnaire.kind == new.kind,
        Questionnaire.from_on.is_not(None),
        or_(Questionnaire.until_on.is_(None), Questionnaire.until_on > on),
    )
    for old in session.scalars(decided):
        if old.from_on and old.from_on > on:
            raise RuleError(N_("A later version is already decided; choose a day after its first."))
        old.until_on = on
    new.from_on, new.decided_at, new.decided_by_id = on, now(), by.id
