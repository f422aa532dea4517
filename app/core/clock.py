"""The one place that looks at the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This instant, in UTC; what every ``_at`` column stores."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in the company's time zone; what every ``_on`` column compares with."""
    return datetime.now(ZONE).date()


def local(instant: datetime) -> datetime:
    """An instant as the company's wall clock shows it."""
    return instant.astimezone(ZONE)
