"""Working days as the State Council sets them, weekends worked for a holiday (调休) included."""

from datetime import date
from functools import lru_cache

from holidays.countries.china import China


def is_working_day(day: date) -> bool:
    """Whether offices work that day; of a year not yet announced, by the usual holidays."""
    return bool(_calendar(day.year).is_working_day(day))


@lru_cache(maxsize=64)
def _calendar(year: int) -> China:
    return China(years=year)  # type: ignore[no-untyped-call]
