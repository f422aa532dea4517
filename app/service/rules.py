"""What a service record may be: its kinds, ways and statuses. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from app.core.words import N_, Choice, RuleError


class ServiceKind(Choice):
    """服务类型."""

    consulting = N_("Enquiry")
    installation = N_("Installation")
    repair = N_("Repair")
    maintenance = N_("Maintenance")
    training = N_("Training")
    return_visit = N_("Return visit")
    feedback = N_("Feedback")
    other = N_("Other service")


class ServiceChannel(Choice):
    """服务方式: the way a customer and we talk."""

    phone = N_("Telephone")
    on_site = N_("On site")
    wechat = N_("WeChat")
    email = N_("E-mail")
    sms = N_("Text message")
    remote = N_("Remote")
    letter = N_("Letter")


class Priority(Choice):
    """优先级."""

    low = N_("Low")
    normal = N_("Normal")
    high = N_("High")
    urgent = N_("Urgent")


class ServiceStatus(Choice):
    """服务状态."""

    new = N_("New")
    assigned = N_("Assigned")
    pending = N_("On hold")
    closed = N_("Closed")
    rejected = N_("Rejected")


#: Still to be done.
OPEN_SERVICES = (ServiceStatus.new, ServiceStatus.assigned, ServiceStatus.pending)


class ServiceStep(Choice):
    """What people do to a service record."""

    assign = N_("Assign")
    wait = N_("Set pending")
    close = N_("Close")
    reject = N_("Reject")


S, T = ServiceStatus, ServiceStep
NEXT = {
    (S.new, T.assign): S.assigned,
    (S.new, T.reject): S.rejected,
    (S.assigned, T.assign): S.assigned,
    (S.assigned, T.wait): S.pending,
    (S.assigned, T.close): S.closed,
    (S.assigned, T.reject): S.rejected,
    (S.pending, T.assign): S.assigned,
    (S.pending, T.close): S.closed,
    (S.pending, T.reject): S.rejected,
}


def after(status: ServiceStatus, step: ServiceStep) -> ServiceStatus:
    """The status a step leads to; RuleError when the record is not at that point."""
    if (status, step) not in NEXT:
        raise RuleError(N_("The service record's status does not allow this step."))
    return NEXT[status, step]


def check_times(
    requested: datetime | None, responded: datetime | None, resolved: datetime | None
) -> None:
    """A request is answered after it came, and solved after it was answered."""
    known = [moment for moment in (requested, responded, resolved) if moment]
    if known != sorted(known):
        raise RuleError(N_("It would be answered or solved before it was asked for."))


class Promise(Choice):
    """时效: whether a request is answered and solved by when that was promised."""

    ongoing = N_("Within its time")
    met = N_("Kept to its time")
    breached = N_("Beyond its time")


def promise(
    answers: Sequence[tuple[datetime | None, datetime | None]], at: datetime
) -> Promise | None:
    """How (until when, done when) stand at a moment; None where nothing was promised."""
    told = [(due, done) for due, done in answers if due]
    if not told:
        return None
    if any((done or at) > due for due, done in told):
        return Promise.breached
    return Promise.met if all(done for _, done in told) else Promise.ongoing


def check_promised(
    requested: datetime | None, respond_by: datetime | None, resolve_by: datetime | None
) -> None:
    """Nobody promises for a moment before the question came, nor to solve before to answer."""
    known = [moment for moment in (requested, respond_by, resolve_by) if moment]
    if known != sorted(known):
        raise RuleError(N_("It would be due before it was asked for, or solved before answered."))


def check_cost(cost: Decimal | None) -> None:
    if cost is not None and cost < 0:
        raise RuleError(N_("The cost must not be below zero."), at="cost")


def check_next(happened_on: date, next_on: date | None) -> None:
    """The next service comes after this one."""
    if next_on is not None and next_on <= happened_on:
        raise RuleError(N_("The next service would be no later than this one."), at="next_on")


def check_result(status: ServiceStatus, result: str | None) -> None:
    """What is closed says how it ended."""
    if status is ServiceStatus.closed and not result:
        raise RuleError(N_("Write the result before the service record is closed."), at="result")


def check_left_alone(who: object, channel: object, *, is_left_alone: bool) -> None:
    """Nobody is approached in a way they do not want to be."""
    if is_left_alone:
        raise RuleError(
            N_("%(who)s must not be contacted by %(channel)s: see the do-not-contact list."),
            at="channel",
            who=who,
            channel=channel,
        )
