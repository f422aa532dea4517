"""Which fields a file may fill, and how each is read from a cell. Pure; a new field is one line.

A reader turns a cell's text into column values; what it doubts but does not refuse it adds to
``doubts``, and a reviewer sees those rows. A damaged identifier is never repaired.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from app.core.words import N_, Choice, RuleError
from app.customers.id_cards import id_card_warnings
from app.customers.identifiers import read_org_code, uscc_problem, uscc_warnings
from app.customers.phones import read_email, read_qq
from app.customers.progress import CollectionChannel
from app.customers.rules import (
    Basis,
    CustomerKind,
    Gender,
    GovernmentLevel,
    IdType,
    Market,
    TimeStatus,
)
from app.customers.spelling import looks_rounded, normalise
from app.exchange.amount_fields import AMOUNT_FIELDS
from app.exchange.code_fields import CODE_FIELDS, country_code
from app.exchange.values import day, text
from app.security.rules import Security

Values = Mapping[str, Any]
Doubts = list[RuleError]
Reader = Callable[[str, Doubts], Values]

_BARE_YEAR = re.compile(r"\d{4}(\s*\(.*\))?")
_AS_FLOAT = re.compile(r"\d+\.0+")
NO_EMAIL = N_("“%(value)s” is not one e-mail address; it is kept as text.")
LONGEST_DOCUMENT = 40
LONGEST_NAME = 80

#: How people write the members of a closed vocabulary, besides the names we show.
WORDS: Mapping[Choice, tuple[str, ...]] = {
    CustomerKind.individual: ("个人", "自然人", "個人"),
    CustomerKind.enterprise: ("企业", "公司"),
    CustomerKind.government: ("政府机构", "政府", "机关", "政府机关"),
    CustomerKind.other: ("其他组织", "其他", "社会组织", "事业单位"),
    Market.domestic: ("国内", "境内"),
    Market.intl_direct: ("国际直接", "国际", "境外"),
    Market.intl_indirect: ("国际间接",),
    TimeStatus.prospective: ("潜在", "意向"),
    TimeStatus.active: ("现有", "在用", "活跃", "合作中"),
    TimeStatus.dormant: ("休眠",),
    TimeStatus.lost: ("流失",),
    TimeStatus.ended: ("终止", "已终止"),
    IdType.id_card: ("身份证", "居民身份证", "二代身份证", "身份證", "ID card"),
    IdType.passport: ("护照", "護照"),
    IdType.travel_permit: ("港澳居民来往内地通行证", "台湾居民来往大陆通行证", "通行证"),
    Gender.male: ("男", "男性", "M", "先生"),
    Gender.female: ("女", "女性", "F", "女士"),
    Basis.consent: ("同意", "本人同意", "取得同意"),
    Basis.contract: ("合同", "履行合同", "合同所需", "合同需要"),
    Basis.duty: ("法定", "法定义务", "法定职责"),
    Basis.published: ("公开", "本人公开", "自行公开"),
    Basis.other: ("其他", "其他法定依据"),
    GovernmentLevel.central: ("中央", "国家级", "中央级"),
    GovernmentLevel.province: ("省", "省级", "省部级"),
    GovernmentLevel.city: ("市", "市级", "地市级", "地级"),
    GovernmentLevel.county: ("县", "县级", "区县级", "區縣級"),
    GovernmentLevel.town: ("乡镇", "乡镇级", "乡", "镇"),
    CollectionChannel.form: ("填表", "表单", "客户填表"),
    CollectionChannel.visit: ("走访", "拜访", "上门", "上门走访"),
    CollectionChannel.site_survey: ("实地调查", "现场调查", "实地考察"),
    CollectionChannel.phone: ("电话", "电话调查", "電話"),
    CollectionChannel.email: ("邮件", "电子邮件", "邮箱", "Email"),
    CollectionChannel.mailed: ("邮寄问卷", "信函", "邮寄"),
    CollectionChannel.agency: ("调查机构", "委托调查", "第三方机构"),
    Security.public: ("公开",),
    Security.internal: ("内部",),
    Security.restricted: ("普通商密", "商密"),
    Security.confidential: ("核心商密",),
}


def understand(
    fields: Mapping[str, Reader],
    cells: Mapping[str, str],
    doubts: Doubts,
    most: Mapping[str, int | None],
) -> tuple[dict[str, Any], dict[str, RuleError]]:
    """A row's cells (field → text) as column values, and field → why its cell is none.

    An empty cell, or one that says "none", gives nothing, so that it never erases a value.
    """
    values: dict[str, Any] = {}
    faults: dict[str, RuleError] = {}
    for field, cell in cells.items():
        try:
            told = text(cell)
            found = {} if told is None else fields[field](told, doubts)
            _check_length(field, found, most)
        except RuleError as refusal:
            faults[field] = refusal
        else:
            values.update(found)
    return values, faults


def _check_length(field: str, found: Values, most: Mapping[str, int | None]) -> None:
    for name, value in found.items():
        longest = most.get(name)
        if longest and isinstance(value, str) and len(value) > longest:
            raise RuleError(
                N_("“%(field)s” is longer than %(most)s characters."), field=field, most=longest
            )


def as_text(field: str, told: str, doubts: Doubts) -> Values:
    return {field: told}


def _code(field: str, told: str, doubts: Doubts) -> Values:
    """A number that is a name: kept as it stands, flagged where a spreadsheet has calculated."""
    if looks_rounded(told) or _AS_FLOAT.fullmatch(told):
        doubts.append(
            RuleError(
                N_("A spreadsheet has damaged “%(field)s”: “%(value)s”; compare it."),
                field=field, value=told[:40],
            )
        )  # fmt: skip
    return {field: told}


def _number(told: str, doubts: Doubts) -> Values:
    """Our own number only finds a customer; a damaged one finds none."""
    return {"number": normalise(told)}


def _credit_code(told: str, doubts: Doubts) -> Values:
    problem = uscc_problem(told)
    if problem:
        raise RuleError(problem)
    code = normalise(told)
    doubts.extend(map(RuleError, uscc_warnings(code)))
    return {"uscc": code}


def _org_code(told: str, doubts: Doubts) -> Values:
    return {"org_code": read_org_code(told)}


def a_qq(told: str, doubts: Doubts) -> Values:
    return {"qq": read_qq(told)}


def _email(told: str, doubts: Doubts) -> Values:
    """As the form keeps it; what is no address stays as it stands, for somebody to mend."""
    try:
        return {"email": read_email(told)}
    except RuleError:
        doubts.append(RuleError(NO_EMAIL, value=told[:40]))
        return {"email": told}


def _country(told: str, doubts: Doubts) -> Values:
    """As it is written, and its code where the name is one we know."""
    code = country_code(told)
    return {"country": told, "country_code": code} if code else {"country": told}


def _degrees(field: str, told: str, doubts: Doubts) -> Values:
    """Decimal degrees; more than six decimals say less than a hand's breadth and are rounded."""
    try:
        number = Decimal(unicodedata.normalize("NFKC", told).removesuffix("°").strip())
        return {field: number.quantize(Decimal("0.000001"))}
    except InvalidOperation as wrong:
        raise RuleError(N_("“%(value)s” is not a number of degrees."), value=told[:40]) from wrong


def a_day(field: str, told: str, doubts: Doubts) -> Values:
    """A bare year (``1954``, ``2013 (1888)``) is no date; it is left out rather than guessed."""
    if _BARE_YEAR.fullmatch(told):
        doubts.append(
            RuleError(
                N_("“%(value)s” is only a year; “%(field)s” is left empty."),
                value=told[:40], field=field,
            )
        )  # fmt: skip
        return {}
    return {field: day(told)}


def a_choice(
    field: str,
    vocabulary: type[Choice],
    told: str,
    doubts: Doubts,
    words: Mapping[Choice, tuple[str, ...]] = WORDS,
) -> Values:
    wanted = unicodedata.normalize("NFKC", told).strip().casefold()
    for member in vocabulary:
        spellings = (member.name, str.__str__(member.value), *words.get(member, ()))
        if wanted in {spelling.casefold() for spelling in spellings}:
            return {field: member}
    raise _unknown(field, told)


def _unknown(field: str, told: str) -> RuleError:
    return RuleError(
        N_("“%(value)s” is no known value of “%(field)s”."), value=told[:40], field=field
    )


def one_phone(field: str, told: str, doubts: Doubts) -> Values:
    """As it stands: ``phone_rows`` reads it once the row's country is known, as a form does."""
    return {field: told}


def _document(told: str, doubts: Doubts) -> Values:
    if len(told) > LONGEST_DOCUMENT:
        message = N_("“%(field)s” is longer than %(most)s characters.")
        raise RuleError(message, field="id_no", most=LONGEST_DOCUMENT)
    doubts.extend(map(RuleError, id_card_warnings(told)))
    return {"id_no": normalise(told)}


def _short(field: str, told: str, doubts: Doubts) -> Values:
    """What fills no column has no column's length."""
    if len(told) > LONGEST_NAME:
        message = N_("“%(field)s” is longer than %(most)s characters.")
        raise RuleError(message, field=field, most=LONGEST_NAME)
    return {field: told}


#: People of a company by their post, who become its contacts: they fill no column of their own.
OFFICERS = ("general_manager", "spokesman", "spokesman_post")
_PLAIN = (
    "name", "name_en", "name_local", "short_name", "legal_representative", "company_type",
    "industry", "supervising_body", "business_scope", "business_needs", "province", "city",
    "address", "website", "wechat", "notice_version", "source", "occupation",
    "account_manager", "parent", "intermediary", "remark",
)  # fmt: skip
CODES = ("phone", "fax", "postcode", "stock_code", "tax_number")
DAYS = (
    "founded_on", "first_contact_on", "relation_started_on", "first_traded_on", "birthday",
    "consented_on", "collected_on", "verify_due_on",
)  # fmt: skip
FIELDS: Mapping[str, Reader] = {
    "number": _number,
    **{field: partial(as_text, field) for field in _PLAIN},
    **{field: partial(_code, field) for field in CODES},
    "uscc": _credit_code,
    "org_code": _org_code,
    "id_no": _document,
    "qq": a_qq,
    "email": _email,
    "country": _country,
    **{field: partial(_degrees, field) for field in ("longitude", "latitude")},
    **{field: partial(one_phone, field) for field in ("mobile", "private_phone")},
    **AMOUNT_FIELDS,
    **{field: partial(a_day, field) for field in DAYS},
    "id_type": partial(a_choice, "id_type", IdType),
    "gender": partial(a_choice, "gender", Gender),
    "basis": partial(a_choice, "basis", Basis),
    "kind": partial(a_choice, "kind", CustomerKind),
    "market": partial(a_choice, "market", Market),
    "time_status": partial(a_choice, "time_status", TimeStatus),
    "security": partial(a_choice, "security", Security),
    "government_level": partial(a_choice, "government_level", GovernmentLevel),
    "collection_channel": partial(a_choice, "collection_channel", CollectionChannel),
    **CODE_FIELDS,
    **{field: partial(_short, field) for field in OFFICERS},
}
