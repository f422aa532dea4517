"""设置 › 满意度问卷: versions by kind of customer; copied, edited as a draft, put in force."""

from app.care.questionnaires import (
    Question,
    Questionnaire,
    copy_of,
    put_in_force,
)
from app.core.asking import Plan
from app.core.screens import Interface
from app.core.words import N_
from app.customers.version_views import DraftParts, Versions, remove_step, version_steps
from app.customers.versions import version_name, version_word


class QuestionnaireView(Versions):
    """One row is one version for one kind of customer."""

    datamodel = Interface(Questionnaire)
    route_base = "/questionnaires"
    class_permission_name = "Questionnaires"
    menu_name, menu_icon = N_("Questionnaires"), "clipboard-list"
    record_word = N_("Questionnaire")
    labels = {**Versions.labels, "title": N_("Name of the questionnaire")}
    plan = Plan(
        entity=Questionnaire,
        columns=("title", "kind", "number", "from_on", "until_on"),
        filters=("kind", "from_on"),
        orders=("id", "number"),
        search=("title",),
    )
    form_sections = ((N_("Questionnaire"), ("kind", "title")),)
    sections = (
        (N_("Questionnaire"), ("title", "kind", "number", "from_on", "until_on", "decided_at")),
    )
    steps = version_steps(copy_of, N_("Copy it with its questions to a new draft?"), put_in_force)
    clashes = {"questionnaire": N_("This version exists already.")}


class QuestionView(DraftParts):
    """题目: edited only while its questionnaire is a draft."""

    datamodel = Interface(Question)
    route_base = "/questions"
    class_permission_name = "Questions"
    menu_name, record_word = N_("Questions"), N_("Question")
    parent, parent_key, parent_screen = Questionnaire, "questionnaire_id", "QuestionnaireView"
    above = "questionnaire"
    labels = {
        "place": N_("Order"),
        "form": N_("How it is answered"),
        "dimension": N_("Dimension"),
        "text_zh": N_("Chinese text"),
        "text_en": N_("English text"),
        "questionnaire": N_("Questionnaire"),
        "questionnaire_id": N_("Questionnaire"),
    }
    help_texts = {"form": N_("From 0 to 10 one question of each questionnaire is answered.")}
    lines = ("text_zh", "text_en", "form", "dimension", "place")
    plan = Plan(
        entity=Question,
        columns=("questionnaire_id", *lines),
        filters=("questionnaire_id",),
        orders=("id", "place"),
        search=(),
        labels={"questionnaire_id": (Questionnaire, lambda: version_name(Questionnaire))},
    )
    file_cells = {"questionnaire_id": lambda row: version_word(row.questionnaire_id_label)}
    sections = form_sections = ((N_("Question"), lines),)
    steps = (remove_step("questionnaire", N_("Remove this question from the draft?")),)

    def lines_of(self, parent):
        return super().lines_of(parent).order_by(None).order_by(Question.place, Question.id)
