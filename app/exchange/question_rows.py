"""Questionnaires from a file's rows, one question each: they make drafts, or fill those there are.

A row names its questionnaire by the kind of customer and the version's number, or by the kind and
its name: then the draft of that name is meant, and one is begun where there is none. What is in
force is never added to.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.questionnaires import Question, Questionnaire, questions_of
from app.care.survey_rules import Dimension, QuestionForm
from app.core.words import Choice
from app.customers.rules import CustomerKind
from app.customers.versions import next_number, title_word
from app.exchange.entry_fields import whole_number
from app.exchange.entry_headers import Synonyms
from app.exchange.entry_rows import SAME, SAME_TWICE, Around, EntryRows, Mark, Written, missing
from app.exchange.fields import WORDS, Reader, a_choice, as_text
from app.exchange.lines import Line, Seen
from app.exchange.rules import Outcome
from app.exchange.step_rows import usually
from app.exchange.stored import load

ASKED: Mapping[Choice, tuple[str, ...]] = {
    **WORDS,
    QuestionForm.level: ("五级满意度", "五级", "满意度", "五級", "滿意度", "levels"),
    QuestionForm.points: (
        "0 至 10 分：推荐意愿",
        "0-10分",
        "打分",
        "评分",
        "評分",
        "points",
        "NPS",
    ),
    QuestionForm.text: ("文字", "问答", "開放題", "问答题", "text", "open"),
    Dimension.overall: ("总体", "整体", "總體", "整體"),
    Dimension.quality: ("质量", "品质", "質量", "品質"),
    Dimension.price: ("价格", "價格", "price"),
    Dimension.delivery: ("交付", "交货", "交貨", "delivery"),
    Dimension.service: ("服务", "服務"),
}
QUESTION_FIELDS: Mapping[str, Reader] = {
    "kind": partial(a_choice, "kind", CustomerKind, words=ASKED),
    "title": partial(as_text, "title"),
    "version_no": partial(whole_number, "version_no"),
    "place": partial(whole_number, "place"),
    "form": partial(a_choice, "form", QuestionForm, words=ASKED),
    "dimension": partial(a_choice, "dimension", Dimension, words=ASKED),
    "text_zh": partial(as_text, "text_zh"),
    "text_en": partial(as_text, "text_en"),
}
QUESTION_HEADERS: Synonyms = {
    "kind": ("客户类别", "客户类型", "客戶類別", "Customer kind", "Kind"),
    "title": ("问卷名称", "问卷", "問卷名稱", "問卷", "Name of the questionnaire", "Questionnaire"),
    "version_no": ("版本", "版本号", "版本號", "Version"),
    "place": ("排序", "题号", "序号", "題號", "序號", "Order", "No."),
    "form": ("题型", "題型", "How it is answered", "Type"),
    "dimension": ("维度", "維度", "Dimension"),
    "text_zh": ("中文内容", "题目", "中文題目", "題目", "中文內容", "Chinese text", "Question"),
    "text_en": ("英文内容", "英文题目", "英文題目", "英文內容", "English text"),
}


class QuestionRows(EntryRows):
    """Rows that are questions of a draft."""

    def around(self, session: Session, _lines: Sequence[Line]) -> Around:
        """All versions, for they are few, and what each asks already."""
        found: dict[tuple[str, int], Any] = {}
        for one in session.scalars(select(Questionnaire).order_by(Questionnaire.number)):
            found["version", one.id] = one
            found["asks", one.id] = {q.text_zh: q for q in questions_of(session, one.id)}
        return found

    def record(self, _session: Session, values: dict[str, Any], around: Around) -> Any:
        """RuleError where its version is decided, unless that asks the same already."""
        version = _meant(values, around)
        if version is None and "title" not in values:
            raise missing("title")
        if version and values["text_zh"] not in around["asks", version.id]:
            version.check_draft()
        return self.draft(values)

    def _find_same(self, session: Session, told: Sequence[Line], seen: Seen) -> None:
        around = self.around(session, told)
        for line in told:
            version, text = _meant(line.values, around), line.values["text_zh"]
            mark: Mark = (version.id if version else _named(line.values), text)
            if version and text in around["asks", version.id]:
                line.turn(Outcome.duplicate, SAME)
            elif mark in seen["same"]:
                line.turn(Outcome.duplicate, SAME_TWICE)
            seen["same"].add(mark)

    def insert(self, session: Session, made: Written) -> Written:
        """By the session: a draft is begun with the first of its questions."""
        written: Written = []
        for row, draft in made:
            values = load(row.values, Question, Questionnaire)
            version = _meant(values, self.around(session, ())) or _begun(session, values)
            asked = questions_of(session, version.id)
            told = {n: v for n, v in vars(draft).items() if n in Question.__mapper__.columns}
            told.setdefault("place", max((q.place for q in asked), default=0) + 1)
            question = Question(questionnaire=version, questionnaire_id=version.id, **told)
            session.add(question)
            session.flush()
            written.append((row, question))
        return written


def _meant(values: Mapping[str, Any], around: Around) -> Questionnaire | None:
    """The version a row names: by its number, or the newest draft of its name."""
    number, named = values.get("version_no"), values.get("title")
    found = [one for (what, _), one in around.items() if what == "version"]
    found = [one for one in found if one.kind is values["kind"]]
    if number is not None:
        return next((one for one in found if one.number == number), None)
    drafts = [one for one in found if one.from_on is None]
    return next((one for one in drafts[::-1] if named in {one.title, title_word(one.title)}), None)


def _named(values: Mapping[str, Any]) -> tuple[Any, ...]:
    number = values.get("version_no")
    return values["kind"], values["title"] if number is None else number


def _begun(session: Session, values: Mapping[str, Any]) -> Questionnaire:
    number = values.get("version_no") or next_number(session, Questionnaire, values["kind"])
    version = Questionnaire(kind=values["kind"], number=number, title=values["title"])
    session.add(version)
    session.flush()
    return version


def is_needed(question: Any) -> bool:
    """What was put in force meanwhile stays."""
    return question.questionnaire.from_on is not None


def taken_back(session: Session, questions: Sequence[Any]) -> None:
    """A draft that asks nothing any more goes with its last question."""
    drafts = {question.questionnaire_id for question in questions}
    session.flush()
    for number in sorted(drafts):
        if not questions_of(session, number):
            session.delete(session.get_one(Questionnaire, number))


QUESTIONS = QuestionRows(
    Question, ("kind", "text_zh", "text_en"), keys=(), same=("questionnaire_id", "text_zh"),
    has_customer=False, complete=usually(form=QuestionForm.level, dimension=Dimension.overall),
    taken_back=taken_back, block=50,
)  # fmt: skip
