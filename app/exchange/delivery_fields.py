"""Which fields files of projects, delivery documents and allocations may fill, and how their
headers are written. Pure.
"""

from collections.abc import Mapping
from functools import partial

from app.exchange.entry_fields import CUSTOMER, REMARK, SOURCE, a_code, exact, yes_or_no
from app.exchange.entry_headers import CUSTOMER as CUSTOMER_HEADERS
from app.exchange.entry_headers import REMARK as REMARK_HEADERS
from app.exchange.entry_headers import Synonyms
from app.exchange.fields import Reader, a_day, as_text


def _texts(*fields: str) -> Mapping[str, Reader]:
    return {field: partial(as_text, field) for field in fields}


def _codes(*fields: str) -> Mapping[str, Reader]:
    return {field: partial(a_code, field) for field in fields}


def _days(*fields: str) -> Mapping[str, Reader]:
    return {field: partial(a_day, field) for field in fields}


PROJECT_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **_codes("number"),
    **_texts("name", "summary"),
    **_days("from_on", "to_on"),
}
PROJECT_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    "number": ("项目编号", "項目編號", "專案編號", "Project number"),
    "name": ("项目名称", "合作项目", "項目名稱", "專案名稱", "Project name", "Project"),
    "from_on": ("起始日期", "开始日期", "開始日期", "立项日期", "From", "Start date"),
    "to_on": ("截止日期", "结束日期", "結束日期", "Until", "End date"),
    "summary": ("概要", "项目概要", "项目内容", "項目概要", "Summary", "About"),
}
DELIVERY_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **SOURCE,
    **REMARK,
    **_codes("number", "contract", "transaction"),
    **_days("happened_on"),
    **_texts("what", "unit", "received_by", "original_place"),
    **exact(quantity=4),
    "is_signed": partial(yes_or_no, "is_signed"),
}
DELIVERY_HEADERS: Synonyms = {
    **CUSTOMER_HEADERS,
    **REMARK_HEADERS,
    "number": ("单据编号", "單據編號", "Delivery number"),
    "source_no": (
        "单据原号",
        "送货单号",
        "送貨單號",
        "出库单号",
        "Number on the note",
        "Note number",
    ),
    "contract": ("合同", "合同编号", "合約編號", "Contract", "Contract number"),
    "transaction": ("交易", "交易编号", "订单号", "訂單號", "Transaction", "Transaction number"),
    "happened_on": (
        "交货日期",
        "送货日期",
        "交付日期",
        "交貨日期",
        "Delivered on",
        "Delivery date",
    ),
    "what": ("交付内容", "货物名称", "品名", "交付內容", "What was delivered", "Goods"),
    "quantity": ("数量", "數量", "Quantity"),
    "unit": ("单位", "單位", "Unit"),
    "received_by": ("签收人", "收货人", "簽收人", "Received by", "Recipient"),
    "is_signed": ("已签收", "是否签收", "已簽收", "Signed for", "Signed"),
    "original_place": ("原件存放处", "原件位置", "原件存放處", "Where the original lies"),
}
ALLOCATION_FIELDS: Mapping[str, Reader] = {
    **_codes("payment", "receivable"),
    **exact(amount=2),
}
ALLOCATION_HEADERS: Synonyms = {
    "payment": ("回款编号", "收款编号", "回款", "收款編號", "Payment number", "Payment"),
    "receivable": (
        "应收编号", "应收款", "发票号码", "发票号", "應收編號", "發票號碼", "Receivable number",
        "Receivable", "Invoice number",
    ),
    "amount": ("核销金额", "金额", "核銷金額", "金額", "Amount", "Allocated amount"),
}  # fmt: skip
