"""From which stage a customer may come to which, and when. Pure."""

from datetime import date

from app.core.words import N_, RuleError
from app.customers.rules import TimeStatus

S = TimeStatus
NEXT_STAGES = {
    S.prospective: (S.active, S.lost, S.ended),
    S.active: (S.dormant, S.lost, S.ended),
    S.dormant: (S.active, S.lost, S.ended),
    S.lost: (S.prospective, S.active, S.ended),
    S.ended: (S.prospective, S.active),
}


def check_stage(old: TimeStatus, new: TimeStatus) -> None:
    """A customer does not skip what it never was."""
    if new not in NEXT_STAGES[old]:
        raise RuleError(
            N_("A customer does not come from “%(old)s” to “%(new)s”."), old=old, new=new
        )


def check_stage_day(since: date, on: date, today: date) -> None:
    """A stage begins after the one before it began, and not in the future."""
    if on > today:
        raise RuleError(N_("A stage cannot begin in the future."))
    if on < since:
        raise RuleError(N_("The new stage would begin before the present one did."))
