"""What a cell means: missing marks, dates, moments, capital with its currency. Pure."""

import html
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache

from app.core.clock import ZONE
from app.core.exact import LARGEST
from app.core.words import N_, RuleError
from app.reference import currencies

MISSING = {"", "-", "--", "—", "－", "n/a", "na", "无", "null", "none"}
LONGEST_MISSING = max(map(len, MISSING))
LONGEST = 10_000
SPREADSHEET_EPOCH = date(1899, 12, 30)
CURRENCIES = (
    ("美元", "USD"), ("港币", "HKD"), ("港元", "HKD"), ("日元", "JPY"), ("欧元", "EUR"),
    ("英镑", "GBP"), ("加元", "CAD"), ("加拿大元", "CAD"), ("澳元", "AUD"), ("澳大利亚元", "AUD"),
    ("新加坡元", "SGD"), ("台币", "TWD"), ("臺幣", "TWD"), ("新台币", "TWD"), ("韩元", "KRW"),
    ("瑞士法郎", "CHF"), ("德国马克", "DEM"), ("人民币", "CNY"),
)  # fmt: skip
_DAYS = (
    re.compile(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?(?:[ T].*)?"),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?: .*)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<roc>\d{3})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(
        r"(?:民國|民国)\s*(?P<roc>\d{1,3})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?"
    ),
)
_SERIAL = re.compile(r"[3-5]\d{4}(?:\.0+)?")
_HOUR = re.compile(
    r"(?P<h>\d{1,2})[:：](?P<m>\d{2})(?:[:：](?P<s>\d{2}))?(?:\.\d+)?\s*(?P<half>[ap]\.?m\.?)?$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"-?[\d,]+(?:\.\d+)?(?:E\+?\d{1,2})?", re.IGNORECASE)


@cache
def currency_codes() -> frozenset[str]:
    """What a currency may be called: ISO 4217, and what old papers still name."""
    return frozenset(one.code for one in currencies()) | {code for _, code in CURRENCIES}


def text(cell: str) -> str | None:
    """A cell's text without padding and character references; None where it says "none"."""
    told = (html.unescape(cell) if "&" in cell else cell).replace("\u3000", " ").strip()
    if len(told) <= LONGEST_MISSING and (
        unicodedata.normalize("NFKC", told).strip().casefold() in MISSING
    ):
        return None
    if len(told) > LONGEST:
        raise RuleError(N_("A cell holds more than 10,000 characters."))
    return told


def day(told: str) -> date:
    """A date as sheets have it: ISO, slashes, 月/日/年, 19501229, 民國 1131029, 年月日, 45000."""
    told = unicodedata.normalize("NFKC", told).strip()
    if _SERIAL.fullmatch(told):
        return SPREADSHEET_EPOCH + timedelta(days=int(float(told)))
    for shape in _DAYS:
        if found := shape.fullmatch(told):
            parts = found.groupdict()
            year = int(parts["y"]) if "y" in parts else int(parts["roc"]) + 1911
            try:
                return date(year, int(parts["m"]), int(parts["d"]))
            except ValueError:
                break
    raise RuleError(N_("“%(value)s” is not a date."), value=told[:40])


def moment(told: str) -> datetime:
    """A day and its hour by the company's clock; midnight where the cell names no hour."""
    plain = unicodedata.normalize("NFKC", told).strip()
    on, found = day(plain), _HOUR.search(plain)
    if not found:
        return datetime.combine(on, time(), ZONE).astimezone(UTC)
    hour, half = int(found["h"]), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        at = time(hour, int(found["m"]), int(found["s"] or 0))
    except ValueError as wrong:
        raise RuleError(N_("“%(value)s” is not a date."), value=told[:40]) from wrong
    return datetime.combine(on, at, ZONE).astimezone(UTC)


def capital(told: str) -> tuple[Decimal, str | None]:
    """``1,000(万元人民币)`` → (10000000, CNY); None where the cell names no currency."""
    plain = unicodedata.normalize("NFKC", told)
    number = _AMOUNT.search(plain)
    if not number:
        raise RuleError(N_("“%(value)s” is not an amount."), value=told[:40])
    try:
        amount = Decimal(number.group().replace(",", ""))
    except InvalidOperation as wrong:
        raise RuleError(N_("“%(value)s” is not an amount."), value=told[:40]) from wrong
    rest = plain[number.end() :]
    amount *= (10_000 if "万" in rest or "萬" in rest else 1) * (10**8 if "亿" in rest else 1)
    if not 0 <= amount < LARGEST:
        raise RuleError(N_("“%(value)s” is not an amount."), value=told[:40])
    currency = next((code for word, code in CURRENCIES if word in rest), None)
    return amount.quantize(Decimal("0.01")), currency
