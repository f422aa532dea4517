"""Forms sent to customers and surveys ordered of agencies: what came back, what is late. Pure."""

from datetime import date, timedelta

from app.core.words import N_, Choice, RuleError

#: So many days after the day it should be back its handler is reminded, where nothing else is said.
REMIND_AFTER, LONGEST = 3, 365


class CollectionKind(Choice):
    """采集方式 (S11.4.1a, S11.4.1b): facts that others write down for the company."""

    mailing = N_("Form sent to the customer")
    agency = N_("Survey by an agency")


class CollectionStatus(Choice):
    """回收状态: what the days say together."""

    waiting = N_("Not back yet")
    returned = N_("Came back")
    given_up = N_("Given up")


def status_of(returned_on: date | None, given_up_on: date | None) -> CollectionStatus:
    """What came back late came back all the same."""
    if returned_on is not None:
        return CollectionStatus.returned
    return CollectionStatus.given_up if given_up_on else CollectionStatus.waiting


def reminder_day(due_on: date | None, after: int) -> date | None:
    """The day from which its handler is reminded; never, where it is not due on any day."""
    return due_on + timedelta(days=after) if due_on else None


def check_agency(kind: CollectionKind, agency: str | None) -> None:
    """A survey is ordered of somebody; a form is sent to the customer itself."""
    if (kind is CollectionKind.agency) != bool(agency):
        raise RuleError(N_("Name the agency of a survey, and of no form."), at="agency")


def check_days(sent_on: date, due_on: date | None, returned_on: date | None, today: date) -> None:
    """It was sent, is due after that, and came back between then and today."""
    if sent_on > today:
        raise RuleError(N_("This day lies in the future."), at="happened_on")
    if due_on is not None and due_on < sent_on:
        raise RuleError(N_("It cannot be due before it was sent."), at="due_on")
    if returned_on is not None and not sent_on <= returned_on <= today:
        raise RuleError(N_("It came back between the day it was sent and today."), at="returned_on")


def check_reminder(after: int) -> None:
    if not 0 <= after <= LONGEST:
        raise RuleError(N_("Remind after 0 to 365 days."), at="remind_days")


def check_waiting(status: CollectionStatus) -> None:
    """Only what is still waited for comes back or is given up."""
    if status is not CollectionStatus.waiting:
        raise RuleError(N_("Nothing is waited for here any more."))
