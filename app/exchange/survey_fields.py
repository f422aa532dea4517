"""Which fields a file of surveys may fill: one row each, one column for each question. Pure."""

from collections.abc import Mapping
from functools import partial

from app.care.survey_rules import Answer, Level, QuestionForm, SurveyStatus, check_points
from app.core.words import N_, Choice, RuleError
from app.exchange.care_fields import WORDS as CARE_WORDS
from app.exchange.care_headers import CHANNEL, CONTACT
from app.exchange.entry_fields import CUSTOMER
from app.exchange.entry_headers import CUSTOMER as CUSTOMER_HEADERS
from app.exchange.entry_headers import Synonyms
from app.exchange.fields import Doubts, Reader, Values, a_choice, a_day, as_text
from app.service.rules import ServiceChannel

WORDS: Mapping[Choice, tuple[str, ...]] = {
    **CARE_WORDS,
    Level.very_satisfied: ("非常满意", "很满意", "非常滿意"),
    Level.satisfied: ("满意", "滿意"),
    Level.neutral: ("一般", "普通"),
    Level.dissatisfied: ("不满意", "不滿意"),
    Level.very_dissatisfied: ("非常不满意", "很不满意", "非常不滿意"),
    SurveyStatus.invited: ("已邀请", "未答复", "已邀請"),
    SurveyStatus.answered: ("已答复", "已回答", "已答覆"),
    SurveyStatus.declined: ("已谢绝", "拒绝", "已謝絕", "拒絕"),
}
#: As many questions as a file has columns for.
QUESTIONS = range(1, 21)


def _question(place: int, told: str, doubts: Doubts) -> Values:
    """Kept as it stands: which question it answers, the customer's questionnaire says."""
    return {f"answer_{place}": told}


def read_answer(field: str, form: QuestionForm, told: str) -> Answer:
    """What a cell answers to a question of this form."""
    if form is QuestionForm.level:
        level: Level = a_choice(field, Level, told, [], words=WORDS)[field]
        return level
    if form is QuestionForm.points:
        if not told.isdecimal():
            raise RuleError(N_("Points are a whole number from 0 to 10."))
        check_points(int(told[:9]))
        return int(told)
    return told


YES, NO = ("是", "需要", "yes", "true", "1"), ("否", "不需要", "no", "false", "0")


def _follow_up(told: str, doubts: Doubts) -> Values:
    word = told.strip().casefold()
    if word not in {*YES, *NO}:
        raise RuleError(N_("“%(value)s” is neither yes nor no."), value=told[:40])
    return {"needs_follow_up": word in YES}


SURVEY_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **{
        name: partial(as_text, name)
        for name in ("number", "contact", "contract", "service", "period", "surveyor", "feedback")
    },
    **{name: partial(a_day, name) for name in ("happened_on", "answered_on")},
    "channel": partial(a_choice, "channel", ServiceChannel, words=WORDS),
    "needs_follow_up": _follow_up,
    "status": partial(a_choice, "status", SurveyStatus, words=WORDS),
    **{f"answer_{place}": partial(_question, place) for place in QUESTIONS},
}
SURVEY_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    "number": ("调查编号", "調查編號", "Survey number"),
    "contact": CONTACT,
    "contract": ("合同", "合同编号", "合約編號", "Contract", "Contract number"),
    "service": ("服务编号", "对应服务", "服務編號", "Service number", "Service asked about"),
    "period": ("调查周期", "調查週期", "Survey period", "Period"),
    "needs_follow_up": ("需跟进", "是否跟进", "需跟進", "Needs following up"),
    "surveyor": ("调查人", "調查人", "Asked by"),
    "happened_on": ("邀请日期", "调查日期", "邀請日期", "調查日期", "Invited on", "Date"),
    "answered_on": ("答复日期", "答覆日期", "Answered on"),
    "channel": CHANNEL,
    "status": ("状态", "狀態", "Status"),
    "feedback": ("客户反馈", "其他意见", "意见", "其他意見", "What else they said", "Comment"),
    **{
        f"answer_{place}": (
            f"第{place}题答案",
            f"第{place}题",
            f"第{place}題",
            f"Answer to question {place}",
            f"Question {place}",
            f"Q{place}",
        )
        for place in QUESTIONS
    },
}
