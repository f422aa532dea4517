"""Which column of a sent table means which field: headers as people write them. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from app.core.words import N_, RuleError

#: Rows searched for the header, below merged titles.
DEPTH = 20

#: Field → how its header is written; compared without blanks, brackets and case.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "客户名称", "公司全称", "企业名称", "公司名称", "公司名稱", "单位名称", "名称", "Security",
        "Company Name", "CompanyName", "Customer name", "Name", "Company",
    ),
    "name_en": ("英文名称", "英文名", "英文简称", "英文簡稱", "English name"),
    "short_name": ("简称", "客户简称", "公司简称", "公司簡稱", "A股简称", "Short name"),
    "uscc": ("统一社会信用代码", "信用代码", "社会信用代码", "USCC", "Unified social credit code"),
    "tax_number": ("營利事業統一編號", "纳税人识别号", "税号", "Tax number"),
    "legal_representative": ("法定代表人", "法人代表", "董事長", "董事长", "Legal representative"),
    "registered_capital": ("注册资本", "注册资金", "實收資本額", "Registered capital"),
    "company_type": ("企业类型", "公司类型", "Company type"),
    "founded_on": ("成立日期", "注册日期", "Founded", "Founded on"),
    "industry": ("所属行业", "行业", "產業別", "GICS Sector", "Industry"),
    "business_scope": ("经营范围", "Business scope"),
    "stock_code": ("A股代码", "公司代號", "证券代码", "Symbol", "Stock code", "CustomerID"),
    "country": ("国家", "国家/地区", "Country"),
    "province": ("省份", "所在省份", "省", "Province", "Region"),
    "city": ("城市", "市", "地区", "City", "Headquarters Location"),
    "address": ("注册地址", "地址", "住址", "详细地址", "Address"),
    "postcode": ("邮编", "邮政编码", "PostalCode", "Postcode"),
    "phone": ("电话", "联系电话", "總機電話", "Phone", "Telephone"),
    "email": ("邮箱", "电子邮箱", "電子郵件信箱", "E-mail", "Email"),
    "website": ("网址", "公司网址", "網址", "Website"),
    "remark": ("备注", "Remark"),
}  # fmt: skip
_NOISE = re.compile(r"[\s*:：()（）_.\-/]+")


def plain(header: str) -> str:
    """A header without what varies: width, case, blanks, brackets, stars."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", header)).casefold()


_FIELDS = {
    plain(word): (field, rank)
    for field, words in SYNONYMS.items()
    for rank, word in enumerate(words)
}


def map_headers(row: Sequence[str], told: Mapping[str, str] | None = None) -> dict[int, str]:
    """Column position → field, each field once; ``told`` wins, then the more exact header.

    A list that has 城市 beside 地区 means its city by the first.
    """
    own = {plain(header): (field, -1) for header, field in (told or {}).items()}
    best: dict[str, tuple[int, int]] = {}
    for place, header in enumerate(row):
        field, rank = own.get(plain(header)) or _FIELDS.get(plain(header), ("", 0))
        if field:
            best[field] = min(best.get(field, (rank, place)), (rank, place))
    return {place: field for field, (_, place) in best.items()}


def find_header(
    rows: Iterable[Sequence[str]], told: Mapping[str, str] | None = None
) -> tuple[int, dict[int, str]]:
    """The header's line number (from 1) and its mapping: the row that names most fields.

    RuleError when none of the first rows names the customer.
    """
    best: tuple[int, dict[int, str]] = (0, {})
    for line, row in enumerate(rows, 1):
        mapping = map_headers(row, told)
        if len(mapping) > len(best[1]):
            best = (line, mapping)
    if "name" not in best[1].values():
        raise RuleError(N_("No column names the customer, such as 客户名称 or Company name."))
    return best
