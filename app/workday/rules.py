"""What a follow-up, a comment and a task may say, and how a task moves on. Pure."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from app.core.words import N_, Choice, RuleError

#: A customer nobody contacted for so many days is listed; the list also offers the others.
STALE_AFTER_DAYS = 30
STALE_STEPS = (30, 60, 90)
#: So long the record of what happened is asked for; from which day on, the settings say.
RECORD_ASKED_DAYS = 90
MENTION = re.compile(r"(?<![A-Za-z0-9._-])[@＠]([^\s@＠,，。;；:：!！?？()（）]+)")


class Channel(Choice):
    """跟进方式."""

    phone = N_("Telephone")
    visit = N_("Visit")
    wechat = N_("WeChat")
    email = N_("E-mail")
    meeting = N_("Meeting")
    other = N_("Other way")


class FollowUpState(Choice):
    """跟进状态, derived from the next day and whether somebody kept it."""

    closed = N_("Nothing planned")
    planned = N_("Planned")
    due = N_("Due")
    answered = N_("Followed up")


class TaskState(Choice):
    """任务状态."""

    open = N_("Open")
    accepted = N_("Accepted")
    done = N_("Done")
    cancelled = N_("Cancelled")


class TaskStep(Choice):
    """What people do to a task."""

    accept = N_("Accept")
    finish = N_("Finish")
    cancel = N_("Cancel the task")


NEXT = {
    (TaskState.open, TaskStep.accept): TaskState.accepted,
    (TaskState.open, TaskStep.finish): TaskState.done,
    (TaskState.accepted, TaskStep.finish): TaskState.done,
    (TaskState.open, TaskStep.cancel): TaskState.cancelled,
    (TaskState.accepted, TaskStep.cancel): TaskState.cancelled,
}
#: Still to be done.
WAITING = (TaskState.open, TaskState.accepted)


def after(state: TaskState, step: TaskStep) -> TaskState:
    """The state a step leads to; RuleError when the task is not at that point."""
    if (state, step) not in NEXT:
        raise RuleError(N_("The task's state does not allow this step."))
    return NEXT[state, step]


def check_mover(mover_id: int | None, person_id: int | None) -> None:
    """Who was given a task does it; who gave it takes it back."""
    if mover_id is None or mover_id != person_id:
        raise RuleError(
            N_("Only the person a task was given to works on it; only its giver cancels.")
        )


def check_due(due_on: date, today: date) -> None:
    """A new task can still be done in time."""
    if due_on < today:
        raise RuleError(N_("The task would be due in the past."), at="due_on")


def check_contact_days(happened_on: date, next_on: date | None, today: date) -> None:
    """A contact has happened; the next one comes after it."""
    if happened_on > today:
        raise RuleError(
            N_("This contact lies in the future: enter it as the next contact instead."),
            at="happened_on",
        )
    if next_on and next_on < happened_on:
        raise RuleError(N_("The next contact would come before this one."), at="next_on")


def check_said(said_on: date | None, today: date) -> None:
    """A comment was made by the day it is written down."""
    if said_on and said_on > today:
        raise RuleError(N_("A comment is not made in the future."))


def check_author(person_id: int | None, author_id: int | None) -> None:
    """What somebody reported is corrected by nobody else."""
    if person_id is None or person_id != author_id:
        raise RuleError(N_("Only who wrote it changes it."))


def check_stays(moved: bool) -> None:
    """What was said with one customer was not said with another."""
    if moved:
        raise RuleError(
            N_("A follow-up stays with its customer: take it back, enter it with the right one.")
        )


def check_next_contact(who: object, *, is_left_alone: bool) -> None:
    """No contact is planned with who wants none at all."""
    if is_left_alone:
        raise RuleError(
            N_("%(who)s wants to be left alone on that day: plan no next contact."),
            at="next_on",
            who=who,
        )


def follow_up_state(next_on: date | None, is_answered: bool, today: date) -> FollowUpState:
    """How a follow-up stands on a day."""
    if next_on is None:
        return FollowUpState.closed
    if is_answered:
        return FollowUpState.answered
    return FollowUpState.due if next_on <= today else FollowUpState.planned


def answers(next_on: date | None, happened_on: date, *, plans_again: bool) -> bool:
    """Whether a contact keeps what was planned: on the day or later, or by planning anew."""
    return next_on is not None and (plans_again or next_on <= happened_on)


def mentioned(text: str) -> list[str]:
    """What stands behind each @, up to the next blank or mark: a name, and what runs on from it."""
    return list(dict.fromkeys(MENTION.findall(text)))


def longest(names: Iterable[str], told: str) -> str | None:
    """The longest of these names the text begins with: Chinese runs on without a blank."""
    found = [name for name in names if name and told.startswith(name)]
    return max(found, key=len, default=None)


def month_of(told: str, today: date) -> date:
    """The first day of the month an address names, ``2026-11``; this month where it names none."""
    found = re.fullmatch(r"(20\d\d|19\d\d)-(0[1-9]|1[0-2])", told)
    return date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)


def weeks_of(month: date) -> list[list[date]]:
    """The weeks a month lies in, each from Monday to Sunday."""
    monday = month - timedelta(days=month.weekday())
    last = month_after(month) - timedelta(days=1)
    count = ((last - monday).days // 7) + 1
    return [[monday + timedelta(days=7 * week + day) for day in range(7)] for week in range(count)]


def month_after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
