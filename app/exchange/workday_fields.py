"""Which fields files of follow-ups and tasks may fill, and how their headers are written. Pure."""

from collections.abc import Mapping
from functools import partial

from app.core.words import Choice
from app.exchange.entry_fields import CUSTOMER
from app.exchange.entry_headers import CUSTOMER as CUSTOMER_HEADERS
from app.exchange.entry_headers import Synonyms
from app.exchange.fields import Reader, a_choice, a_day, as_text
from app.workday.rules import Channel

WORDS: Mapping[Choice, tuple[str, ...]] = {
    Channel.phone: ("电话", "来电", "致电", "電話", "phone", "call"),
    Channel.visit: ("拜访", "上门", "走访", "拜訪", "on site"),
    Channel.wechat: ("微信",),
    Channel.email: ("电子邮箱", "电子邮件", "邮件", "電子郵件", "mail", "email"),
    Channel.meeting: ("会议", "会谈", "會議"),
    Channel.other: ("其他方式", "其他", "other"),
}


def _texts(*fields: str) -> Mapping[str, Reader]:
    return {field: partial(as_text, field) for field in fields}


def _days(*fields: str) -> Mapping[str, Reader]:
    return {field: partial(a_day, field) for field in fields}


FOLLOW_UP_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **_texts("what", "contact", "person"),
    **_days("happened_on", "next_on"),
    "channel": partial(a_choice, "channel", Channel, words=WORDS),
}
FOLLOW_UP_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    "what": ("跟进内容", "沟通内容", "内容", "跟進內容", "What was said", "Content", "Notes"),
    "contact": ("联系人", "联系人姓名", "聯絡人", "Contact person", "Contact", "Contact name"),
    "person": ("跟进人", "业务员", "跟進人", "Followed up by", "Salesperson"),
    "happened_on": ("联系日期", "跟进日期", "日期", "聯絡日期", "Day of contact", "Date"),
    "next_on": ("下次联系日期", "下次跟进日期", "下次聯絡日期", "Next contact on", "Next contact"),
    "channel": ("跟进方式", "联系方式", "方式", "聯絡方式", "Way of contact", "Way", "Channel"),
}
TASK_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **_texts("title", "text", "assignee", "assigner"),
    **_days("due_on"),
}
TASK_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    "title": ("任务内容", "任务", "任务名称", "任務內容", "What is to be done", "Task", "Title"),
    "text": ("任务说明", "说明", "任務說明", "More about it", "Description"),
    "assignee": ("执行人", "负责人", "執行人", "Given to", "Assignee", "Assigned to"),
    "assigner": ("布置人", "派发人", "布置人員", "Given by", "Assigner", "Assigned by"),
    "due_on": ("到期日", "截止日期", "期限", "完成期限", "到期日期", "Due on", "Due date"),
}
