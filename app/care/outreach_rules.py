"""Which days of an outreach make sense. Pure."""

from datetime import date

from app.core.words import N_, RuleError


def check_since(since_on: date, until_on: date | None) -> None:
    """A wish ends after it began."""
    if until_on is not None and until_on < since_on:
        raise RuleError(N_("The last day lies before the first."), at="until_on")


def check_past(day: date, today: date) -> None:
    """What happened did not happen tomorrow."""
    if day > today:
        raise RuleError(
            N_("This day lies in the future; enter what has happened."), at="happened_on"
        )


def check_coming(day: date, today: date) -> None:
    """A rule is not changed for days that are over."""
    if day < today:
        raise RuleError(N_("A new limit begins today or later."))
