"""The questionnaires a new archive starts with: one for each kind of customer, in force."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.questionnaires import Question, Questionnaire
from app.care.survey_rules import Dimension, QuestionForm
from app.core.clock import now
from app.customers.rules import CustomerKind

FIRST_DAY = date(2000, 1, 1)
#: (form, dimension, Chinese text, English text)
Row = tuple[QuestionForm, Dimension, str, str]

F, D = QuestionForm, Dimension
OVERALL: Row = (F.level, D.overall, "总体而言，您对我们满意吗？", "All in all, are you satisfied?")
QUALITY: Row = (F.level, D.quality, "您对产品质量满意吗？", "Are you satisfied with the quality?")
PRICE: Row = (F.level, D.price, "您对价格满意吗？", "Are you satisfied with the price?")
DELIVERY: Row = (F.level, D.delivery, "您对交付及时性满意吗？", "Did we deliver in time?")
SERVICE: Row = (F.level, D.service, "您对售后服务满意吗？", "Are you satisfied with our service?")
POINTS: Row = (F.points, D.overall, "您有多大可能向他人推荐我们（0 至 10 分）？",
               "How likely would you recommend us (0 to 10)?")  # fmt: skip
WORDS: Row = (F.text, D.overall, "您希望我们改进什么？", "What should we improve?")

SHIPPED: dict[CustomerKind, tuple[str, tuple[Row, ...]]] = {
    CustomerKind.enterprise: (
        "企业客户满意度", (OVERALL, QUALITY, PRICE, DELIVERY, SERVICE, POINTS, WORDS),
    ),
    CustomerKind.government: (
        "政府客户满意度", (OVERALL, QUALITY, DELIVERY, SERVICE, POINTS, WORDS),
    ),
    CustomerKind.individual: (
        "个人客户满意度", (OVERALL, QUALITY, PRICE, SERVICE, POINTS, WORDS),
    ),
    CustomerKind.other: ("客户满意度", (OVERALL, QUALITY, SERVICE, POINTS, WORDS)),
}  # fmt: skip


def ship_questionnaires(session: Session) -> None:
    """Once: a kind that has any questionnaire already keeps what it has."""
    for kind, (title, rows) in SHIPPED.items():
        held = select(Questionnaire.id).where(Questionnaire.kind == kind).limit(1)
        if session.scalar(held) is not None:
            continue
        first = Questionnaire(
            kind=kind, number=1, title=title, from_on=FIRST_DAY, decided_at=now()
        )  # fmt: skip
        session.add(first)
        session.flush()
        for place, (form, dimension, zh, en) in enumerate(rows, 1):
            told = {"form": form, "dimension": dimension, "text_zh": zh, "text_en": en}
            session.add(Question(questionnaire_id=first.id, place=place, **told))
