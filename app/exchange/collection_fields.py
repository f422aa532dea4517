"""Which fields files of forms and surveys may fill, and how their headers are written. Pure."""

from collections.abc import Mapping
from functools import partial

from app.core.words import Choice
from app.customers.collecting_rules import CollectionKind
from app.exchange.entry_fields import CUSTOMER
from app.exchange.entry_headers import CUSTOMER as CUSTOMER_HEADERS
from app.exchange.entry_headers import Synonyms
from app.exchange.fields import Reader, a_choice, a_day, as_text

WORDS: Mapping[Choice, tuple[str, ...]] = {
    CollectionKind.mailing: ("邮寄问卷", "寄发表格", "邮寄", "问卷", "郵寄問卷", "mailed", "form"),
    CollectionKind.agency: ("委托调查", "调查机构", "专项调查", "委託調查", "agency", "survey"),
}
COLLECTION_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **{
        name: partial(as_text, name)
        for name in ("number", "what", "contact", "agency", "order_no", "handler", "result")
    },
    **{name: partial(a_day, name) for name in ("happened_on", "due_on", "returned_on")},
    "kind": partial(a_choice, "kind", CollectionKind, words=WORDS),
}
COLLECTION_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    "number": ("采集编号", "採集編號", "Collection number"),
    "kind": ("采集方式", "收集方式", "採集方式", "Way of collecting", "Kind"),
    "what": (
        "表格名称或调查范围", "问卷名称", "表格名称", "调查范围", "調查範圍",
        "Form sent, or scope of the survey", "Form", "Scope",
    ),
    "contact": ("收件人", "联系人", "聯絡人", "Addressed to", "Contact"),
    "agency": ("调查机构", "机构名称", "調查機構", "Survey agency", "Agency"),
    "order_no": ("委托单号", "订单号", "委託單號", "Order number"),
    "happened_on": ("寄出或委托日期", "寄出日期", "委托日期", "发出日期", "寄出日",
                    "Sent or ordered on", "Sent on", "Ordered on"),
    "due_on": ("应回日期", "应收回日期", "截止日期", "應回日期", "Due back on", "Due on"),
    "returned_on": ("收回日期", "回收日期", "收到日期", "Came back on", "Returned on",
                    "Received on"),
    "handler": ("处理人", "经办人", "负责人", "經辦人", "Handler"),
    "result": ("结果", "回收结果", "結果", "Result"),
}  # fmt: skip
