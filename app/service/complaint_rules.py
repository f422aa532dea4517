"""What a complaint may be: severity and its limit, statuses, what closing takes. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.core.words import N_, Choice, RuleError, listed


class ComplaintCategory(Choice):
    """投诉类别."""

    quality = N_("Quality")
    delivery = N_("Late or wrong delivery")
    price = N_("Prices")
    attitude = N_("Service attitude")
    billing = N_("Bills")
    privacy = N_("Privacy leak")
    other = N_("Other complaint")


class Severity(Choice):
    """严重程度."""

    minor = N_("Minor")
    major = N_("Major")
    critical = N_("Critical")


#: So many working days a complaint may take, by its severity.
LIMIT_DAYS = {Severity.minor: 7, Severity.major: 3, Severity.critical: 1}
#: The same customer and category within so many days look like a repeat.
REPEAT = timedelta(days=180)
#: So many days before its day a complaint counts as near.
NEAR_DAYS = 1


class Confirmation(Choice):
    """How the customer said that it is settled."""

    phone = N_("By telephone")
    meeting = N_("In a meeting")
    message = N_("By message or e-mail")
    letter = N_("By signed letter")


class ComplaintStatus(Choice):
    """投诉状态."""

    draft = N_("Draft")
    registered = N_("Taken in")
    investigating = N_("Being investigated")
    handling = N_("Being handled")
    replied = N_("Replied")
    closed = N_("Settled")
    reopened = N_("Reopened")


#: Still to be settled.
OPEN_COMPLAINTS = tuple(
    status for status in ComplaintStatus if status is not ComplaintStatus.closed
)


class ComplaintStep(Choice):
    """What people do to a complaint."""

    register = N_("Take in")
    investigate = N_("Investigate")
    handle = N_("Handle")
    reply = N_("Reply")
    close = N_("Settle")
    reopen = N_("Reopen")


S, T = ComplaintStatus, ComplaintStep
NEXT = {
    (S.draft, T.register): S.registered,
    (S.registered, T.investigate): S.investigating,
    (S.investigating, T.handle): S.handling,
    (S.handling, T.reply): S.replied,
    (S.replied, T.close): S.closed,
    (S.replied, T.reopen): S.reopened,
    (S.closed, T.reopen): S.reopened,
    (S.reopened, T.investigate): S.investigating,
    (S.reopened, T.handle): S.handling,
}


class ClockState(Choice):
    """时限, derived from the last day, the end and today."""

    unstarted = N_("Clock not started")
    running = N_("In time")
    near = N_("Nearly due")
    late = N_("Past due")
    paused = N_("Clock paused")
    kept = N_("Settled in time")
    missed = N_("Settled late")


def after(status: ComplaintStatus, step: ComplaintStep) -> ComplaintStatus:
    """The status a step leads to; RuleError when the complaint is not at that point."""
    if (status, step) not in NEXT:
        raise RuleError(N_("The complaint's status does not allow this step."))
    return NEXT[status, step]


def check_received(received_at: datetime, at: datetime) -> None:
    """Nobody complains tomorrow."""
    if received_at > at:
        raise RuleError(N_("The complaint would have come in later than now."), at="received_at")


def check_compensation(amount: Decimal | None) -> None:
    """Money given is not below zero."""
    if amount is not None and amount < 0:
        raise RuleError(N_("The compensation must not be below zero."), at="compensation")


#: What a complaint has to say by its end: field → its name.
ENDING = {
    "cause": N_("Cause"),
    "corrective_action": N_("Corrective action"),
    "confirmed_on": N_("Confirmed by the customer on"),
    "confirmed_how": N_("Confirmed how"),
}


def check_closing(told: Mapping[str, object]) -> None:
    """What is settled says why it happened, what was put right, and when and how the customer
    confirmed it: ``told`` maps each field of ``ENDING`` to what it holds.
    """
    missing = [name for name, value in told.items() if not value]
    if missing:
        raise RuleError(
            N_("Before the complaint is settled, say: %(names)s."),
            at=missing[0],
            names=listed(ENDING[name] for name in missing),
        )


def check_confirmed_day(on: date, since: date, today: date) -> None:
    """Nobody confirms what has not come in yet, nor tomorrow."""
    if on > today:
        raise RuleError(N_("The customer would confirm in the future."), at="confirmed_on")
    if on < since:
        raise RuleError(N_("The customer would confirm before the complaint came in."))


def check_running(paused: bool) -> None:
    """A clock that stands is resumed first."""
    if paused:
        raise RuleError(N_("The clock is paused. Resume it first."))


def clock_state(due_on: date | None, closed_on: date | None, today: date) -> ClockState:
    """How a complaint stands on a day."""
    if due_on is None:
        return ClockState.paused
    if closed_on:
        return ClockState.kept if closed_on <= due_on else ClockState.missed
    if due_on < today:
        return ClockState.late
    near = due_on <= today + timedelta(days=NEAR_DAYS)
    return ClockState.near if near else ClockState.running
