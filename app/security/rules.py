"""What the words of access mean: 密级, reach, and who may give out rights. Pure."""

from datetime import datetime, timedelta

from app.core.words import N_, Choice, RuleError

GLASS = timedelta(minutes=60)
SHORTEST_REASON = 4


class Security(Choice):
    """密级, lowest first."""

    public = N_("Public")
    internal = N_("Internal")
    restricted = N_("Trade secret")
    confidential = N_("Core trade secret")


class Reach(Choice):
    """How far a role sees: which rows, before the 密级 is asked."""

    none = N_("No business records")
    own = N_("Own customers")
    department = N_("Own department and below")
    company = N_("Whole company")


class ShareStatus(Choice):
    """How a share stands; derived from its dates, never stored."""

    proposed = N_("Waiting for confirmation")
    live = N_("In force")
    ended = N_("Ended early")
    expired = N_("Run out")


class RecordKind(Choice):
    """记录种类: what one department enters for the whole company (S1.5)."""

    contract = N_("Contracts and projects")
    transaction = N_("Transactions")
    payment = N_("Receivables and payments")
    billing = N_("Invoice titles and bank accounts")
    service = N_("Service records")
    complaint = N_("Complaints")
    survey = N_("Satisfaction surveys")
    care = N_("Customer care")
    interaction = N_("Staff interactions")


LEVELS = tuple(Security)
REACHES = tuple(Reach)


def cleared_for(clearance: Security) -> tuple[Security, ...]:
    """The levels a person with this clearance may see."""
    return LEVELS[: LEVELS.index(clearance) + 1]


def widest(reaches: list[Reach]) -> Reach:
    """Several roles see what the widest of them sees."""
    return max(reaches, key=REACHES.index, default=Reach.none)


def is_broken(glass_until: datetime | None, at: datetime) -> bool:
    """Whether a broken glass still opens every row at this moment."""
    return glass_until is not None and at < glass_until


def share_status(
    confirmed: bool, ended_at: datetime | None, until: datetime, at: datetime
) -> ShareStatus:
    """How a share stands at this moment."""
    if ended_at is not None:
        return ShareStatus.ended
    if until <= at:
        return ShareStatus.expired
    return ShareStatus.live if confirmed else ShareStatus.proposed


def check_reason(reason: str | None) -> str:
    """The reason, tidied; RuleError when there is none worth the name."""
    told = (reason or "").strip()
    if len(told) < SHORTEST_REASON:
        raise RuleError(N_("Give the reason in a few words."))
    return told
