"""Care made up at customers that passed their review: asked, visited, invited, left alone."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from app.care import surveying
from app.care.entitlements import Entitlement
from app.care.events import CustomerEvent, Participation
from app.care.gift_limits import limit_on
from app.care.gifts import ask_gift
from app.care.interactions import StaffInteraction
from app.care.plans import CarePlan
from app.care.questionnaires import questions_of
from app.care.suppressions import Suppression
from app.care.survey_rules import Answer, QuestionForm
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.core.clock import now
from app.demo import care_words as words
from app.demo.desk import Desk, desk_of, of
from app.security.actor import actor
from app.security.models import Person
from app.security.rules import RecordKind

DUTIES = (RecordKind.survey.name, RecordKind.care.name, RecordKind.interaction.name)


def fill_care(session: Session, by: Person, ids: Sequence[int]) -> None:
    """What the reader enters about these customers; nothing where it is others' duty."""
    if not all(actor().enters(kind) for kind in DUTIES):
        return
    desk = desk_of(session, by, ids)
    if desk:
        for fill in (_surveys, _plans, _visits, _events, _rights, _dealings, _wishes):
            fill(desk)


def _surveys(desk: Desk) -> None:
    """Answered well and badly, which opens a complaint; declined; and one not yet answered."""
    for place, told in enumerate(words.SURVEYS):
        survey = Survey(**of(desk.whom(place)), happened_on=desk.on(told.asked), surveyor=desk.by)
        surveying.invite(desk.session, survey)
        desk.enter(survey)
        if told.level is not None:
            survey.answer(desk.on(told.asked + 2))
            survey.feedback = told.feedback
            surveying.answer(desk.session, survey, _answers(desk, survey, told), now())
        elif told.is_declined:
            survey.decline()


def _answers(desk: Desk, survey: Survey, told: words.Said) -> dict[int, Answer]:
    """One level all through; what they said besides stands with the survey."""
    of_form = {QuestionForm.level: told.level, QuestionForm.points: told.points}
    questions = questions_of(desk.session, survey.questionnaire_id)
    found = {question.id: of_form.get(question.form) for question in questions}
    return {number: answer for number, answer in found.items() if answer is not None}


def _plans(desk: Desk) -> None:
    for place, told in enumerate(words.PLANS):
        desk.enter(CarePlan(**of(desk.whom(place)), executor=desk.by, **told))


def _visits(desk: Desk) -> None:
    """Made, still to come, and one whose dear gift waits for somebody's consent."""
    for place, told in enumerate(words.VISITS):
        day = desk.on(told.planned)
        visit = CareVisit(
            **of(desk.whom(place + 1)), planned_on=day, executor=desk.by, kind=told.kind,
            content=told.content, gift=told.gift, gift_value=told.value,
            gift_limit=limit_on(desk.session, day),
        )  # fmt: skip
        desk.enter(visit)
        if told.feedback:
            visit.finish(day, now() + timedelta(days=told.planned))
            visit.feedback = told.feedback
        if told.why_so_dear:
            ask_gift(desk.session, visit, desk.by, told.why_so_dear, now())


def _events(desk: Desk) -> None:
    for told in words.EVENTS:
        day = desk.on(told.day)
        event = desk.enter(CustomerEvent(name=told.name, from_on=day, place=told.place,
                                         purpose=told.purpose))  # fmt: skip
        for customer, step in zip(desk.customers, told.answers, strict=False):
            invited = Participation(**of(customer), event=event,
                                    invited_on=min(day, desk.day) - timedelta(days=9))  # fmt: skip
            desk.enter(invited)
            if step is not None:
                invited.answer(step)


def _rights(desk: Desk) -> None:
    for place, (days, told) in enumerate(words.RIGHTS):
        desk.enter(
            Entitlement(**of(desk.whom(place)), from_on=desk.on(days), to_on=desk.on(days + 365),
                        **told)
        )  # fmt: skip


def _dealings(desk: Desk) -> None:
    for place, (days, told) in enumerate(words.DEALINGS):
        desk.enter(StaffInteraction(**of(desk.whom(place)), employee=desk.by,
                                    happened_on=desk.on(days), **told))  # fmt: skip


def _wishes(desk: Desk) -> None:
    """The last, for they would keep what was made up before from being entered."""
    for place, (days, told) in enumerate(words.WISHES, 1):
        desk.enter(Suppression(**of(desk.whom(-place)), since_on=desk.on(days), **told))
