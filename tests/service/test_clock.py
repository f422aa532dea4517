"""The clock of working time: 调休 counted, pauses exact, whatever happens; no database."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.clock import ZONE, local
from app.core.workdays import is_working_day
from app.service.clock import DAY, Pause, due_at, last_day, midnight, starts, worked
from app.service.complaint_rules import LIMIT_DAYS, Severity

NOON = datetime(2026, 2, 13, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 4), True),  # a Sunday worked for the New Year
        (date(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
        (date(2026, 2, 17), False),  # the Spring Festival, a Tuesday
        (date(2026, 2, 21), False),
        (date(2026, 2, 28), True),  # worked for it as well
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 11, 25), True),
        (date(2026, 11, 28), False),
    ],
)
def test_working_days_are_those_the_state_council_sets(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("received", "severity", "last"),
    [
        (datetime(2026, 11, 2, 2, tzinfo=UTC), Severity.critical, date(2026, 11, 3)),
        (datetime(2026, 11, 2, 2, tzinfo=UTC), Severity.minor, date(2026, 11, 11)),
        (datetime(2026, 11, 6, 2, tzinfo=UTC), Severity.critical, date(2026, 11, 9)),
        # Saturday 14 February is worked; then nobody works until Tuesday 24.
        (NOON, Severity.critical, date(2026, 2, 14)),
        (NOON, Severity.major, date(2026, 2, 25)),
        (datetime(2026, 11, 2, 16, 30, tzinfo=UTC), Severity.critical, date(2026, 11, 4)),
    ],
)
def test_the_limit_is_counted_in_working_days_from_the_next_day_on(received, severity, last):
    due = due_at(starts(received), LIMIT_DAYS[severity], (), is_working_day)
    assert last_day(due) == last


def test_a_clock_that_stands_has_no_end():
    assert due_at(NOON, 3, [Pause(NOON + DAY, None)], is_working_day) is None


def chance_pauses(chance, start):
    """Pauses one after another, as the steps make them."""
    at, found = start - timedelta(hours=chance.randrange(48)), []
    for _ in range(chance.randrange(6)):
        at += timedelta(seconds=chance.randrange(5 * 86_400))
        until = at + timedelta(seconds=chance.randrange(9 * 86_400))
        found.append(Pause(at, until))
        at = until
    return found


def by_counting(start, until, pauses):
    """The same by counting minutes, one after another."""
    count, at = 0, start
    while at < until:
        stood = any(one.from_at <= at < one.until_at for one in pauses)
        count += is_working_day(local(at).date()) and not stood
        at += timedelta(minutes=1)
    return timedelta(minutes=count)


def test_whatever_pauses_there_are_the_working_time_is_the_limit():
    chance = random.Random(5)
    for _ in range(3_000):
        start = starts(
            datetime(2025, 12, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(6**7))
        )
        days, pauses = chance.choice([1, 3, 7]), chance_pauses(chance, start)
        due = due_at(start, days, pauses, is_working_day)
        assert worked(start, due, pauses, is_working_day) == days * DAY
        plain = due_at(start, days, (), is_working_day)
        lost = worked(start, due, (), is_working_day) - days * DAY
        assert due >= plain
        assert (due == plain) == (lost == timedelta())


def test_it_agrees_with_counting_minutes():
    chance = random.Random(9)
    for _ in range(25):
        start = starts(datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=chance.randrange(250)))
        pauses = [
            Pause(one.from_at.replace(second=0), one.until_at.replace(second=0))
            for one in chance_pauses(chance, start)
        ]
        due = due_at(start, 3, pauses, is_working_day)
        assert by_counting(start, due, pauses) == 3 * DAY


def test_pausing_and_resuming_at_once_changes_nothing():
    for hour in range(0, 24 * 14, 5):
        at = NOON + timedelta(hours=hour)
        plain = due_at(starts(NOON), 7, (), is_working_day)
        assert due_at(starts(NOON), 7, [Pause(at, at)], is_working_day) == plain


def test_a_pause_over_a_holiday_costs_no_working_time():
    first, last = midnight(date(2026, 2, 15)), midnight(date(2026, 2, 24))
    plain = due_at(starts(NOON), 3, (), is_working_day)
    assert due_at(starts(NOON), 3, [Pause(first, last)], is_working_day) == plain
    assert worked(starts(NOON), last, [Pause(first, None)], is_working_day) == DAY


def test_the_day_is_the_companys():
    assert starts(datetime(2026, 11, 2, 16, tzinfo=UTC)).astimezone(ZONE).day == 4
