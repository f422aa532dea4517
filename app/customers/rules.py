"""When may a customer file move on, and who may move it? Pure: no database, no web, no clock."""

from app.core.words import N_, Choice, RuleError


class CustomerKind(Choice):
    """客户类别 (S6.四.1)."""

    enterprise = N_("Enterprise")
    government = N_("Government body")
    other = N_("Other organisation")


class Market(Choice):
    """市场范围 (S11): an indirect customer is reached through an intermediary."""

    domestic = N_("Domestic")
    intl_direct = N_("International, direct")
    intl_indirect = N_("International, indirect")


class TimeStatus(Choice):
    """客户状态 by time (S9.3)."""

    prospective = N_("Prospective")
    active = N_("Active")
    dormant = N_("Dormant")
    lost = N_("Lost")
    ended = N_("Ended")


class EntryStatus(Choice):
    """录入状态 (S3.收集, S6.五.1)."""

    draft = N_("Draft")
    submitted = N_("Submitted")
    returned = N_("Returned")
    reviewed = N_("Reviewed")
    filed = N_("Filed")


class Step(Choice):
    """What moves a file on."""

    submit = N_("Submit")
    send_back = N_("Send back")
    review = N_("Pass review")
    file = N_("File")


NEXT = {
    (EntryStatus.draft, Step.submit): EntryStatus.submitted,
    (EntryStatus.returned, Step.submit): EntryStatus.submitted,
    (EntryStatus.submitted, Step.send_back): EntryStatus.returned,
    (EntryStatus.submitted, Step.review): EntryStatus.reviewed,
    (EntryStatus.reviewed, Step.send_back): EntryStatus.returned,
    (EntryStatus.reviewed, Step.file): EntryStatus.filed,
}

#: After filing these change only through an approved change request.
IDENTITY = ("name", "uscc", "kind")


def after(status: EntryStatus, step: Step) -> EntryStatus:
    """The status a step leads to; RuleError when the file is not at that point."""
    if (status, step) not in NEXT:
        raise RuleError(N_("The file's status does not allow this step."))
    return NEXT[status, step]


def check_reviewer(reviewer_id: int | None, enterer_id: int | None) -> None:
    """Nobody reviews or files what they entered themselves (S1.4(2))."""
    if reviewer_id is not None and reviewer_id == enterer_id:
        raise RuleError(N_("Somebody else must review what you entered."))


def check_reason(reason: str) -> str:
    """A reason others can act on: at least five characters."""
    if len(reason.strip()) < 5:  # noqa: PLR2004
        raise RuleError(N_("Give a reason of at least five characters."))
    return reason.strip()


def check_unlocked(status: EntryStatus, changed: set[str]) -> None:
    """A filed customer keeps its identity (S11.2)."""
    if status is EntryStatus.filed and changed & set(IDENTITY):
        raise RuleError(N_("This file is closed: its identity changes only by change request."))
