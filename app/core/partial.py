"""Days as old papers state them: a whole date, a month, or a year alone.

Kept as text that sorts by time (``2006``, ``2006-08``, ``2006-08-14``), so that nothing is made up.
"""

import calendar
import re
from datetime import date

from app.core.words import N_, RuleError

LENGTH = 10
_SHAPES = (
    re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"),
    re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?"),
    re.compile(r"(\d{4})\s*年?"),
)
REFUSAL = N_("This is not a date. Write it like 2025-01-31, 2025-01 or 2025.")


def read_partial(text: str) -> str:
    """A whole or partial date in any of the ways people type one; RuleError when it is none."""
    told = text.strip()
    for shape in _SHAPES:
        if found := shape.fullmatch(told):
            numbers = [int(part) for part in found.groups()]
            try:
                date(*[*numbers, 1, 1][:3])
            except ValueError:
                break
            return "-".join(f"{n:0{4 if place == 0 else 2}}" for place, n in enumerate(numbers))
    raise RuleError(REFUSAL)


def is_whole(kept: str) -> bool:
    """Whether nothing of the date is missing."""
    return len(kept) == LENGTH


def first_day(kept: str | None) -> date | None:
    """The first day it can mean."""
    if not kept:
        return None
    parts = [int(part) for part in kept.split("-")]
    return date(*[*parts, 1, 1][:3])


def last_day(kept: str | None) -> date | None:
    """The last day it can mean."""
    if not kept:
        return None
    year, month, day = ([int(part) for part in kept.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])
