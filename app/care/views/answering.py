"""The form of a questionnaire's answers, made of its questions when it is shown."""

from collections.abc import Mapping

from flask_appbuilder.forms import DynamicForm
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.care.survey_rules import MOST_POINTS, Level, QuestionForm
from app.core.clock import today
from app.core.fields import DayField, TextField, WholeField
from app.core.scale_fields import ScaleField
from app.core.words import N_

LONGEST = 2_000


class AnswersForm(DynamicForm):
    """The fields every questionnaire's form has besides its questions."""

    names: Mapping[int, str] = {}  # question → its field

    def told_sections(self):
        return [
            {"title": str(N_("Answers")), "fields": [*self.names.values()]},
            {"title": str(N_("Survey")), "fields": ["answered_on", "feedback"]},
        ]


def answers_form(questions):
    """A form with one field a question."""
    names = {question.id: f"q{question.id}" for question in questions}
    fields = {names[question.id]: _field(question) for question in questions}
    more = {
        "answered_on": DayField(str(N_("Answered on")), validators=[InputRequired()]),
        "feedback": TextField(
            str(N_("What else they said")), validators=[Optional(), Length(max=LONGEST)]
        ),
        "row_version": HiddenField(),
    }
    return type("Answers", (AnswersForm,), {"names": names, **fields, **more})


def _field(question):
    label = str(question)
    if question.form is QuestionForm.level:
        return ScaleField(label, vocabulary=Level, validators=[])
    if question.form is QuestionForm.points:
        wrong = str(N_("Points are a whole number from 0 to 10."))
        within = NumberRange(0, MOST_POINTS, message=wrong)
        return WholeField(label, validators=[Optional(), within])
    return TextField(label, validators=[Optional(), Length(max=LONGEST)])


def fill_answers(form, survey, answers):
    """What was answered already, to correct it."""
    for number, line in answers.items():
        form[form.names[number]].data = line.told
    form.answered_on.data = survey.answered_on or today()
    form.feedback.data = survey.feedback
    form.row_version.data = str(survey.version)


def told_answers(form):
    """Question → answer, of those that were answered."""
    told = {number: form[name].data for number, name in form.names.items()}
    return {number: answer for number, answer in told.items() if answer is not None}
