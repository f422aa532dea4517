"""Questionnaires: what is asked of each kind of customer, in versions with a first day."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, select
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from app.care.survey_rules import Dimension, QuestionForm, check_one_points
from app.core.db import Record
from app.core.gate import Open
from app.core.words import N_, RuleError, language
from app.customers.rules import CustomerKind
from app.customers.versions import Version, drafted_from, version_on
from app.security.models import Person


class Questionnaire(Version):
    """问卷: one version for one kind of customer; once decided it is never edited."""

    __tablename__ = "questionnaire"
    __gate__ = Open("the company's own wording; names no customer")
    left_alone = N_("A decided questionnaire is not edited. Copy it to a new version.")
    not_in_the_past = N_("A questionnaire comes into force today or later, never in the past.")


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

    def void(self, _by: Person, _reason: str) -> None:
        """Take it out of its draft again: nobody was asked it, so nothing of it is kept."""
        self.questionnaire.check_draft()
        session = object_session(self)
        assert session is not None
        session.delete(self)


def question_words() -> Any:
    """A question as the reader is asked it."""
    return Question.text_en if language() == "en" else Question.text_zh


def questions_of(session: Session, questionnaire_id: int) -> list[Question]:
    """In the order they are asked."""
    asked = select(Question).where(Question.questionnaire_id == questionnaire_id)
    return list(session.scalars(asked.order_by(Question.place, Question.id)))


def in_force(session: Session, kind: CustomerKind, day: date) -> Questionnaire | None:
    """The version asked of a kind of customer on a day."""
    wanted = version_on(Questionnaire, kind, day)
    return session.scalar(select(Questionnaire).where(Questionnaire.id == wanted))


def copy_of(session: Session, old: Questionnaire) -> Questionnaire:
    """A new draft with the same questions."""
    new = drafted_from(session, old)
    names = ("place", "form", "dimension", "text_zh", "text_en")
    for row in questions_of(session, old.id):
        told = {name: getattr(row, name) for name in names}
        session.add(Question(questionnaire_id=new.id, **told))
    return new


def put_in_force(session: Session, new: Questionnaire, by: Person, on: date) -> None:
    """Decide a draft that asks something, and at most once from 0 to 10."""
    new.check_day(on)
    forms = [question.form for question in questions_of(session, new.id)]
    if not forms:
        raise RuleError(N_("A questionnaire without questions asks nothing."))
    check_one_points(forms.count(QuestionForm.points))
    new.take_over(session, by, on)
