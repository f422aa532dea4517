"""The follow-up templates a new archive starts with: three for each kind of customer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.rules import CustomerKind
from app.workday.models import FollowUpTemplate

#: (Chinese name, English name, Chinese text, English text)
Row = tuple[str, str, str, str]

NEEDS: Row = (
    "需求了解", "Asking for needs",
    "对方需求：\n预算与时间：\n决策人：\n我方答复：",
    "Needs:\nBudget and time:\nWho decides:\nOur answer:",
)  # fmt: skip
CARE: Row = (
    "回访", "Return call",
    "使用情况：\n意见或问题：\n处理办法：",
    "How it works for them:\nRemarks or problems:\nWhat we do about it:",
)  # fmt: skip

SHIPPED: dict[CustomerKind, tuple[Row, ...]] = {
    CustomerKind.enterprise: (
        NEEDS,
        ("合同催办", "Pressing for a contract",
         "合同进展：\n未决条款：\n签约日期：",
         "How far the contract is:\nOpen terms:\nDay of signing:"),
        CARE,
    ),
    CustomerKind.government: (
        ("项目走访", "Visit about a project",
         "走访部门与人员：\n项目进展：\n需配合事项：",
         "Office and people:\nHow far the project is:\nWhat they need of us:"),
        ("资料报送", "Papers to hand in",
         "报送资料：\n期限：\n接收人：",
         "Papers:\nDeadline:\nReceived by:"),
        CARE,
    ),
    CustomerKind.individual: (
        ("电话问候", "Telephone call",
         "近况：\n需求：\n方便的联系时间：",
         "How they are:\nNeeds:\nWhen to call:"),
        ("到店接待", "Received at the shop",
         "来意：\n看过的产品：\n意向：",
         "What for:\nProducts seen:\nInclination:"),
        CARE,
    ),
    CustomerKind.other: (
        NEEDS,
        ("活动邀请", "Invitation",
         "活动：\n受邀人：\n答复：",
         "Event:\nInvited:\nAnswer:"),
        CARE,
    ),
}  # fmt: skip


def ship_templates(session: Session) -> None:
    """Once: a kind that has any template already keeps what it has."""
    for kind, rows in SHIPPED.items():
        held = select(FollowUpTemplate.id).where(FollowUpTemplate.kind == kind).limit(1)
        if session.scalar(held) is not None:
            continue
        for place, (name_zh, name_en, text_zh, text_en) in enumerate(rows, 1):
            told = {"name_zh": name_zh, "name_en": name_en, "text_zh": text_zh, "text_en": text_en}
            session.add(FollowUpTemplate(kind=kind, place=place, **told))
