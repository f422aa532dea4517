"""采集 › 满意度调查: invited, answered by the questionnaire of the customer's kind, or declined."""

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_login import current_user

from app.care import surveying
from app.care.questionnaires import Question, question_words, questions_of
from app.care.survey_rules import NEXT, SurveyStatus, SurveyStep
from app.care.surveys import Survey, SurveyAnswer
from app.care.views.answering import answers_form, fill_answers, told_answers
from app.contracts.views.agreements import CUSTOMER
from app.core.asking import Plan
from app.core.children import Child
from app.core.clock import now, today
from app.core.conflicts import conflict
from app.core.db import db
from app.core.pages import show
from app.core.saving import StaleError, check_version, save
from app.core.screens import Interface
from app.core.steps import Step
from app.core.words import N_
from app.customers.entries import entered_of
from app.customers.entry_screens import PEOPLE, Entries, OnDuty, Related, void_step
from app.security.models import Person
from app.security.names import person_name
from app.service.views.records import CONTACTS, CONTRACTS, NUMBER_TAKEN, NUMBERED, SERVICES


class SurveyView(Entries):
    """采集 › 满意度调查."""

    datamodel = Interface(Survey)
    route_base = "/surveys"
    class_permission_name = "Surveys"
    menu_name, menu_icon, record_word = N_("Satisfaction surveys"), "mood-smile", N_("Survey")
    labels = {
        "number": N_("Survey number"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contact": N_("Contact"),
        "contract": N_("Contract"),
        "questionnaire": N_("Questionnaire"),
        "surveyor": N_("Asked by"),
        "surveyor_id": N_("Asked by"),
        "channel": N_("Way"),
        "happened_on": N_("Invited on"),
        "answered_on": N_("Answered on"),
        "status": N_("Status"),
        "score": N_("Satisfaction (of 100)"),
        "points": N_("Recommendation (0 to 10)"),
        "feedback": N_("What else they said"),
        "service": N_("Service asked about"),
        "service_id": N_("Service asked about"),
        "period": N_("Survey period"),
        "needs_follow_up": N_("Needs following up"),
        "complaint": N_("Complaint opened"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        **NUMBERED,
        "happened_on": N_("That day's questionnaire is asked."),
        "period": N_("Which round of asking it belongs to, such as 2026 Q3."),
    }
    plan = Plan(
        entity=Survey,
        columns=("number", "customer_id", "happened_on", "status", "score", "points",
                 "surveyor_id", "created_at"),
        filters=("number", "customer_id", "happened_on", "status", "score", "points",
                 "answered_on", "surveyor_id", "channel", "period", "needs_follow_up"),
        orders=("id", "happened_on"),
        search=("number", "feedback", "period"),
        labels={**CUSTOMER, "surveyor_id": (Person, person_name)},
        more=("channel", "answered_on", "period", "needs_follow_up", "feedback"),
    )  # fmt: skip
    references = {**Entries.references, "surveyor_id": PEOPLE[1]}
    facets, badges = ("status",), ("status",)
    tones = {
        SurveyStatus.invited: "blue",
        SurveyStatus.answered: "green",
        SurveyStatus.declined: "gray",
    }
    search_hint = N_("Number, what they said")
    choices = {"contact": CONTACTS, "contract": CONTRACTS, "surveyor": PEOPLE, "service": SERVICES}
    form_sections = (
        (N_("Survey"), ("customer", "number", "happened_on", "channel", "contact", "contract",
                        "service", "period", "surveyor", "needs_follow_up")),
    )  # fmt: skip
    sections = (
        (N_("Survey"), ("customer", "questionnaire", "happened_on", "channel", "contact",
                        "contract", "service", "period", "surveyor")),
        (N_("Result"), ("answered_on", "score", "points", "feedback", "needs_follow_up",
                        "complaint")),
    )  # fmt: skip
    clashes = {**NUMBER_TAKEN, "survey_answer": N_("These answers were just entered.")}
    cells = {"created_at": entered_of}
    steps = (
        Step("decline", SurveyStep.decline.value, "x", "can_edit", lambda s, by, why: s.decline(),
             lambda s: (s.status, SurveyStep.decline) in NEXT,
             N_("Do they not want to answer?")),
        void_step(N_("Take this survey back? Its number is never used again.")),
    )  # fmt: skip

    def prefill_new(self, form):
        super().prefill_new(form)
        form.happened_on.data = today()
        form.surveyor.data = current_user._get_current_object()

    def pre_add(self, item):
        if item.status in {None, SurveyStatus.invited}:
            surveying.invite(db.session(), item)
        super().pre_add(item)

    pre_update = pre_add

    def links(self, record):
        """The answers, which are what an invitation waits for."""
        answer = {
            "url": url_for("SurveyView.answer", pk=record.id),
            "icon": "clipboard-check",
            "label": str(SurveyStep.answer.value),
            "leads": record.status is SurveyStatus.invited,
        }
        found = super().links(record)
        return [answer, *found] if self.may("can_edit") else found

    def notice(self, record):
        """Said even to who does not read complaints."""
        if record.complaint_id is None:
            return None
        return {"tone": "amber", "text": str(N_("The answers are low: a complaint was drafted."))}

    @expose("/answer/<pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def answer(self, pk):
        """All the answers on one page, as the questionnaire asks them."""
        if away := self._not_on_duty():
            return away
        survey = self.fetch(pk)
        form = self.answers_form_of(survey).refresh()
        name, meanwhile = f"{survey.customer} · {survey.number}", None
        if request.method == "GET":
            self.prefill_answers(form, survey)
        elif form.validate_on_submit():
            refusal = save(db.session, lambda: self.write_answers(form, survey), self.clashes)
            if refusal is None:
                flash(str(N_("Saved.")), "success")
                return redirect(url_for("SurveyView.show", pk=pk))
            if isinstance(refusal, StaleError):
                survey = self.fetch(pk)
                form.row_version.data = str(survey.version)
                meanwhile = conflict(self, survey)
            else:
                flash(str(refusal), "danger")
        told = str(N_("Answers: %(what)s")) % {"what": name}
        return self.render_template(
            "kedang/form.html", title=told, form=form, sections=form.told_sections(),
            back_url=url_for("SurveyView.show", pk=pk), save_label=str(N_("Save")),
            conflict=meanwhile,
        )  # fmt: skip

    def answers_form_of(self, survey):
        """What its questionnaire asks."""
        return answers_form(questions_of(db.session(), survey.questionnaire_id))

    def prefill_answers(self, form, survey):
        fill_answers(form, survey, surveying.answers_of(db.session(), survey))

    def write_answers(self, form, survey):
        check_version(survey, form.row_version.data)
        survey.answer(form.answered_on.data)
        survey.feedback = form.feedback.data
        surveying.answer(db.session(), survey, told_answers(form), now())


class SurveyAnswerView(OnDuty, Child):
    """On a survey's page: question by question."""

    base_permissions = ["can_list", "can_show", "can_export"]
    datamodel = Interface(SurveyAnswer)
    route_base = "/survey-answers"
    class_permission_name = "Surveys"
    parent, parent_key, parent_screen = Survey, "survey_id", "SurveyView"
    menu_name, record_word = N_("Answers"), N_("Answer")
    labels = {
        "survey_id": N_("Survey"),
        "question": N_("Question"),
        "question_id": N_("Question"),
        "told": N_("Answer"),
        "level": N_("Five levels"),
        "points": N_("Points"),
        "text": N_("Free text"),
    }
    plan = Plan(
        entity=SurveyAnswer,
        columns=("survey_id", "question_id", "level", "points", "text"),
        filters=("survey_id", "question_id"),
        orders=("id",),
        search=(),
        labels={
            "survey_id": (Survey, lambda: Survey.number),
            "question_id": (Question, question_words),
        },
    )
    lines = ("question", "told")
    sections = ((N_("Answer"), lines),)

    def lines_of(self, parent):
        return super().lines_of(parent).order_by(None).order_by(SurveyAnswer.id)

    def adds_of(self, parent):
        """Answers are entered all at once."""
        return []


class CustomerSurveyView(Related):
    """On a customer's page: how satisfied it was each time, and on the whole."""

    datamodel = Interface(Survey)
    route_base = "/customer-surveys"
    class_permission_name, main = "Surveys", "SurveyView"
    menu_name, record_word = N_("Satisfaction surveys"), N_("Survey")
    labels, plan, cells = SurveyView.labels, SurveyView.plan, SurveyView.cells
    badges, tones = SurveyView.badges, SurveyView.tones
    lines = ("number", "happened_on", "status", "score", "points", "complaint", "created_at")

    def notes_of(self, parent):
        found = surveying.figures(db.session(), (Survey.customer_id == parent.id,))
        if not found.answered:
            return []
        words = str(N_("Answered %(count)s times: satisfaction %(score)s of 100, NPS %(nps)s."))
        told = {"count": found.answered, "score": show(found.score), "nps": show(found.nps)}
        return [words % told]
