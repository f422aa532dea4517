"""Care for customers: its occasions, their days each year, a visit's way, gifts. Pure."""

import re
from datetime import date, timedelta
from decimal import Decimal

from app.core.words import N_, Choice, RuleError

#: So many days before its day a visit is planned.
AHEAD = timedelta(days=14)
#: A gift worth more needs somebody else's consent, where no other limit is laid down.
USUAL_LIMIT = Decimal(200)
MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
LEAP_YEAR = 2000


class CareKind(Choice):
    """关怀类型."""

    birthday = N_("Birthday")
    festival = N_("Festival")
    anniversary = N_("Anniversary of the relation")
    visit = N_("Courtesy visit")
    condolence = N_("Condolence")
    other = N_("Other care")


#: What comes again every year; the others happen once.
YEARLY = (CareKind.birthday, CareKind.festival, CareKind.anniversary)


class Festival(Choice):
    """节日."""

    new_year = N_("New Year's Day")
    spring_festival = N_("Spring Festival")
    dragon_boat = N_("Dragon Boat Festival")
    mid_autumn = N_("Mid-Autumn Festival")
    national_day = N_("National Day")


class CareStatus(Choice):
    """关怀状态."""

    planned = N_("Planned visit")
    done = N_("Visited")
    skipped = N_("Skipped")


class CareStep(Choice):
    """What happens to a planned visit."""

    finish = N_("Visited")
    skip = N_("Skip")


S, T = CareStatus, CareStep
NEXT = {(S.planned, T.finish): S.done, (S.planned, T.skip): S.skipped}


class GiftState(Choice):
    """礼品审批, derived from the gift, the limit and what was decided."""

    none = N_("No gift")
    free = N_("Within the limit")
    needed = N_("Needs approval")
    asked = N_("Approval asked for")
    approved = N_("Gift approved")


def after(status: CareStatus, step: CareStep) -> CareStatus:
    """The status a step leads to; RuleError when the visit is not at that point."""
    if (status, step) not in NEXT:
        raise RuleError(N_("The care visit's status does not allow this step."))
    return NEXT[status, step]


def read_month_day(told: str) -> str:
    """A day of every year, as 05-20; RuleError where there is none such."""
    found = MONTH_DAY.fullmatch(told.strip())
    try:
        day = date(LEAP_YEAR, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise RuleError(N_("This is not a day of the year. Write it like 05-20."), at="recurs_on")
    return day.strftime("%m-%d")


def next_day(recurs_on: str | None, festival: Festival | None, since: date) -> date:
    """The first such day from ``since`` on."""
    years = (since.year, since.year + 1)
    days = (festival_on(festival, y) if festival else day_in(recurs_on or "", y) for y in years)
    return next(day for day in days if day >= since)


def day_in(month_day: str, year: int) -> date:
    """29 February is the 28th in other years."""
    month, day = map(int, month_day.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


def festival_on(festival: Festival, year: int) -> date:
    """A festival's own day, by the lunar calendar where it follows that."""
    if festival is Festival.new_year:
        return date(year, 1, 1)
    if festival is Festival.national_day:
        return date(year, 10, 1)
    from holidays.calendars.chinese import _ChineseLunisolar  # noqa: PLC0415 - many MB, seldom asked

    moon = _ChineseLunisolar()
    asked = {
        Festival.spring_festival: moon.lunar_new_year_date,
        Festival.dragon_boat: moon.dragon_boat_date,
        Festival.mid_autumn: moon.mid_autumn_date,
    }
    found, _ = asked[festival](year)
    if found is None:
        raise RuleError(N_("The calendar does not know this festival so far ahead."))
    return found


def check_plan(kind: CareKind, festival: Festival | None) -> None:
    """Only what comes every year is planned; a festival says which."""
    if kind not in YEARLY:
        raise RuleError(
            N_("Only birthdays, festivals and anniversaries come every year."), at="kind"
        )
    if (kind is CareKind.festival) != (festival is not None):
        raise RuleError(N_("Choose which festival; the other occasions have none."), at="festival")


def check_recurs(recurs_on: str | None) -> None:
    if not recurs_on:
        raise RuleError(
            N_("Say on which day of the year, like 05-20: none is known here."), at="recurs_on"
        )


def check_gift(gift: str | None, value: Decimal | None) -> None:
    """A value belongs to a gift, and a gift has one."""
    if value is not None and value < 0:
        raise RuleError(N_("The value of a gift is not below zero."), at="gift_value")
    if bool(gift) != (value is not None):
        raise RuleError(N_("Name the gift and its value, or neither."), at="gift_value")


def gift_state(
    value: Decimal | None, limit: Decimal, *, is_asked: bool, allowed: Decimal | None
) -> GiftState:
    """``allowed``: up to which value this gift was approved, None where it was not."""
    if value is None:
        return GiftState.none
    if value <= limit:
        return GiftState.free
    if allowed is not None and value <= allowed:
        return GiftState.approved
    return GiftState.asked if is_asked else GiftState.needed


def check_gift_allowed(state: GiftState) -> None:
    """Nothing above the limit is given before somebody else has agreed."""
    if state in {GiftState.needed, GiftState.asked}:
        raise RuleError(N_("The gift is above the limit: it is given once it is approved."))


def check_gift_asks(state: GiftState) -> None:
    """Only what needs it is asked for, and once at a time."""
    if state is not GiftState.needed:
        raise RuleError(N_("This gift needs no approval, or it is asked for already."))


def check_another(decider: int, makers: set[int]) -> None:
    """Maker and checker are two people."""
    if decider in makers:
        raise RuleError(
            N_("Whoever entered, changed or makes the visit does not approve its gift.")
        )
