"""Sums of money as cells have them: a number, its unit and its currency in any order. Pure.

What no rule understood beside the number makes the cell unclear, and no amount is guessed from it.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import cache

from app.core.exact import LARGEST
from app.core.words import N_, RuleError
from app.reference import currencies

CURRENCIES = (
    ("美元", "USD"), ("美金", "USD"), ("港币", "HKD"), ("港幣", "HKD"), ("港元", "HKD"),
    ("日元", "JPY"), ("日圆", "JPY"), ("日圓", "JPY"), ("欧元", "EUR"), ("歐元", "EUR"),
    ("英镑", "GBP"), ("英鎊", "GBP"), ("加元", "CAD"), ("加拿大元", "CAD"), ("澳元", "AUD"),
    ("澳大利亚元", "AUD"), ("新加坡元", "SGD"), ("新币", "SGD"), ("台币", "TWD"), ("臺幣", "TWD"),
    ("台幣", "TWD"), ("新台币", "TWD"), ("新台幣", "TWD"), ("新臺幣", "TWD"), ("韩元", "KRW"),
    ("韓元", "KRW"), ("瑞士法郎", "CHF"), ("德国马克", "DEM"), ("人民币", "CNY"), ("人民幣", "CNY"),
)  # fmt: skip
#: ¥ is the yuan's sign as well as the yen's: a list of ours means its own money by it.
SIGNS = {
    "nt$": "TWD", "ntd": "TWD", "hk$": "HKD", "us$": "USD", "s$": "SGD", "a$": "AUD", "c$": "CAD",
    "€": "EUR", "£": "GBP", "¥": "CNY", "rmb": "CNY",
}  # fmt: skip
UNITS = {
    "百": 10**2, "千": 10**3, "仟": 10**3, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8,
    "thousand": 10**3, "million": 10**6, "millions": 10**6, "mn": 10**6, "mln": 10**6,
    "mio": 10**6, "billion": 10**9, "billions": 10**9, "bn": 10**9,
}  # fmt: skip
#: Beside a number and its currency these say nothing.
EMPTY = {"元", "圆", "圓", "整", "dollar", "dollars", "yuan", "euro", "euros", "pounds"}
#: What some of them say of the currency nevertheless.
NAMED = {"yuan": "CNY", "euro": "EUR", "euros": "EUR"}
NO_AMOUNT = N_("“%(value)s” is not an amount.")
UNCLEAR = N_("“%(value)s” is not one clear amount; “%(field)s” is left empty.")
_NUMBER = re.compile(
    r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?!,?\d))(?:\.\d+)?(?:e\+?\d{1,2}(?![\d.]))?(?![\d.])"
)
_BESIDE = re.compile(r"[\s()\[\],:]+")
_DIGITS = re.compile(r"\d")


class UnclearError(RuleError):
    """A cell that holds a number, and beside it what no rule understands."""


@cache
def currency_codes() -> frozenset[str]:
    """What a currency may be called: ISO 4217, and what old papers still name."""
    return frozenset(one.code for one in currencies()) | {code for _, code in CURRENCIES}


@cache
def _names() -> dict[str, str]:
    """Every way to write a currency, in small letters."""
    codes = {code.lower(): code for code in currency_codes()}
    return codes | dict(CURRENCIES) | SIGNS | NAMED


def currency_named(told: str) -> str | None:
    """The code of a currency by its code, sign or name; None for one we do not know."""
    plain = unicodedata.normalize("NFKC", told).strip().lower()
    within = (code for word, code in CURRENCIES if word in plain)
    return _names().get(plain) or next(within, None)


@cache
def _words() -> re.Pattern[str]:
    """Everything that may stand beside a number, the longest first; letters make whole words."""
    told = sorted({*_names(), *UNITS, *EMPTY}, key=len, reverse=True)
    return re.compile("|".join(_whole(word) for word in told))


def _whole(word: str) -> str:
    word_end = r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    word_start = r"(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    return f"{word_start}{re.escape(word)}{word_end}"


def capital(told: str, field: str = "registered_capital") -> tuple[Decimal, str | None]:
    """``1,000(万元人民币)`` → (10000000, CNY); None where the cell names no currency.

    UnclearError where more stands in the cell than one amount, RuleError where there is none.
    """
    plain = unicodedata.normalize("NFKC", told).strip().lower()
    if not _DIGITS.search(plain) or plain.startswith("-"):
        raise RuleError(NO_AMOUNT, value=told[:40])
    number = _NUMBER.search(plain)
    beside = "" if number is None else f"{plain[: number.start()]} {plain[number.end() :]}"
    found = _words().findall(beside)
    currencies_told = {_names()[word] for word in found if word in _names()}
    left = _BESIDE.sub("", _words().sub("", beside))
    units = [word for word in found if word in UNITS]
    if number is None or left or len(currencies_told) > 1 or len(set(units)) < len(units):
        raise UnclearError(UNCLEAR, value=told[:40], field=field)
    return _amount(number.group(), units, told), next(iter(currencies_told), None)


def _amount(number: str, units: list[str], told: str) -> Decimal:
    try:
        amount = Decimal(number.replace(",", ""))
    except InvalidOperation as wrong:
        raise RuleError(NO_AMOUNT, value=told[:40]) from wrong
    for word in units:
        amount *= UNITS[word]
    if not 0 <= amount < LARGEST:
        raise RuleError(NO_AMOUNT, value=told[:40])
    return amount.quantize(Decimal("0.01"))
