"""A clock of working time: it runs on working days, stands on others and in its pauses. Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from app.core.clock import ZONE, local

DAY = timedelta(days=1)
Works = Callable[[date], bool]


class Pause(NamedTuple):
    """From when until when a clock stood; without an end it stands still."""

    from_at: datetime
    until_at: datetime | None


def starts(received_at: datetime) -> datetime:
    """The clock starts with the day after: the day something came in does not count."""
    return midnight(local(received_at).date() + DAY)


def due_at(start: datetime, days: int, pauses: Sequence[Pause], works: Works) -> datetime | None:
    """When so many working days are used up; None while the clock stands."""
    if any(pause.until_at is None for pause in pauses):
        return None
    left = days * DAY
    for begin, end in _running(start, pauses, works):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError("working days never end")


def worked(start: datetime, until: datetime, pauses: Sequence[Pause], works: Works) -> timedelta:
    """The working time between two moments, pauses left out."""
    total = timedelta()
    ended = [Pause(one.from_at, one.until_at or max(until, one.from_at)) for one in pauses]
    for begin, end in _running(start, ended, works):
        if begin >= until:
            break
        total += min(end, until) - begin
    return total


def last_day(due: datetime) -> date:
    """The day somebody must be done by: a clock that ends at midnight ends the day before."""
    return local(due - timedelta(microseconds=1)).date()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _running(
    start: datetime, pauses: Sequence[Pause], works: Works
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches in which the clock runs, in order, without end unless a pause has none."""
    day = local(start).date()
    while True:
        if works(day):
            begin, end = max(start, midnight(day)), midnight(day + DAY)
            yield from _without(begin, end, pauses)
        day += DAY


def _without(
    begin: datetime, end: datetime, pauses: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """One stretch, cut where the clock stood."""
    for pause in sorted(pauses, key=lambda pause: pause.from_at):
        if begin < pause.from_at:
            yield begin, min(end, pause.from_at)
        begin = max(begin, pause.until_at or end)
        if begin >= end:
            return
    yield begin, end
