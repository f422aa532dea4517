"""Surveys and all their answers from a file's rows, each row by its customer's questionnaire."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.care import surveying
from app.care.questionnaires import questions_of
from app.care.survey_rules import Answer, SurveyStatus, check_answers
from app.care.surveys import Survey
from app.core.clock import now
from app.core.words import N_, RuleError
from app.exchange.care_finding import WHO, place_contacts
from app.exchange.entry_rows import CONTRACT, Around, Written
from app.exchange.step_rows import NUMBER, StepRows, usually
from app.exchange.stored import load
from app.exchange.survey_fields import QUESTIONS, read_answer
from app.service.models import ServiceRecord
from app.service.rules import ServiceChannel


class SurveyRows(StepRows):
    """A survey is answered as on its page: its score follows, and a low one opens a complaint."""

    def record(self, session: Session, values: dict[str, Any], around: Around) -> Any:
        record = super().record(session, values, around)
        on, status = values.get("answered_on"), values.get("status")
        if on or values.get("answers") or status is SurveyStatus.answered:
            if on is None:
                raise RuleError(N_("“%(field)s” is missing."), field="answered_on")
            _answers(session, record, values)
            record.answer(on)
        elif status is SurveyStatus.declined:
            record.decline()
        return record

    def insert(self, session: Session, made: Written) -> Written:
        """By the session, which the answers need: a survey, its lines, maybe a complaint."""
        written = []
        for row, draft in made:
            columns = Survey.__mapper__.columns
            survey = Survey(**{n: v for n, v in vars(draft).items() if n in columns})
            session.add(survey)
            session.flush()
            if survey.status is SurveyStatus.answered:
                told = _answers(session, survey, load(row.values, Survey))
                surveying.answer(session, survey, told, now())
            written.append((row, survey))
        session.flush()
        return written


def _answers(session: Session, survey: Survey, values: Mapping[str, Any]) -> dict[int, Answer]:
    """Question → its answer, from the row's columns in the questionnaire's order."""
    told = {int(place): text for place, text in values.get("answers", {}).items()}
    asked = dict(enumerate(questions_of(session, survey.questionnaire_id), 1))
    if not told.keys() <= asked.keys():
        raise RuleError(N_("An answer belongs to no question of this questionnaire."))
    found = {
        asked[place].id: read_answer(f"answer_{place}", asked[place].form, text)
        for place, text in told.items()
    }
    check_answers({question.id: question.form for question in asked.values()}, found)
    return found


def _invite(session: Session, survey: Any, _values: dict[str, Any]) -> None:
    """The questionnaire of that day; as yet it is an invitation."""
    survey.status = SurveyStatus.invited
    surveying.invite(session, survey)


def _complete(values: dict[str, Any]) -> None:
    """The answers stand together, by the place of their question."""
    usually(channel=ServiceChannel.phone)(values)
    names = {f"answer_{place}": str(place) for place in QUESTIONS}
    values["answers"] = {names[n]: values.pop(n) for n in list(values) if n in names}


SURVEYS = SurveyRows(
    Survey, ("happened_on",), keys=NUMBER, same=("customer_id", "happened_on", "contact_id"),
    finds={"contract": CONTRACT, "service": (ServiceRecord, ("number", "source_no"))},
    places=(place_contacts,), complete=_complete, about=WHO,
    later=("status", "answered_on"), begin=_invite, block=20,
)  # fmt: skip
