"""设置 › 满意度问卷: versions by kind of customer; copied, edited as a draft, put in force."""

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access

from app.care.questionnaires import (
    Question,
    Questionnaire,
    copy_of,
    next_number,
    put_in_force,
)
from app.core.asking import Plan
from app.core.children import Child
from app.core.db import db
from app.core.screens import Interface, Screen
from app.core.steps import Question as Asking
from app.core.steps import Step
from app.core.words import N_, RuleError
from app.customers.standard_views import StandardView, read_day
from app.security.models import Person


def copy(questionnaire: Questionnaire, _by: Person, _reason: str) -> None:
    copy_of(db.session(), questionnaire)


class QuestionnaireView(Screen):
    """One row is one version for one kind of customer."""

    datamodel = Interface(Questionnaire)
    route_base = "/questionnaires"
    class_permission_name = "Questionnaires"
    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_decide"]
    menu_name, menu_icon = N_("Questionnaires"), "clipboard-list"
    record_word = N_("Questionnaire")
    labels = {**StandardView.labels, "title": N_("Name of the questionnaire")}
    plan = Plan(
        entity=Questionnaire,
        columns=("title", "kind", "number", "from_on", "until_on"),
        filters=("kind", "from_on"),
        orders=("id", "number"),
        search=("title",),
    )
    facets, badges, tones = ("kind",), ("status",), StandardView.tones
    form_sections = ((N_("Questionnaire"), ("kind", "title")),)
    sections = (
        (N_("Questionnaire"), ("title", "kind", "number", "from_on", "until_on", "decided_at")),
    )
    steps = (
        Step("copy", N_("Copy to a new version"), "copy", "can_add",
             copy, lambda q: True,
             N_("Copy it with its questions to a new draft?"), in_bulk=False),
        Step("decide", N_("Put in force"), "check", "can_decide",
             lambda q, by, why, on: put_in_force(db.session(), q, by, on),
             lambda q: q.from_on is None, N_("Put in force? From then on it is never edited."),
             in_bulk=False, tone="primary",
             asks=Asking("day", N_("In force from"), read_day)),
    )  # fmt: skip
    clashes = {"questionnaire": N_("This version exists already.")}

    def pre_add(self, item):
        item.number = next_number(db.session(), item.kind)

    def pre_update(self, item):
        item.check_draft()

    def is_open(self, record):
        return record.from_on is None


class QuestionView(Child):
    """题目: edited only while its questionnaire is a draft."""

    datamodel = Interface(Question)
    route_base = "/questions"
    class_permission_name = "Questions"
    base_permissions = ["can_list", "can_show", "can_add", "can_edit"]
    menu_name, record_word = N_("Questions"), N_("Question")
    parent, parent_key, parent_screen = Questionnaire, "questionnaire_id", "QuestionnaireView"
    labels = {
        "place": N_("Order"),
        "form": N_("How it is answered"),
        "dimension": N_("Dimension"),
        "text_zh": N_("Chinese text"),
        "text_en": N_("English text"),
        "questionnaire": N_("Questionnaire"),
    }
    help_texts = {"form": N_("From 0 to 10 one question of each questionnaire is answered.")}
    lines = ("text_zh", "text_en", "form", "dimension", "place")
    plan = Plan(
        entity=Question, columns=lines, filters=(), orders=("id", "place"), search=()
    )  # fmt: skip
    sections = form_sections = ((N_("Question"), lines),)
    steps = (
        Step("remove", N_("Remove"), "trash", "can_edit", lambda q, by, why: remove(q),
             lambda q: q.questionnaire.from_on is None,
             N_("Remove this question from the draft?"), tone="danger"),
    )  # fmt: skip

    def adds_of(self, parent):
        return super().adds_of(parent) if parent.from_on is None else []

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self):
        """Refused before anything is typed, and again when a form that was open is sent."""
        try:
            self.fetch_parent(request.args.get("for", "")).check_draft()
        except RuleError as refusal:
            flash(str(refusal), "warning")
            return redirect(self.home_of(None))
        return super().add()

    def is_open(self, record):
        return record.questionnaire.from_on is None

    def lines_of(self, parent):
        return super().lines_of(parent).order_by(None).order_by(Question.place, Question.id)

    def pre_add(self, item):
        item.questionnaire = db.session.get_one(Questionnaire, item.questionnaire_id)
        item.check_facts()

    pre_update = pre_add

    def meta(self, record):
        return [{"icon": "list-check", "text": str(record.questionnaire)}]


def remove(question: Question) -> None:
    """A draft's question may go; a decided questionnaire keeps what it has."""
    question.questionnaire.check_draft()
    db.session.delete(question)
