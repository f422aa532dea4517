"""What a cell means: missing marks, dates, moments. Pure."""

import html
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

from app.core.clock import ZONE
from app.core.words import N_, RuleError

MISSING = {"", "-", "--", "—", "－", "n/a", "na", "无", "null", "none"}
LONGEST_MISSING = max(map(len, MISSING))
LONGEST = 10_000
SPREADSHEET_EPOCH = date(1899, 12, 30)
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
