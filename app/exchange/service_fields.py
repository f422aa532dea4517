"""Which fields files of service records, complaints and follow-ups may fill, and how headers are
written.

Pure. What another system calls a kind or a category is taken for ours where it says so; where it
does not, it stays as words in front of the text, and the record counts as "other".
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import partial

from app.core.clock import local
from app.core.words import Choice, RuleError
from app.exchange.amounts import UnclearError, capital
from app.exchange.entry_fields import CUSTOMER, SOURCE
from app.exchange.entry_headers import CUSTOMER as CUSTOMER_HEADERS
from app.exchange.entry_headers import Synonyms
from app.exchange.fields import Doubts, Reader, Values, a_choice, a_day, as_text
from app.exchange.values import moment
from app.service.complaint_rules import ComplaintCategory, ComplaintStatus, Confirmation, Severity
from app.service.rules import Priority, ServiceChannel, ServiceKind, ServiceStatus

_WORD = re.compile(r"\w+")
WORDS: Mapping[Choice, tuple[str, ...]] = {
    ServiceKind.consulting: ("咨询", "enquiry", "inquiry"),
    ServiceKind.installation: ("安装", "install"),
    ServiceKind.repair: ("维修", "修理", "repair"),
    ServiceKind.maintenance: ("保养", "维护", "mainten"),
    ServiceKind.training: ("培训", "training"),
    ServiceKind.return_visit: ("回访", "return visit"),
    ServiceKind.feedback: ("反馈", "建议", "feedback"),
    ServiceKind.other: ("其他服务", "其他"),
    ServiceChannel.phone: ("电话", "来电", "phone", "call"),
    ServiceChannel.on_site: ("上门", "现场", "employee", "on site"),
    ServiceChannel.wechat: ("微信",),
    ServiceChannel.email: ("电子邮箱", "邮件", "email"),
    ServiceChannel.sms: ("短信", "sms"),
    ServiceChannel.remote: (
        "远程",
        "网站",
        "网上",
        "微博",
        "接口",
        "web",
        "online",
        "self service",
        "app",
        "twitter",
        "integration",
    ),
    ServiceChannel.letter: ("信函", "来信", "传真", "转办", "mail", "fax", "referral"),
    Priority.low: ("低",),
    Priority.normal: ("普通", "中"),
    Priority.high: ("高",),
    Priority.urgent: ("紧急",),
    ServiceStatus.new: ("新建", "未处理", "Open"),
    ServiceStatus.assigned: ("已分派",),
    ServiceStatus.pending: ("挂起", "等待"),
    ServiceStatus.closed: ("已关闭", "已完成", "Done"),
    ServiceStatus.rejected: ("已拒绝",),
    ComplaintCategory.quality: ("质量",),
    ComplaintCategory.delivery: ("交付", "交货", "物流", "delivery", "shipping"),
    ComplaintCategory.price: ("价格", "收费", "price"),
    ComplaintCategory.attitude: ("态度",),
    ComplaintCategory.billing: ("账单", "开票", "billing"),
    ComplaintCategory.privacy: ("隐私", "泄露", "privacy"),
    ComplaintCategory.other: ("其他投诉", "其他"),
    Severity.minor: ("一般", "轻微"),
    Severity.major: ("较重", "严重"),
    Severity.critical: ("重大", "特别严重"),
    Confirmation.phone: ("电话确认", "电话"),
    Confirmation.meeting: ("当面确认", "当面"),
    Confirmation.message: ("消息或邮件确认", "邮件", "短信"),
    Confirmation.letter: ("书面签字确认", "书面"),
    ComplaintStatus.draft: (),
    ComplaintStatus.registered: ("已登记", "登记"),
    ComplaintStatus.investigating: ("调查中",),
    ComplaintStatus.handling: ("处理中", "In progress"),
    ComplaintStatus.replied: ("已答复",),
    ComplaintStatus.closed: ("已结案",),
    ComplaintStatus.reopened: ("重新打开",),
}


def _choice(field: str, vocabulary: type[Choice]) -> Reader:
    return partial(a_choice, field, vocabulary, words=WORDS)


def _spoken_of(vocabulary: type[Choice], told: str) -> Choice | None:
    """The first member one of whose words the text has, a Western word from its beginning."""
    plain = unicodedata.normalize("NFKC", told).casefold()
    words = f" {' '.join(_WORD.findall(plain))}"
    for member in vocabulary:
        for word in WORDS[member]:
            if (f" {word}" in words) if word.isascii() else (word in plain):
                return member
    return None


def a_kind(field: str, vocabulary: type[Choice], told: str, doubts: Doubts) -> Values:
    """One of ours where it is called or speaks of one; else "other", and the words are kept."""
    try:
        return a_choice(field, vocabulary, told, doubts, words=WORDS)
    except RuleError:
        member = _spoken_of(vocabulary, told) or vocabulary["other"]
        return {field: member, "called": told}


def _channel(told: str, doubts: Doubts) -> Values:
    if member := _spoken_of(ServiceChannel, told):
        return {"channel": member}
    return a_choice("channel", ServiceChannel, told, doubts, words=WORDS)


def _moment(field: str, told: str, doubts: Doubts) -> Values:
    return {field: moment(told)}


def _asked(told: str, doubts: Doubts) -> Values:
    """The day of a service; with an hour it is also the moment it was asked for."""
    at = moment(told)
    return {"happened_on": local(at).date(), **({"requested_at": at} if ":" in told else {})}


def _answer(told: str, doubts: Doubts) -> Values:
    """Where a complaint stands, or what was answered: only the customer's word settles it."""
    try:
        return a_choice("status", ComplaintStatus, told, doubts, words=WORDS)
    except RuleError:
        return {"status": ComplaintStatus.replied, "corrective_action": told}


def _money(field: str, told: str, doubts: Doubts) -> Values:
    try:
        return {field: capital(told, field)[0]}
    except UnclearError as doubt:
        doubts.append(doubt)
        return {}


def _texts(*fields: str) -> Mapping[str, Reader]:
    return {field: partial(as_text, field) for field in fields}


MOMENTS = ("requested_at", "responded_at", "resolved_at", "respond_due_at", "resolve_due_at")
SERVICE_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **SOURCE,
    "kind": partial(a_kind, "kind", ServiceKind),
    "channel": _channel,
    "priority": _choice("priority", Priority),
    "status": _choice("status", ServiceStatus),
    "happened_on": _asked,
    **{name: partial(_moment, name) for name in MOMENTS},
    "cost": partial(_money, "cost"),
    "next_on": partial(a_day, "next_on"),
    **_texts("content", "result", "contract", "handler"),
}
SERVICE_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    "source_no": ("来源编号", "工单号", "Number in its source", "Case ID", "CASE_ENQUIRY_ID"),
    "kind": ("服务类型", "Kind of service", "Type"),
    "channel": ("服务方式", "方式", "Way", "Source"),
    "priority": ("优先级", "Priority"),
    "status": ("状态", "Status", "CASE_STATUS"),
    "happened_on": ("服务日期", "请求时间", "Date of service", "OPEN_DT"),
    "requested_at": ("受理时间", "Asked for at"),
    "responded_at": ("响应时间", "Answered at"),
    "resolved_at": ("解决时间", "Solved at", "CLOSED_DT"),
    "respond_due_at": ("应响应时间", "响应期限", "To be answered by"),
    "resolve_due_at": ("应解决时间", "解决期限", "To be solved by", "TARGET_DT"),
    "cost": ("费用（元）", "费用", "服务费用", "Cost", "Cost (CNY)"),
    "next_on": ("下次服务日期", "下次服务时间", "Next service on"),
    "content": ("内容", "服务内容", "Content", "CASE_TITLE"),
    "result": ("结果", "处理结果", "Result", "CLOSURE_REASON"),
    "contract": ("合同编号", "Contract number"),
    "handler": ("经办人", "处理人", "Handler"),
}
COMPLAINT_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **SOURCE,
    "category": partial(a_kind, "category", ComplaintCategory),
    "severity": _choice("severity", Severity),
    "channel": _channel,
    "received_at": partial(_moment, "received_at"),
    **_texts("description", "demand", "cause", "corrective_action", "preventive_action"),
    "status": _answer,
    "compensation": partial(_money, "compensation"),
    "confirmed_on": partial(a_day, "confirmed_on"),
    "confirmed_how": _choice("confirmed_how", Confirmation),
    **_texts("contract", "handler", "responsible"),
}
COMPLAINT_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    "source_no": ("来源编号", "投诉单号", "Number in its source", "Complaint ID"),
    "category": ("投诉类别", "Category of complaint", "Issue"),
    "severity": ("严重程度", "Severity"),
    "channel": ("投诉方式", "方式", "Way", "Submitted via"),
    "received_at": ("受理时间", "投诉日期", "Received at", "Date received"),
    "description": ("投诉内容", "What happened", "Consumer complaint narrative"),
    "demand": ("客户诉求", "Customer's demand"),
    "cause": ("原因", "原因分析", "Cause"),
    "corrective_action": ("纠正措施", "Corrective action"),
    "preventive_action": ("预防措施", "Preventive action"),
    "status": ("状态", "Status", "Company response to consumer"),
    "compensation": ("赔偿金额", "赔付金额（元）", "Compensation", "Compensation (CNY)"),
    "confirmed_on": ("客户确认日期", "Confirmed by the customer on"),
    "confirmed_how": ("确认方式", "Confirmed how"),
    "contract": ("合同编号", "Contract number"),
    "handler": ("经办人", "处理人", "Handler"),
    "responsible": ("责任部门", "Responsible department"),
}


def with_called(values: dict[str, object], field: str) -> None:
    """What the other system called it, in front of the record's own text unless that says it."""
    called, text = values.pop("called", ""), str(values.get(field, ""))
    if called and str(called) not in text:
        values[field] = f"{called}\n{text}".strip()
