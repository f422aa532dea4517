"""Which fields files of contracts, trade and money may fill, and how their headers are written.

Pure. Whose record it is, is said by the customer's number, credit code, name, or the code it had in
the system the file comes from.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial

from app.contracts.rules import ContractType, PaymentKind, PaymentMethod
from app.contracts.trade_rules import DeliveryStatus, InvoiceType, TradeKind
from app.core.exact import most_of
from app.core.partial import read_partial
from app.core.words import N_, Choice, RuleError
from app.customers.spelling import normalise
from app.exchange.amounts import currency_codes
from app.exchange.contact_fields import NO, YES
from app.exchange.fields import Doubts, Reader, Values, a_choice, a_day, as_text
from app.exchange.values import day

CUSTOMER_KEYS = ("customer_number", "customer_uscc", "customer_code", "customer_name")
MOST = 9_999
_AS_FLOAT = re.compile(r"(\d+)\.0+")
_BLANKED = re.compile(r"(?P<m>\d{1,2}|\[\])/(?P<d>\d{1,2}|\[\])/(?P<y>\d{4})")
_ROLE = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
#: How a plan says that no day is agreed on yet.
OPEN_DAY = {"待定", "未定", "日期待定", "tbd", "open", "due day open"}
PERPETUAL = {"perpetual", "永久", "无固定期限", "长期"}

WORDS: Mapping[Choice, tuple[str, ...]] = {
    ContractType.direct: ("直销合同", "直销", "销售合同"),
    ContractType.agency: ("代理合同", "代理"),
    ContractType.service: ("服务合同", "服务"),
    ContractType.fast_sale: ("快销合同", "快销", "快速销售"),
    ContractType.framework: ("框架合同", "框架"),
    ContractType.other: ("其他",),
    TradeKind.sale: ("销售", "订单"),
    TradeKind.goods_return: ("退货",),
    TradeKind.exchange: ("换货",),
    TradeKind.service: ("服务",),
    InvoiceType.vat_special: ("增值税专用发票", "专用发票", "专票"),
    InvoiceType.vat_general: ("增值税普通发票", "普通发票", "普票"),
    InvoiceType.receipt: ("收据",),
    DeliveryStatus.pending: ("待交货", "待发货", "未交货"),
    DeliveryStatus.partial: ("部分交货", "部分发货"),
    DeliveryStatus.done: ("已交货", "已发货", "全部交货"),
    PaymentKind.receipt: ("收款", "回款"),
    PaymentKind.credit_note: ("贷项通知", "红字"),
    PaymentKind.refund: ("退款",),
    PaymentMethod.wire: ("电汇", "银行转账"),
    PaymentMethod.online: ("网上转账", "网银"),
    PaymentMethod.cheque: ("支票",),
    PaymentMethod.cash: ("现金",),
    PaymentMethod.postal: ("邮汇", "邮政汇款", "郵匯"),
    PaymentMethod.alipay: ("支付宝",),
    PaymentMethod.wechat_pay: ("微信支付", "微信"),
    PaymentMethod.acceptance_bill: ("承兑汇票", "承兑"),
    PaymentMethod.other: ("其他",),
}


def party_names(told: str) -> list[str]:
    """``A Inc. ("Seller"); B Ltd. ("Buyer")`` → the names, without what each is called."""
    plain = " ".join(unicodedata.normalize("NFKC", told).split())
    found = []
    for part in plain.split(";"):
        name = part.strip()
        while name != (shorter := _ROLE.sub("", name)):
            name = shorter
        if name:
            found.append(name)
    return found


def _key(field: str, told: str, doubts: Doubts) -> Values:
    return {field: normalise(told)}


def a_code(field: str, told: str, doubts: Doubts) -> Values:
    """A number that is a name; where a spreadsheet has made it a float it is meant whole."""
    plain = unicodedata.normalize("NFKC", told).strip()
    whole = _AS_FLOAT.fullmatch(plain)
    return {field: whole.group(1) if whole else plain}


def _number(field: str, places: int, told: str, doubts: Doubts) -> Values:
    plain = unicodedata.normalize("NFKC", told).replace(",", "").replace("¥", "").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation as wrong:
        raise _not_a_number(field, told) from wrong
    if not number.is_finite() or abs(number) >= most_of(places) or number != round(number, places):
        raise _not_a_number(field, told)
    return {field: number}


def an_open_day(field: str, told: str, doubts: Doubts) -> Values:
    """A day, or words for that it is still open."""
    plain = unicodedata.normalize("NFKC", told).strip().lower()
    return {} if plain in OPEN_DAY else a_day(field, told, doubts)


def _not_a_number(field: str, told: str) -> RuleError:
    return RuleError(
        N_("“%(value)s” in “%(field)s” is not a number of that exactness."),
        value=told[:40], field=field,
    )  # fmt: skip


def whole_number(field: str, told: str, doubts: Doubts) -> Values:
    """Days or papers: a whole number, and no sign before it."""
    number = _number(field, 0, told, doubts)[field]
    if not 0 <= number <= MOST:
        raise _not_a_number(field, told)
    return {field: int(number)}


def _currency(told: str, doubts: Doubts) -> Values:
    code = unicodedata.normalize("NFKC", told).strip().upper()
    if code not in currency_codes():
        raise RuleError(N_("“%(value)s” is no currency code such as CNY."), value=told[:40])
    return {"currency": code}


def yes_or_no(field: str, told: str, doubts: Doubts) -> Values:
    plain = told.strip().casefold()
    if plain not in YES | NO:
        raise RuleError(N_("“%(value)s” in “%(field)s” is neither yes nor no."), value=told[:40],
                        field=field)  # fmt: skip
    return {field: plain in YES}


def a_part_of_a_day(field: str, told: str, doubts: Doubts) -> Values:
    """A date as far as the paper says it: ``[]/[]/2006`` is a year, ``08/[]/2019`` a month.

    Of two dates in one cell the first is taken, and doubted; what says nothing stays empty.
    """
    plain = unicodedata.normalize("NFKC", told).strip()
    parts = [part.strip() for part in re.split(r"[;,]", plain) if part.strip()]
    if field == "end_on" and parts and parts[0].casefold() in PERPETUAL:
        if len(parts) == 1:
            return {"is_perpetual": True}
        parts = parts[1:]
        doubts.append(_doubt(field, told))
    elif len(parts) > 1:
        doubts.append(_doubt(field, told))
    kept = _partial(parts[0]) if parts else None
    if kept is None:
        doubts.append(_doubt(field, told))
        return {}
    return {field: kept}


def _partial(told: str) -> str | None:
    if found := _BLANKED.fullmatch(told):
        month, day_ = found["m"], found["d"]
        known = [found["y"], *([month] if month != "[]" else [])]
        known += [day_] if len(known) > 1 and day_ != "[]" else []
        return read_partial("-".join(known))
    if "[]" in told or told.endswith("]"):
        return None
    try:
        return day(told).isoformat()
    except RuleError:
        return read_partial(told)


def _doubt(field: str, told: str) -> RuleError:
    return RuleError(
        N_("“%(value)s” in “%(field)s” is taken as far as it is clear."),
        value=told[:40], field=field,
    )  # fmt: skip


def _choice(field: str, vocabulary: type[Choice]) -> Reader:
    return partial(a_choice, field, vocabulary, words=WORDS)


CUSTOMER: Mapping[str, Reader] = {
    "customer_number": partial(_key, "customer_number"),
    "customer_uscc": partial(_key, "customer_uscc"),
    "customer_code": partial(a_code, "customer_code"),
    "customer_name": partial(as_text, "customer_name"),
}
SOURCE: Mapping[str, Reader] = {"source_no": partial(a_code, "source_no")}
REMARK: Mapping[str, Reader] = {"remark": partial(as_text, "remark")}


def exact(**places: int) -> Mapping[str, Reader]:
    return {field: partial(_number, field, most) for field, most in places.items()}


def _each(make: Callable[[str], Reader], *fields: str) -> Mapping[str, Reader]:
    return {field: make(field) for field in fields}


MONEY: Mapping[str, Reader] = {"currency": _currency, **exact(amount=2, rate=8)}
CONTRACT_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **SOURCE,
    **MONEY,
    **REMARK,
    **_each(lambda field: partial(a_code, field), "number"),
    **_each(lambda f: partial(as_text, f), "name", "renewal", "payment_terms",
            "customer_signatory", "original_place", "original_keeper"),
    **_each(lambda f: partial(whole_number, f), "remind_days", "original_count", "copy_count"),
    "is_perpetual": partial(yes_or_no, "is_perpetual"),
    **_each(lambda f: partial(a_part_of_a_day, f), "signed_on", "start_on", "end_on"),
    "type": _choice("type", ContractType),
}  # fmt: skip
PRODUCT_FIELDS: Mapping[str, Reader] = {
    "code": partial(a_code, "code"),
    **_each(lambda f: partial(as_text, f), "name", "unit"),
    **exact(price=4),
}
TRANSACTION_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **SOURCE,
    **REMARK,
    "currency": _currency,
    **exact(rate=8, tax_amount=2),
    **_each(lambda f: partial(a_day, f), "happened_on", "delivered_on"),
    "kind": _choice("kind", TradeKind),
    "returns": partial(a_code, "returns"),
    **_each(lambda f: partial(as_text, f), "salesperson", "sales_region"),
    "delivery_status": _choice("delivery_status", DeliveryStatus),
    "invoice_type": _choice("invoice_type", InvoiceType),
    "invoice_no": partial(a_code, "invoice_no"),
}
LINE_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    "order_no": partial(a_code, "order_no"),
    "happened_on": partial(a_day, "happened_on"),
    "currency": _currency,
    "product": partial(a_code, "product"),
    **_each(lambda f: partial(as_text, f), "description", "unit"),
    **exact(quantity=4, price=4, discount=4),
}
RECEIVABLE_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **SOURCE,
    **REMARK,
    "currency": _currency,
    **exact(amount=2, rate=8),
    "happened_on": partial(a_day, "happened_on"),
    "due_on": partial(an_open_day, "due_on"),
    **_each(lambda f: partial(whole_number, f), "period", "remind_days"),
    "method": _choice("method", PaymentMethod),
    "contract": partial(a_code, "contract"),
    "is_disputed": partial(yes_or_no, "is_disputed"),
}
PAYMENT_FIELDS: Mapping[str, Reader] = {
    **CUSTOMER,
    **SOURCE,
    **MONEY,
    **REMARK,
    "happened_on": partial(a_day, "happened_on"),
    "receivable": partial(a_code, "receivable"),
    "contract": partial(a_code, "contract"),
    "refunds": partial(a_code, "refunds"),
    "is_advance": partial(yes_or_no, "is_advance"),
    "kind": _choice("kind", PaymentKind),
    "method": _choice("method", PaymentMethod),
    **_each(lambda f: partial(as_text, f), "payer", "bank_ref"),
}
