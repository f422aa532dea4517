"""Surveys: whom one asked how satisfied they are, by which questionnaire, and what they said."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.care.outreach_rules import check_past
from app.care.questionnaires import Question, Questionnaire
from app.care.survey_rules import Answer, Level, SurveyStatus, SurveyStep, after
from app.contracts.models import Contract
from app.core.clock import today
from app.core.db import Record, Scaled
from app.core.gate import Gate
from app.core.words import N_, RuleError
from app.customers.contacts import Contact
from app.customers.entries import Entry
from app.security.models import Person
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.service.outreach import check_outreach
from app.service.rules import ServiceChannel


class Survey(Entry):
    """满意度调查: one customer asked once; its score and points follow from the answers."""

    __tablename__ = "survey"
    __prefix__ = "DC"
    __gate__ = Gate(via="customer_id", kind="survey", voided="voided_at", retention="10 years")

    questionnaire_id: Mapped[int] = mapped_column(Key("questionnaire.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(Key("contact.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(Key("contract.id"), index=True)
    surveyor_id: Mapped[int | None] = mapped_column(Key("ab_user.id"), index=True)
    channel: Mapped[ServiceChannel] = mapped_column(default=ServiceChannel.phone)
    happened_on: Mapped[date]  # invited
    answered_on: Mapped[date | None]
    status: Mapped[SurveyStatus] = mapped_column(default=SurveyStatus.invited)
    score: Mapped[Decimal | None] = mapped_column(Scaled(2))  # of a hundred
    points: Mapped[int | None]  # 0 to 10
    feedback: Mapped[str | None] = mapped_column(Text)
    service_id: Mapped[int | None] = mapped_column(Key("service_record.id"), index=True)
    period: Mapped[str | None] = mapped_column(String(40))  # which round of asking: 2026 Q3
    needs_follow_up: Mapped[bool] = mapped_column(default=False)
    complaint_id: Mapped[int | None] = mapped_column(Key("complaint.id"), unique=True)

    questionnaire: Mapped[Questionnaire] = relationship()
    contact: Mapped[Contact | None] = relationship()
    contract: Mapped[Contract | None] = relationship()
    surveyor: Mapped[Person | None] = relationship()
    complaint: Mapped[Complaint | None] = relationship()
    service: Mapped[ServiceRecord | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "(status = 'answered') = (answered_on IS NOT NULL)", name="answered_has_day"
        ),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score_in_range"),
        CheckConstraint("points BETWEEN 0 AND 10", name="points_in_range"),
        Index("ix_survey_customer", "customer_id", "id"),
        Index("ix_survey_happened", "happened_on", "id"),
        Index("ix_survey_status", "status", "id"),
    )

    def check_facts(self) -> None:
        """Whoever is still to be asked must want to be."""
        check_past(self.happened_on, today())
        if self.status in {None, SurveyStatus.invited}:
            check_outreach(self, self.happened_on)

    def answer(self, on: date) -> None:
        check_past(on, today())
        if on < self.happened_on:
            raise RuleError(N_("It would be answered before it was asked."))
        self.status, self.answered_on = after(self.status, SurveyStep.answer), on

    def decline(self) -> None:
        self.status = after(self.status, SurveyStep.decline)


class SurveyAnswer(Record):
    """答卷: one answer to one question of one survey."""

    __tablename__ = "survey_answer"
    __gate__ = Gate(via="survey_id", kind="survey", retention="with its survey")

    survey_id: Mapped[int] = mapped_column(Key("survey.id"))
    question_id: Mapped[int] = mapped_column(Key("question.id"), index=True)
    level: Mapped[Level | None]
    points: Mapped[int | None]
    text: Mapped[str | None] = mapped_column(Text)

    survey: Mapped[Survey] = relationship()
    question: Mapped[Question] = relationship()

    __table_args__ = (
        UniqueConstraint("survey_id", "question_id"),
        CheckConstraint("points BETWEEN 0 AND 10", name="points_in_range"),
        CheckConstraint("level IS NULL OR points IS NULL", name="one_answer"),
    )

    def __str__(self) -> str:
        return str(self.told)

    @property
    def told(self) -> Answer | None:
        """Whichever of the three it is."""
        return next((v for v in (self.level, self.points, self.text) if v is not None), None)

    def tell(self, answer: Answer | None) -> None:
        self.level = answer if isinstance(answer, Level) else None
        self.points = answer if isinstance(answer, int) else None
        self.text = answer if isinstance(answer, str) else None
