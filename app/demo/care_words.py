"""What made-up customers were asked, given and told, in days from today; no customer is named."""

from decimal import Decimal
from typing import Any, NamedTuple

from app.care.care_rules import CareKind, Festival
from app.care.entitlements import EntitlementKind
from app.care.event_rules import ResponseStep
from app.care.interactions import InteractionKind
from app.care.survey_rules import Level
from app.service.rules import ServiceChannel

#: So many customers have such stories.
CUSTOMERS = 12


class Said(NamedTuple):
    """One survey: when it was asked, what was answered to it, or that it was declined."""

    asked: int
    level: Level | None = None
    points: int | None = None
    feedback: str | None = None
    is_declined: bool = False


SURVEYS = (
    Said(-60, Level.very_satisfied, 10, "交期准、沟通顺，愿意推荐给同行。"),
    Said(-45, Level.satisfied, 8, "总体不错，报价单可以再细一些。"),
    Said(-30, Level.dissatisfied, 3, "两批货晚到，催了三次才有人答复。"),
    Said(-21, is_declined=True),
    Said(-14, Level.satisfied, 9, "上门调试的师傅很耐心。"),
    Said(-3),
)
PLANS: tuple[dict[str, Any], ...] = (
    {"kind": CareKind.festival, "festival": Festival.mid_autumn, "content": "寄月饼并致电问候",
     "gift": "月饼礼盒", "gift_value": Decimal("168.00")},
    {"kind": CareKind.festival, "festival": Festival.spring_festival, "content": "登门拜年，送台历",
     "channel": ServiceChannel.on_site},
    {"kind": CareKind.anniversary, "recurs_on": "06-18", "content": "合作周年，寄感谢信"},
)  # fmt: skip


class Planned(NamedTuple):
    """One care visit: what is done; what came of it once it was made; why its gift is dear."""

    planned: int
    kind: CareKind
    content: str
    gift: str | None = None
    value: Decimal | None = None
    feedback: str | None = None
    why_so_dear: str = ""


VISITS = (
    Planned(-20, CareKind.visit, "回访新装设备的使用情况", feedback="运行稳定，希望增加一次培训。"),
    Planned(-6, CareKind.birthday, "送生日贺卡和鲜花", "鲜花", Decimal("120.00"),
            "很高兴，回电致谢。"),
    Planned(5, CareKind.visit, "登门听取对年度服务的意见"),
    Planned(9, CareKind.anniversary, "合作十周年，赠纪念品", "青瓷茶具", Decimal("480.00"),
            why_so_dear="合作十周年，礼品刻双方名称，不能另选。"),
)  # fmt: skip


class Held(NamedTuple):
    """One event; ``answers`` of those invited, None where they have not answered."""

    day: int
    name: str
    place: str
    purpose: str
    answers: tuple[ResponseStep | None, ...]


EVENTS = (
    Held(-40, "客户开放日", "总部展示厅", "看产线，谈质量",
         (ResponseStep.come, ResponseStep.come, ResponseStep.decline)),
    Held(25, "新品交流会", "市会展中心", "介绍新产品并听取意见", (None, None, None, None)),
)  # fmt: skip
#: from which day on → what they may claim, for a year.
RIGHTS: tuple[tuple[int, dict[str, Any]], ...] = (
    (-200, {"kind": EntitlementKind.discount, "what": "年度采购满五十万元，次年享九五折",
            "basis": "年度框架协议第六条"}),
    (-30, {"kind": EntitlementKind.warranty, "what": "主机延长保修一年", "basis": "售后承诺书"}),
)  # fmt: skip
DEALINGS: tuple[tuple[int, dict[str, Any]], ...] = (
    (-33, {"kind": InteractionKind.reception, "place": "总部",
           "summary": "陪同参观产线，介绍检测流程。"}),
    (-12, {"kind": InteractionKind.praise, "summary": "客户来信表扬：夜里送备件，没有停产。"}),
)  # fmt: skip
WISHES: tuple[tuple[int, dict[str, Any]], ...] = (
    (-2, {"channel": ServiceChannel.phone, "reason": "来函要求不再电话回访，有事发邮件。"}),
)
