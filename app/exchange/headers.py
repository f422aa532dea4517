"""Which column of a sent table means which field: headers as people write them. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from app.core.words import N_, RuleError
from app.exchange.folding import simplified

#: A sheet with more columns than this is no list of customers.
WIDEST = 250


class Header(NamedTuple):
    """Where the header ends (its line, from 1), what its columns are called and mean."""

    line: int
    names: list[str]
    mapping: dict[int, str]


#: Field → how its header is written; compared without blanks, brackets and case.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "客户名称", "公司全称", "企业名称", "公司名称", "公司名稱", "单位名称", "名称", "Security",
        "Company Name", "CompanyName", "Customer name", "Name", "Company", "客户全称", "客戶名稱",
        "單位名稱", "机构名称", "Site name", "Organisation", "Organization",
    ),
    "number": ("客户编号", "客户档案编号", "Customer number"),
    "kind": ("客户类别", "客户类型", "Customer kind"),
    "name_en": ("英文名称", "英文名", "英文简称", "英文簡稱", "English name"),
    "short_name": ("简称", "客户简称", "公司简称", "公司簡稱", "簡稱", "A股简称", "Short name"),
    "uscc": (
        "统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "統一社會信用代碼", "USCC",
        "Unified social credit code", "Credit code",
    ),
    "org_code": (
        "组织机构代码", "組織機構代碼", "机构代码", "機構代碼", "Organisation code",
        "Organization code",
    ),
    "name_local": ("本国文字名称", "当地文字名称", "Name in own script"),
    "id_type": ("证件类型", "证件种类", "Document", "ID type"),
    "id_no": ("证件号码", "身份证号", "身份证号码", "公民身份号码", "Document number", "ID number"),
    "gender": ("性别", "性別", "Gender", "Sex"),
    "birthday": ("出生日期", "生日", "出生年月日", "Birth date", "Birthday", "Date of birth"),
    "occupation": ("职业", "職業", "Occupation"),
    "mobile": ("手机", "手机号", "手机号码", "移动电话", "行動電話", "Mobile", "Mobile phone"),
    "private_phone": ("家庭电话", "私人电话", "住宅电话", "Private telephone", "Home phone"),
    "wechat": ("微信", "微信号", "WeChat"),
    "qq": ("QQ", "QQ号", "QQ號", "QQ号码", "QQ number"),
    "basis": ("处理依据", "個資依據", "Basis of keeping", "Legal basis"),
    "notice_version": ("告知书版本", "隐私告知版本", "Version of the notice"),
    "consented_on": ("同意日期", "授权日期", "Consent given on"),
    "supervising_body": ("主管单位", "上级主管部门", "Supervising body"),
    "tax_number": ("營利事業統一編號", "纳税人识别号", "税号", "Tax number"),
    "legal_representative": ("法定代表人", "法人代表", "董事長", "董事长", "Legal representative"),
    "registered_capital": ("注册资本", "注册资金", "註冊資本", "實收資本額", "Registered capital"),
    "capital_currency": ("注册资本币种", "币种", "Capital currency", "Currency"),
    "assets": ("资产总额", "总资产", "資產總額", "總資產", "Total assets", "Assets"),
    "company_type": ("企业类型", "公司类型", "Company type"),
    "founded_on": ("成立日期", "注册日期", "Founded", "Founded on"),
    "industry": ("所属行业", "行业", "產業別", "GICS Sector", "Industry"),
    "business_scope": ("经营范围", "經營範圍", "Business scope"),
    "business_needs": ("业务需求", "Business needs"),
    "stock_code": ("A股代码", "公司代號", "证券代码", "Symbol", "Stock code", "CustomerID"),
    "market": ("市场", "市场范围", "Market"),
    "country": ("国家", "国家/地区", "國家", "外國企業註冊地國", "Country", "countryCode"),
    "province": ("省份", "所在省份", "省", "Province", "Region"),
    "city": ("城市", "市", "地区", "City", "Headquarters Location"),
    "address": ("注册地址", "地址", "住址", "详细地址", "通讯地址", "联系地址", "Address"),
    "postcode": ("邮编", "邮政编码", "郵遞區號", "PostalCode", "Postcode", "Zip", "ZIP code"),
    "longitude": ("经度", "經度", "Longitude", "Lng", "Lon"),
    "latitude": ("纬度", "緯度", "Latitude", "Lat"),
    "phone": ("电话", "联系电话", "公司电话", "電話", "總機電話", "Phone", "Telephone"),
    "fax": ("传真", "傳真", "传真号码", "傳真機號碼", "Fax"),
    "email": ("邮箱", "电子邮箱", "電子郵件信箱", "E-mail", "Email"),
    "website": ("网址", "公司网址", "網址", "官网", "Website", "HomePage"),
    "time_status": ("客户状态", "Customer status"),
    "source": ("客户来源", "来源", "Source of customer"),
    "first_contact_on": ("首次联系日期", "首次接触日期", "First contact on"),
    "relation_started_on": ("建立关系日期", "合作开始日期", "Relation since"),
    "first_traded_on": ("首次交易日期", "首次成交日期", "首筆交易日期", "First trade on"),
    "verify_due_on": (
        "应核实日期", "應核實日期", "下次核实日期", "下次核實日期", "To be verified by",
    ),
    "account_manager": ("客户经理", "维护责任人", "客户负责人", "專員", "Account manager"),
    "size": ("企业规模", "企業規模", "规模", "Company size", "Size"),
    "ownership": ("所有制", "所有制性质", "企业性质", "經濟性質", "Ownership"),
    "parent": ("所属集团", "所屬集團", "上级单位", "母公司", "集团", "Group or parent", "Parent"),
    "intermediary": ("中间商", "中間商", "代理商", "Intermediary"),
    "region_code": ("行政区划代码", "行政區劃代碼", "行政区划", "Administrative division"),
    "government_level": ("行政级别", "行政級別", "Government level"),
    "language": ("语言", "語言", "沟通语言", "Language"),
    "time_zone": ("时区", "時區", "Time zone", "Timezone"),
    "trading_currency": ("交易币种", "交易幣別", "结算币种", "結算幣種", "Trading currency"),
    "collection_channel": ("采集渠道", "採集管道", "採集渠道", "Collected by"),
    "collected_on": ("采集日期", "採集日期", "Collected on"),
    "general_manager": ("总经理", "總經理", "General manager"),
    "spokesman": ("发言人", "發言人", "Spokesman", "Spokesperson"),
    "spokesman_post": ("发言人职务", "发言人职称", "發言人職稱", "Spokesperson's position"),
    "security": ("密级", "Security class"),
    "remark": ("备注", "Remark"),
}  # fmt: skip
_DATA = re.compile(r"\d{6}|@")
_NOISE = re.compile(r"[\s*:：()（）_.\-/]+")


def plain(header: str) -> str:
    """A header without what varies: width, case, script, blanks, brackets, stars."""
    return simplified(_NOISE.sub("", unicodedata.normalize("NFKC", header)).casefold())


class Names:
    """How one subject's headers are written, and what the reader says beside (``told``)."""

    def __init__(self, synonyms: Mapping[str, tuple[str, ...]], told: Mapping[str, str]) -> None:
        self.known = {
            plain(word): (field, rank)
            for field, words in synonyms.items()
            for rank, word in enumerate(words)
        } | {plain(header): (field, -1) for header, field in told.items()}

    def of(self, header: str) -> tuple[str, int]:
        """The field a header means, and how exactly; an empty field for none."""
        return self.known.get(plain(header), ("", 0))


def map_headers(row: Sequence[str], names: Names) -> dict[int, str]:
    """Column position → field, each field once; the more exact header wins.

    A list that has 城市 beside 地区 means its city by the first.
    """
    best: dict[str, tuple[int, int]] = {}
    for place, header in enumerate(row):
        field, rank = names.of(header)
        if field:
            best[field] = min(best.get(field, (rank, place)), (rank, place))
    return {place: field for field, (_, place) in best.items()}


def find_header(rows: Sequence[Sequence[str]], names: Names) -> Header:
    """The row among the first that names most fields, alone or joined with the row below it.

    A header may be split over two rows (a group above, its parts below) or told twice, once in
    each language. Where no row names anything, the first row with most columns is taken.
    """
    best = Header(0, [], {})
    for line, row in enumerate(rows, 1):
        below = rows[line] if line < len(rows) else ()
        for found in (_header(line, row, names), _header(line + 1, _joined(row, below), names)):
            if len(found.mapping) > len(best.mapping):
                best = found
    if not best.mapping:
        best = _widest(rows, names)
        check_words(best.names)
    if len(best.names) > WIDEST:
        raise RuleError(N_("The sheet has more than %(most)s columns."), most=WIDEST)
    return _with_second_language(best, rows, names)


def is_list(rows: Sequence[Sequence[str]], names: Names) -> bool:
    """Whether a sheet begins as a list of such records; a cover or a legend does not.

    Its header names two fields, or is one column that names one.
    """
    try:
        header = find_header(rows, names)
    except RuleError:
        return False
    return len(header.mapping) >= min(2, sum(map(bool, header.names)))


def _header(line: int, row: Sequence[str], names: Names) -> Header:
    told = [cell.strip() for cell in row]
    while told and not told[-1]:
        told.pop()
    return Header(line, told, map_headers(told, names))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows as one header: the lower, nearer name where there is one."""
    pairs = zip_longest(upper, lower, fillvalue="")
    return [below.strip() or above for above, below in pairs] if lower else []


def check_words(names: Sequence[str]) -> None:
    """A header is words; a line with long numbers or an address is somebody's data."""
    if any(_DATA.search(unicodedata.normalize("NFKC", name)) for name in names):
        raise RuleError(
            N_("The first line looks like data; put a line with the columns' names above it.")
        )


def _widest(rows: Sequence[Sequence[str]], names: Names) -> Header:
    counted = [(sum(bool(cell.strip()) for cell in row), -line) for line, row in enumerate(rows, 1)]
    if not max(counted, default=(0, 0))[0]:
        raise RuleError(N_("The file has no rows."))
    line = -max(counted)[1]
    return _header(line, rows[line - 1], names)


def _with_second_language(header: Header, rows: Sequence[Sequence[str]], names: Names) -> Header:
    """Step over a next row that names the same fields again in another language."""
    if header.line >= len(rows):
        return header
    again = map_headers(rows[header.line], names)
    same = [place for place, field in again.items() if header.mapping.get(place) == field]
    if len(same) * 2 > len(header.mapping):
        return header._replace(line=header.line + 1)
    return header


def fingerprint(names: Sequence[str]) -> str:
    """What two files with the same headers have in common."""
    text = "\x1f".join(plain(name) for name in names)
    return hashlib.sha256(text.encode()).hexdigest()
