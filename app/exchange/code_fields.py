"""Fields that hold a code of a reference table: read from its code or any of its names. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any
from zoneinfo import available_timezones

from app import reference
from app.core.words import N_, RuleError
from app.customers.choices import LANGUAGES

Codes = Mapping[str, str]
_CODED = re.compile(r"([A-Z]{2})\s+[^\x00-\x7f]")
#: How people write countries, besides their codes and the names we show.
COUNTRY_WORDS: Codes = {
    "uk": "GB", "great britain": "GB", "england": "GB", "u.s.": "US", "u.s.a.": "US",
    "united states of america": "US", "korea": "KR", "south korea": "KR", "hong kong": "HK",
    "hongkong": "HK", "香港": "HK", "macao": "MO", "macau": "MO", "澳门": "MO", "澳門": "MO",
    "taiwan": "TW", "台湾": "TW", "台灣": "TW", "臺灣": "TW", "中华人民共和国": "CN", "中國": "CN",
    "prc": "CN", "p.r.china": "CN", "p.r. china": "CN", "mainland china": "CN", "中国大陆": "CN",
    "czech republic": "CZ", "holland": "NL", "美國": "US", "英國": "GB", "德國": "DE", "法國": "FR",
    "韓國": "KR", "泰國": "TH", "俄国": "RU", "russia": "RU", "vietnam": "VN",
}  # fmt: skip
#: How people write the languages, besides their codes and the names we show.
LANGUAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "zh-Hans": ("zh", "zh-CN", "中文", "汉语", "普通话", "简体中文", "中文（简体）", "Chinese"),
    "zh-Hant": ("zh-TW", "zh-HK", "繁体中文", "繁體中文", "中文（繁体）", "中文（繁體）"),
    "en": ("英语", "英文", "英語"),
    "ja": ("日语", "日文", "日語"),
    "ko": ("韩语", "韩文", "韓語"),
    "fr": ("法语", "法文", "法語"),
    "de": ("德语", "德文", "德語"),
    "es": ("西班牙语", "西班牙文", "西班牙語"),
    "ru": ("俄语", "俄文", "俄語"),
    "ar": ("阿拉伯语", "阿拉伯文", "阿拉伯語"),
    "pt": ("葡萄牙语", "葡萄牙文", "葡萄牙語"),
    "vi": ("越南语", "越南文", "越南語"),
    "th": ("泰语", "泰文", "泰語"),
}


def _plain(told: str) -> str:
    return unicodedata.normalize("NFKC", told).strip().casefold()


def _named(rows: Iterable[Any]) -> Codes:
    return {_plain(name): row.code for row in rows for name in (row.name_zh, row.name_en, row.code)}


@cache
def _sizes() -> Codes:
    return _named(reference.company_sizes())


@cache
def _ownerships() -> Codes:
    return _named(reference.ownerships())


@cache
def _currencies() -> Codes:
    return _named(reference.currencies())


@cache
def _regions() -> Codes:
    """Divisions by code, in force or abolished; by name where only one bears it: 城关区 is borne
    by several. A name in force wins over the same of an abolished one.
    """
    rows = reference.regions()
    now = [row for row in rows if row.valid_to is None]
    borne = {_plain(row.name_zh) for row in now}
    past = [row for row in rows if row.valid_to and _plain(row.name_zh) not in borne]
    return {**{row.code: row.code for row in rows}, **_alone(past), **_alone(now)}


def _alone(rows: Sequence[reference.Region]) -> Codes:
    names = Counter(_plain(row.name_zh) for row in rows)
    return {name: row.code for row in rows if names[name := _plain(row.name_zh)] == 1}


@cache
def _zones() -> Codes:
    return {_plain(name): name for name in available_timezones() if "/" in name}


@cache
def _languages() -> Codes:
    return {
        _plain(word): code
        for code, name in LANGUAGES
        for word in (code, str.__str__(name), *LANGUAGE_WORDS[code])
    }


@cache
def _countries() -> Codes:
    rows = reference.countries()
    told = {_plain(name): r.alpha2 for r in rows
            for name in (r.alpha2, r.alpha3, r.name_zh, r.name_en)}  # fmt: skip
    return {**told, **COUNTRY_WORDS}


def country_code(told: str) -> str | None:
    """The code of a country as people write it, or ``KY 開曼群島``; None for an unknown one."""
    coded = _CODED.match(told)
    return _countries().get(_plain(coded[1] if coded else told))


def _a_code(field: str, codes: Callable[[], Codes], told: str, _doubts: Any) -> dict[str, str]:
    code = codes().get(_plain(told))
    if code is None:
        message = N_("“%(value)s” is no known value of “%(field)s”.")
        raise RuleError(message, value=told[:40], field=field)
    return {field: code}


CODE_FIELDS = {
    field: partial(_a_code, field, codes)
    for field, codes in (
        ("size", _sizes),
        ("ownership", _ownerships),
        ("trading_currency", _currencies),
        ("region_code", _regions),
        ("time_zone", _zones),
        ("language", _languages),
    )
}
