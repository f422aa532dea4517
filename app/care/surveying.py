"""Asking and answering: which questionnaire, what the answers come to, and a complaint if low."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.care.questionnaires import in_force, questions_of
from app.care.survey_rules import (
    DETRACTOR,
    PROMOTER,
    Answer,
    Dimension,
    Level,
    SurveyStatus,
    check_answers,
    is_low,
    net_promoters,
    rounded,
    satisfaction,
)
from app.care.surveys import Survey, SurveyAnswer
from app.core.words import N_, RuleError
from app.security.actor import Actor, acting_as, actor, system
from app.service.complaint_rules import ComplaintCategory, ComplaintStatus, Severity
from app.service.complaints import Complaint


def invite(session: Session, survey: Survey) -> None:
    """Ask what is asked of this kind of customer that day."""
    found = in_force(session, survey.customer.kind, survey.happened_on)
    if found is None:
        raise RuleError(N_("No questionnaire is in force for this kind of customer."))
    survey.questionnaire_id, survey.questionnaire = found.id, found


def answers_of(session: Session, survey: Survey) -> dict[int, SurveyAnswer]:
    """By the number of their question."""
    asked = select(SurveyAnswer).where(SurveyAnswer.survey_id == survey.id)
    return {row.question_id: row for row in session.scalars(asked)}


def answer(session: Session, survey: Survey, told: Mapping[int, Answer], at: datetime) -> None:
    """Keep the answers and what they come to; if that is low, a complaint is drafted, once."""
    questions = questions_of(session, survey.questionnaire_id)
    asked = {question.id: question.form for question in questions}
    check_answers(asked, told)
    held = answers_of(session, survey)
    for number in asked:
        line = held.get(number) or SurveyAnswer(survey_id=survey.id, question_id=number)
        line.tell(told.get(number))
        session.add(line)
    survey.score = satisfaction([a for a in told.values() if isinstance(a, Level)])
    survey.points = next((a for a in told.values() if isinstance(a, int)), None)
    session.flush()
    whole = [told.get(q.id) for q in questions if q.dimension is Dimension.overall]
    overall = [level for level in whole if isinstance(level, Level)]
    if survey.complaint_id is None and is_low(survey.score, survey.points, overall):
        survey.complaint_id = _draft_complaint(session, survey, at)


def _draft_complaint(session: Session, survey: Survey, at: datetime) -> int:
    """A draft for whoever handles complaints, which need not be who asked: they take it in."""
    complaint = Complaint(
        customer_id=survey.customer_id,
        category=ComplaintCategory.other,
        severity=Severity.minor,
        channel=survey.channel,
        contact_id=survey.contact_id,
        contract_id=survey.contract_id,
        received_at=at,
        status=ComplaintStatus.draft,
        description=_why(survey),
    )
    with acting_as(_machine(actor())):
        complaint.give_number(session)
        session.add(complaint)
        session.flush()
    return complaint.id


def _machine(asker: Actor) -> Actor:
    """The machine does it for who asked, whatever department that is."""
    who = asker.who._replace(actor=f"job:open_complaint {asker.who.actor}")
    return replace(system(), who=who, user_id=asker.user_id)


def _why(survey: Survey) -> str:
    told = {"number": survey.number, "score": survey.score, "points": survey.points}
    words = str(N_("Low in survey %(number)s: satisfaction %(score)s, recommendation %(points)s."))
    return "\n".join(filter(None, (words % told, survey.feedback)))


class Figures(NamedTuple):
    """What answered surveys come to."""

    answered: int
    score: Decimal | None
    nps: int | None


def figures(session: Session, where: Sequence[ColumnElement[bool]]) -> Figures:
    """The mean satisfaction and the NPS of the answered surveys the reader sees."""
    columns = (
        func.count(),
        func.sum(Survey.score),
        func.count(Survey.score),
        func.count(Survey.points),
        func.sum(case((Survey.points >= PROMOTER, 1), else_=0)),
        func.sum(case((Survey.points <= DETRACTOR, 1), else_=0)),
    )
    asked = select(*columns).select_from(Survey).where(Survey.status == SurveyStatus.answered)
    row = session.execute(asked.where(*where)).one()
    score = rounded(row[1] / row[2]) if row[2] else None
    return Figures(row[0], score, net_promoters(row[3], row[4] or 0, row[5] or 0))


def answered_since(day: date) -> ColumnElement[bool]:
    return Survey.answered_on >= day
