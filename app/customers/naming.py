"""What two spellings of one customer's name have in common, for the duplicate search.

A company's name is region, brand, trade and legal form (企业名称登记管理规定); a unit below the
company writes its own name after the legal form. Nothing here decides that two customers are one:
it finds the pairs a person should look at.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from app.customers.name_words import CITIES, PROVINCES, TRADES

OTHER_REGION = 0.85
"""What a contradicting region leaves of a likeness: companies move, namesakes live elsewhere."""

BRAND_WITHIN = 0.8
"""How alike two brands are when one holds the whole of the other (武商 in 武汉武商)."""

_CITY = "市(?![政场])"  # 南京市政工程 is no 政工程 of 南京市.
_PLACE = re.compile(
    rf"(?:{'|'.join(PROVINCES)})(?:省|{_CITY}|(?:维吾尔|壮族|回族)?自治区|特别行政区)?"
    rf"|(?:{'|'.join(CITIES)})(?:{_CITY}|地区|盟|自治州)?"
    # 超市, 城市 and the like are words.
    rf"|[一-鿿]{{2,3}}(?<![超城都上股夜门菜集])(?:{_CITY}|县)"
)
_TRADES = rf"(?:{'|'.join(sorted(TRADES, key=len, reverse=True))})+"
_ONLY_TRADES = re.compile(_TRADES)
_LAST_TRADES = re.compile(rf"{_TRADES}$")
_LEGAL = re.compile(
    r"(?:(?:股份|有限|责任|責任|集团|集團|控股|总|總)*公司|集团|集團|控股|股份"
    r"|(?:特殊)?(?:普通|有限)?合[伙夥](?:企业|企業)?)+$"
)
_LEGAL_LATIN = re.compile(
    r"co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|lp|plc|gmbh|ag|sa|nv|bv"
    r"|pte|pty|group|holdings?"
)
# 有限公司东莞分公司, 公司第三批发部: what follows the company, unless it ends in a company again.
_COMPANY_THEN_UNIT = re.compile(r"(.{2,}?公司)(?!.*(?<![分支])公司$)(.*\w.*)")
_UNIT = re.compile(
    r"(?:[分支](?:公司|行|店|部|社|所|校|院|厂|局|中心)|分理处|营业[部厅所]|办事处|代表处|联络处|门市部"
    r"|经营部|分行|支行|營業部|辦事處|代表處|聯絡處|分會)$"
    r"|\bbranch\b.*|\brep(?:resentative)?\.? office\b.*"
)
_OPENING, _CLOSING = "〔【[「『《〈", "〕】]」』》〉"
_BRACKETS = str.maketrans(_OPENING + _CLOSING, "(" * len(_OPENING) + ")" * len(_CLOSING))
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_LAST_BRACKETS = re.compile(r"(?:\s*\([^()]*\))+\s*$")
_WORDS = re.compile(r"[^\W_一-鿿]+|[一-鿿]+")
_NOT_A_WORD = re.compile(r"[\W_]+")
_SHORTEST_CORE = 3
_SHORTEST_STEM = 2


class NameParts(NamedTuple):
    """A name taken apart.

    ``region`` is where it says it is (广东省深圳市), ``core`` its brand and trade without legal
    form and region, ``branch`` the unit below the company or "".
    """

    region: str
    core: str
    branch: str


def name_key(name: str) -> str:
    """The key under which spellings of one name meet; it is stored and compared for equality.

    It ignores width, case, brackets, blanks, legal form and region, so namesakes in two cities
    meet too; ``split_name(name).region`` tells them apart. A branch never meets its parent.
    """
    parts = split_name(name)
    return f"{parts.core}/{parts.branch}" if parts.branch else parts.core


def key_likeness(one: str, other: str) -> float:
    """How alike two keys are, roughly: it tells in a moment which names are worth ``near``."""
    return _shared(_letters_and_pairs(one), _letters_and_pairs(other))


def stems(name: str) -> list[str]:
    """What the names like this one hold: its brand, and that without the place before it.

    武汉武商 is found by 武商, and 武商 finds 武汉武商. Of Latin names it is the longest word.
    """
    brand = _brand(split_name(name).core)
    place = _PLACE.match(brand)
    found = [brand, brand[place.end() :] if place else ""]
    if brand.isascii():
        words = _WORDS.findall(unicodedata.normalize("NFKC", name).casefold())
        found = [max(words, key=len, default="")]
    return [stem for stem in dict.fromkeys(found) if len(stem) >= _SHORTEST_STEM]


def is_branch(name: str) -> bool:
    """Is this a unit below a company: 分公司, 支行, 营业部, a shop, a representative office?"""
    return bool(split_name(name).branch)


def near(one: str, other: str) -> float:
    """How alike two names are, from 0 (nothing shared) to 1 (the same key and region).

    Half is the brand (characters and pairs shared), half the whole core (pairs shared); a region
    that contradicts takes 15 % away. A branch and a company score 0, two branches at most as much
    as their own names. From 0.65 on a pair is worth showing to a person.
    """
    a, b = split_name(one), split_name(other)
    likeness = _core_likeness(a.core, b.core)
    if a.branch != b.branch:
        units = _letters_and_pairs(a.branch), _letters_and_pairs(b.branch)
        likeness = min(likeness, _shared(*units))
    return likeness * (OTHER_REGION if _contradict(a.region, b.region) else 1.0)


@lru_cache(maxsize=8192)
def split_name(name: str) -> NameParts:
    """Region, core and branch of a name in Chinese or Latin letters."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_BRACKETS).strip()
    head, branch = _company_and_unit(text)
    noted = [inside for inside in _IN_BRACKETS.findall(head) if _PLACE.fullmatch(inside)]
    bare = _IN_BRACKETS.sub(lambda found: "" if found[1] in noted else found[1], head)
    region, core = _region_and_rest(_without_legal_form(bare))
    return NameParts("".join([region, *noted]), core, _NOT_A_WORD.sub("", branch))


def _company_and_unit(text: str) -> tuple[str, str]:
    """A trailing note in brackets, 公司(普通合伙), is not a unit; 公司(广州)分公司 is one."""
    plain = _LAST_BRACKETS.sub("", text)
    if found := _COMPANY_THEN_UNIT.fullmatch(plain):
        return found[1], found[2]
    ending = _UNIT.search(plain)
    if ending and _NOT_A_WORD.sub("", plain[: ending.start()]):
        return plain[: ending.start()], ending[0]
    return text, ""


def _without_legal_form(text: str) -> str:
    words = _WORDS.findall(text)
    while len(words) > 1 and _LEGAL_LATIN.fullmatch(words[-1]):
        words.pop()
    plain = "".join(words)
    return _LEGAL.sub("", plain) or plain


def _region_and_rest(text: str) -> tuple[str, str]:
    """The region stays in the core where only a trade would be left: 北京银行, 深圳机场."""
    rest = text
    while found := _PLACE.match(rest):
        shorter = rest[found.end() :]
        if len(shorter) < _SHORTEST_CORE or _ONLY_TRADES.fullmatch(shorter):
            break
        rest = shorter
    return text[: len(text) - len(rest)], rest


def _contradict(one: str, other: str) -> bool:
    """广东省深圳市 and 深圳 agree; so does anything with a name that tells no region."""
    a, b = (re.sub("[省市县]", "", region) for region in (one, other))
    return a not in b and b not in a


def _core_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    a, b = _letters_and_pairs(_brand(one)), _letters_and_pairs(_brand(other))
    brand = max(_shared(a, b), BRAND_WITHIN if a <= b or b <= a else 0.0)
    return (brand + _shared(_pairs(one), _pairs(other))) / 2


def _brand(core: str) -> str:
    return _LAST_TRADES.sub("", core) or core


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _letters_and_pairs(text: str) -> frozenset[str]:
    return _pairs(text) | frozenset(text)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient: twice what is shared over all there is."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0
