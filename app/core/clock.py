"""The one place that looks at the clock."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo


class CompanyZone(tzinfo):
    """The company's time zone, one for the process: what is shown and which day it is.

    ``settle`` says which, at start; whoever imported ``ZONE`` before follows.
    """

    def __init__(self, name: str) -> None:
        self.settle(name)

    def settle(self, name: str) -> None:
        """From now on this IANA zone; zoneinfo's own errors when there is none of that name."""
        self.inner = ZoneInfo(name)

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self.inner.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        return self.inner.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        return self.inner.tzname(moment)

    def fromutc(self, moment: datetime) -> datetime:
        return self.inner.fromutc(moment.replace(tzinfo=self.inner)).replace(tzinfo=self)

    def __str__(self) -> str:
        return self.inner.key


ZONE = CompanyZone("Asia/Shanghai")


def now() -> datetime:
    """This instant, in UTC; what every ``_at`` column stores."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in the company's time zone; what every ``_on`` column compares with."""
    return datetime.now(ZONE).date()


def local(instant: datetime) -> datetime:
    """An instant as the company's wall clock shows it."""
    return instant.astimezone(ZONE)
