"""Which fields files of customer care may fill: events, visits, entitlements, wishes. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from functools import partial

from app.care.care_rules import CareKind, CareStatus, Festival, read_month_day
from app.care.entitlements import EntitlementKind
from app.care.event_rules import Response
from app.care.interactions import InteractionKind
from app.core.words import Choice, RuleError
from app.exchange.entry_fields import CUSTOMER, REMARK, exact
from app.exchange.fields import Doubts, Reader, Values, a_choice, a_day, as_text
from app.exchange.service_fields import WORDS as SERVICE_WORDS
from app.exchange.values import day
from app.service.rules import ServiceChannel

WORDS: Mapping[Choice, tuple[str, ...]] = {
    **SERVICE_WORDS,
    Response.invited: ("已邀请", "邀请", "未答复", "已邀請"),
    Response.came: ("已到场", "到场", "出席", "参加", "已到場", "出席", "參加", "attended", "yes"),
    Response.declined: ("已谢绝", "谢绝", "未参加", "已謝絕", "no"),
    InteractionKind.reception: ("接待",),
    InteractionKind.visit: ("拜访", "拜訪"),
    InteractionKind.meeting: ("会议", "會議", "会谈"),
    InteractionKind.call: ("电话或消息", "电话", "微信", "電話或訊息", "電話", "call"),
    InteractionKind.training: ("培训", "培訓"),
    InteractionKind.meal: ("商务用餐", "宴请", "用餐", "商務用餐"),
    InteractionKind.complaint: ("投诉员工", "投诉", "投訴員工", "投訴"),
    InteractionKind.praise: ("表扬员工", "表扬", "表揚員工", "表揚"),
    InteractionKind.other: ("其他互动", "其他", "其他互動"),
    EntitlementKind.discount: ("折扣", "优惠"),
    EntitlementKind.warranty: ("质保", "保修", "質保"),
    EntitlementKind.service: ("免费服务", "免費服務"),
    EntitlementKind.membership: ("会员资格", "会员", "會員資格", "會員"),
    EntitlementKind.points: ("积分或礼券", "积分", "礼券", "積分或禮券", "積分", "禮券"),
    EntitlementKind.exclusive: ("独家供应", "独家", "獨家供應", "獨家"),
    EntitlementKind.other: ("其他权益", "其他", "其他權益"),
    CareKind.birthday: ("生日",),
    CareKind.festival: ("节日", "節日"),
    CareKind.anniversary: ("合作周年", "周年", "週年", "anniversary"),
    CareKind.visit: ("礼节性拜访", "拜访", "走访", "禮節性拜訪", "拜訪"),
    CareKind.condolence: ("慰问", "慰問"),
    CareKind.other: ("其他关怀", "其他", "其他關懷"),
    CareStatus.planned: ("计划中", "计划", "待执行", "計劃中", "planned"),
    CareStatus.done: ("已执行", "已完成", "完成", "已執行", "done"),
    CareStatus.skipped: ("已跳过", "未执行", "取消", "已跳過"),
    Festival.new_year: ("元旦",),
    Festival.spring_festival: ("春节", "春節"),
    Festival.dragon_boat: ("端午节", "端午", "端午節"),
    Festival.mid_autumn: ("中秋节", "中秋", "中秋節"),
    Festival.national_day: ("国庆节", "国庆", "國慶節", "國慶"),
}
#: What stands in a list of wishes for no way in particular.
EVERY_WAY = {"所有方式", "全部方式", "全部", "任何方式", "every way", "all", "any"}
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?")


def _texts(*fields: str) -> Mapping[str, Reader]:
    return {field: partial(as_text, field) for field in fields}


def _days(*fields: str) -> Mapping[str, Reader]:
    return {field: partial(a_day, field) for field in fields}


def _choices(**fields: type[Choice]) -> Mapping[str, Reader]:
    return {n: partial(a_choice, n, vocabulary, words=WORDS) for n, vocabulary in fields.items()}


def _not_by(told: str, doubts: Doubts) -> Values:
    """By which way somebody is left alone; every way is none in particular."""
    if unicodedata.normalize("NFKC", told).strip().casefold() in EVERY_WAY:
        return {}
    return a_choice("channel", ServiceChannel, told, doubts, words=WORDS)


def a_day_of_the_year(told: str, doubts: Doubts) -> Values:
    """``05-20``, ``5月20日``, or a whole date of which the year says nothing."""
    plain = unicodedata.normalize("NFKC", told).strip()
    if found := _MONTH_DAY.fullmatch(plain):
        return {"recurs_on": read_month_day(f"{found[1]}-{found[2]}")}
    try:
        return {"recurs_on": day(plain).strftime("%m-%d")}
    except RuleError:
        return {"recurs_on": read_month_day(plain)}


GIFT: Mapping[str, Reader] = {**_texts("gift"), **exact(gift_value=2)}
EVENT_FIELDS: Mapping[str, Reader] = {
    **_texts("name", "place", "purpose"),
    **_days("from_on", "to_on"),
}
PARTICIPATION_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **REMARK,
    **_texts("event", "contact"),
    **_days("event_on", "invited_on"),
    **_choices(channel=ServiceChannel, response=Response),
}
INTERACTION_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **_texts("number", "employee", "contact", "place", "summary"),
    **_days("happened_on"),
    **_choices(kind=InteractionKind),
}
ENTITLEMENT_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **_texts("number", "what", "basis", "contract"),
    **_days("from_on", "to_on"),
    **_choices(kind=EntitlementKind),
}
VISIT_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **GIFT,
    **_texts("number", "contact", "executor", "content", "feedback"),
    **_days("planned_on", "done_on"),
    **_choices(kind=CareKind, channel=ServiceChannel, status=CareStatus),
}
SUPPRESSION_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **_texts("number", "contact", "reason"),
    **_days("since_on", "until_on"),
    "channel": _not_by,
}
PLAN_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **GIFT,
    **_texts("number", "contact", "executor", "content"),
    **_days("until_on"),
    **_choices(kind=CareKind, festival=Festival, channel=ServiceChannel),
    "recurs_on": a_day_of_the_year,
}
LIMIT_FIELDS: Mapping[str, Reader] = {**_days("from_on"), **exact(amount=2)}
