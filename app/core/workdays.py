"""Working days as the State Council sets them, weekends worked for a holiday (调休) included."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from app.core.words import N_

if TYPE_CHECKING:
    from holidays.countries.china import China

SATURDAY = 5
LANGUAGES = {"zh": "zh_CN", "en": "en_US"}


class Mark(NamedTuple):
    """What an office calendar prints beside a day: off or worked, and the holiday's name."""

    is_off: bool
    short: N_
    name: str


OFF, WORKED = N_("Off"), N_("Worked")
SWAPPED = N_("Worked in exchange for a holiday")


def is_working_day(day: date) -> bool:
    """Whether offices work that day; of a year not yet announced, by the usual holidays."""
    return bool(_calendar(day.year).is_working_day(day))


def mark_of(day: date, language: str) -> Mark | None:
    """How a day differs from what its weekday says; None where it does not."""
    name = _calendar(day.year, LANGUAGES.get(language, "zh_CN")).get(day)
    if name:
        return Mark(is_off=True, short=OFF, name=str(name))
    if day.weekday() >= SATURDAY and is_working_day(day):
        return Mark(is_off=False, short=WORKED, name=str(SWAPPED))
    return None


@lru_cache(maxsize=64)
def _calendar(year: int, language: str = "zh_CN") -> "China":
    from holidays.countries.china import China  # noqa: PLC0415 - it brings every country's along

    return China(years=year, language=language)  # type: ignore[no-untyped-call]
