"""Which fields a file of contacts may fill, and how its headers are written. Pure."""

from collections.abc import Mapping
from functools import partial

from app.core.words import N_, Choice, RuleError
from app.customers.contacts import Channel, ContactRole
from app.customers.phones import read_email
from app.customers.rules import Basis, Gender
from app.customers.spelling import normalise
from app.exchange.fields import Doubts, Reader, Values, a_choice, a_day, a_qq, as_text, one_phone

YES = {"是", "y", "yes", "true", "1", "√", "✓"}
NO = {"否", "n", "no", "false", "0", "×"}

PARTS: Mapping[Choice, tuple[str, ...]] = {
    ContactRole.decision_maker: ("决策者", "决策人"),
    ContactRole.evaluator: ("评估者", "评估人"),
    ContactRole.influencer: ("影响者",),
    ContactRole.user: ("使用者", "使用人"),
    ContactRole.finance: ("财务", "财务联系人"),
    ContactRole.signatory: ("签约人", "签署人"),
    ContactRole.liaison: ("联络人", "联系人"),
    Channel.mobile: ("手机",),
    Channel.phone: ("电话", "座机"),
    Channel.email: ("邮件", "电子邮件", "邮箱"),
    Channel.wechat: ("微信",),
    Channel.visit: ("拜访", "上门"),
}


def _person(told: str, doubts: Doubts) -> Values:
    return {"name": told}


def _key(field: str, told: str, doubts: Doubts) -> Values:
    return {field: normalise(told)}


def _email(told: str, doubts: Doubts) -> Values:
    return {"email": read_email(told)}


def _yes_or_no(field: str, told: str, doubts: Doubts) -> Values:
    plain = told.strip().casefold()
    if plain not in YES | NO:
        raise RuleError(N_("“%(value)s” in “%(field)s” is neither yes nor no."), value=told[:40],
                        field=field)  # fmt: skip
    return {field: plain in YES}


_TEXTS = (
    "customer_name", "name_latin", "unit", "position", "wechat", "address", "hobbies",
    "notice_version", "remark",
)  # fmt: skip
CONTACT_FIELDS: Mapping[str, Reader] = {
    "customer_number": partial(_key, "customer_number"),
    "customer_uscc": partial(_key, "customer_uscc"),
    "person": _person,
    **{field: partial(as_text, field) for field in _TEXTS},
    **{field: partial(one_phone, field) for field in ("mobile", "phone")},
    "email": _email,
    "qq": a_qq,
    "gender": partial(a_choice, "gender", Gender),
    "preferred_channel": partial(a_choice, "preferred_channel", Channel, words=PARTS),
    "role": partial(a_choice, "role", ContactRole, words=PARTS),
    "basis": partial(a_choice, "basis", Basis),
    **{
        field: partial(a_day, field)
        for field in (
            "birthday",
            "consented_on",
            "from_on",
            "next_contact_on",
        )
    },
    **{field: partial(_yes_or_no, field) for field in ("is_primary", "do_not_contact", "has_left")},
}
CONTACT_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "customer_number": ("客户编号", "客户档案编号", "Customer number"),
    "customer_uscc": ("统一社会信用代码", "信用代码", "統一社會信用代碼", "USCC", "Credit code"),
    "customer_name": (
        "客户名称", "所属客户", "公司名称", "公司名稱", "企业名称", "单位名称", "客戶名稱",
        "單位名稱", "Customer", "Customer name", "Company", "Company name", "CompanyName",
    ),
    "person": (
        "姓名", "联系人", "联系人姓名", "聯絡人", "聯絡人姓名", "Name", "Contact", "ContactName",
        "Contact name", "Full name",
    ),
    "name_latin": ("英文名", "拼音名", "Name in Latin letters", "English name"),
    "gender": ("性别", "性別", "Gender", "Sex"),
    "birthday": ("出生日期", "生日", "Birth date", "Birthday"),
    "unit": ("部门", "所在部门", "部門", "Department", "Department there"),
    "position": ("职务", "职位", "職務", "職稱", "Position", "Title", "Job title", "ContactTitle"),
    "role": ("联系人角色", "角色", "Role", "Contact's part"),
    "is_primary": ("首要联系人", "主要联系人", "First contact", "Primary"),
    "from_on": ("开始日期", "任职开始", "From", "Since"),
    "mobile": ("手机", "手机号", "手机号码", "移动电话", "行動電話", "Mobile", "Mobile phone"),
    "phone": ("电话", "联系电话", "座机", "办公电话", "電話", "Telephone", "Phone"),
    "email": ("邮箱", "电子邮箱", "電子郵件", "E-mail", "Email"),
    "wechat": ("微信", "微信号", "WeChat"),
    "qq": ("QQ", "QQ号", "QQ號", "QQ号码", "QQ number"),
    "address": ("地址", "联系地址", "通讯地址", "Address"),
    "preferred_channel": ("偏好联系方式", "首选联系方式", "Preferred channel"),
    "next_contact_on": (
        "下次联系日期", "下次聯絡日期", "下次联系时间", "下次聯繫日期", "Next contact on",
        "Next contact",
    ),
    "do_not_contact": ("勿扰", "不要联系", "Do not contact"),
    "has_left": ("已离职", "是否离职", "Has left"),
    "hobbies": ("爱好", "兴趣", "Interests", "Hobbies"),
    "basis": ("处理依据", "Basis of keeping", "Legal basis"),
    "notice_version": ("告知书版本", "隐私告知版本", "Version of the notice"),
    "consented_on": ("同意日期", "授权日期", "Consent given on"),
    "remark": ("备注", "備註", "Remark"),
}  # fmt: skip
