"""Surveys: what is asked, what the answers come to, a complaint once; on both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.care import questionnaires, surveying
from app.care.questionnaires import Questionnaire, questions_of
from app.care.survey_rules import Dimension, Level, QuestionForm, SurveyStatus
from app.care.surveys import Survey, SurveyAnswer
from app.core.clock import now, today
from app.core.words import RuleError
from app.customers.rules import CustomerKind
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.service.complaint_rules import ComplaintStatus
from app.service.complaints import Complaint
from tests.care.factories import CARE, answer, answers, make_survey
from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S1.5(2)")


def complaints(session):
    return session.scalar(select(func.count()).select_from(Complaint))


def test_each_kind_of_customer_is_asked_its_own_questions(session):
    for kind in (CustomerKind.enterprise, CustomerKind.government):
        survey = make_survey(make_customer(kind=kind))
        assert survey.questionnaire.kind is kind


def test_the_answers_come_to_a_score_and_points(session):
    survey = make_survey(make_customer())
    answer(survey, level=Level.satisfied, points=9)
    assert (survey.status, survey.score, survey.points) == (SurveyStatus.answered, 80, 9)
    assert survey.complaint_id is None


@pytest.mark.parametrize("told", [{"level": Level.dissatisfied}, {"points": 4}])
def test_a_low_score_drafts_one_complaint_however_often_it_is_corrected(session, told):
    survey = make_survey(make_customer())
    answer(survey, **told)
    answer(survey, **told, **({} if "level" in told else {"level": Level.neutral}))
    assert complaints(session) == 1
    complaint = survey.complaint or session.get(Complaint, survey.complaint_id)
    assert survey.number in complaint.description
    assert (complaint.status, complaint.due_on) == (ComplaintStatus.draft, None)
    assert session.scalar(select(func.count()).select_from(SurveyAnswer)) == 7


def test_one_bad_answer_on_the_whole_opens_it_and_on_a_part_does_not(session):
    for dimension, count in ((Dimension.price, 0), (Dimension.overall, 1)):
        survey = make_survey(make_customer())
        told = answers(survey, level=Level.very_satisfied, points=10)
        questions = questions_of(session, survey.questionnaire_id)
        bad = next(
            q for q in questions if q.dimension is dimension and q.form is QuestionForm.level
        )
        survey.answer(today())
        surveying.answer(session, survey, {**told, bad.id: Level.dissatisfied}, now())
        assert survey.score > 80
        assert complaints(session) == count


def test_halves_are_rounded_up_of_many_as_of_one(session):
    customer = make_customer()
    for score in ("80.00", "80.01"):
        survey = make_survey(customer)
        answer(survey)
        survey.score = Decimal(score)
    session.flush()
    assert surveying.figures(session, ()).score == Decimal("80.01")


def test_the_complaint_is_opened_whoever_handles_complaints(session):
    """Surveyors are not on duty for complaints; the machine opens it in their name."""
    surveyors, handlers = make_department(), make_department()
    put_on_duty(surveyors, CARE[:1])
    put_on_duty(handlers, [kind for kind in type(CARE[0]) if kind.name == "complaint"])
    customer = make_customer(department_id=handlers.id)
    clerk = make_user("Staff", surveyors.id)
    name = clerk.username
    session.commit()
    with acting_as(acting_user(name)):
        survey = make_survey(customer)
        answer(survey, level=Level.very_dissatisfied)
        session.commit()
    assert session.get(Complaint, survey.complaint_id).created_by_id == clerk.id


def test_satisfaction_and_promoters_are_counted_over_the_answered(session):
    customer = make_customer()
    assert surveying.figures(session, ()).nps is None
    make_survey(customer)
    for level, points in ((Level.very_satisfied, 10), (Level.satisfied, 9), (Level.neutral, 6)):
        answer(make_survey(customer), level=level, points=points)
    mine = (Survey.customer_id == customer.id,)
    assert surveying.figures(session, mine) == (3, Decimal("80.00"), 33)


def test_what_was_decided_is_copied_and_never_edited(session):
    old = session.scalars(select(Questionnaire)).first()
    with pytest.raises(RuleError):
        old.check_draft()
    new = questionnaires.copy_of(session, old)
    assert (new.number, new.kind) == (2, old.kind)
    with pytest.raises(RuleError):
        questionnaires.put_in_force(session, new, make_user(), today() - timedelta(days=1))
    questionnaires.put_in_force(session, new, make_user(), today())
    session.flush()
    assert questionnaires.in_force(session, old.kind, today()) is new
    assert old.until_on == today()


def test_a_questionnaire_asks_something_and_one_number_once(session):
    empty = Questionnaire(kind=CustomerKind.other, number=9, title="空")
    session.add(empty)
    session.flush()
    with pytest.raises(RuleError):
        questionnaires.put_in_force(session, empty, make_user(), today())


def test_the_database_itself_refuses(session):
    survey = make_survey(make_customer())
    answer(survey)
    session.commit()
    changed = update(Survey.__table__).where(Survey.__table__.c.id == survey.id)
    for wrong in ({"points": 11}, {"score": Decimal("100.01")}, {"answered_on": None}):
        with pytest.raises(IntegrityError):
            session.connection().execute(changed.values(**wrong))
        session.rollback()
