"""Who decides, and on whose behalf: maker and checker are never one person. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.approvals.rules import ApprovalKind
from app.core.words import N_, RuleError

OWN_REQUEST = N_("Nobody decides on their own request, neither for nor through somebody else.")
NOT_YOURS = N_("This step is decided by somebody else.")
TWICE = N_("Each person decides once on a request.")


@dataclass(frozen=True)
class Demand:
    """Whom a step asks: who holds one of the roles, or the post, at the department or above."""

    department_id: int
    roles: frozenset[str]
    post: str | None


@dataclass(frozen=True)
class Holder:
    """A person as a step looks at them: ``wide`` roles reach the company, ``departments`` are
    their own and all below.
    """

    id: int
    roles: frozenset[str]
    wide: frozenset[str]
    post: str | None
    departments: frozenset[int]


class Seat(NamedTuple):
    """One decision given: who clicked, and on whose behalf."""

    decided_by: int
    for_id: int


class Mandate(NamedTuple):
    """A delegation: whose decisions who else may take, from which day to which, of which kind."""

    from_id: int
    to_id: int
    from_on: date
    to_on: date
    kind: ApprovalKind | None
    is_ended: bool


def qualifies(holder: Holder, demand: Demand) -> bool:
    """Whether a step asks this person, by role or by post."""
    if holder.wide & demand.roles:
        return True
    has_post = bool(demand.post) and holder.post == demand.post
    is_asked = has_post or bool(holder.roles & demand.roles)
    return is_asked and demand.department_id in holder.departments


def mandators(decider: int, mandates: Iterable[Mandate], kind: ApprovalKind, day: date) -> set[int]:
    """Whose decisions somebody may take that day; what was delegated to those is not theirs."""
    return {
        mandate.from_id
        for mandate in mandates
        if mandate.to_id == decider
        and not mandate.is_ended
        and mandate.from_on <= day <= mandate.to_on
        and mandate.kind in {None, kind}
    }


def seat_of(
    decider: Holder,
    delegators: Sequence[Holder],
    demand: Demand,
    requester: int,
    past: Collection[Seat],
) -> int:
    """On whose behalf somebody decides, their own first; RuleError where on nobody's."""
    if decider.id == requester:
        raise RuleError(OWN_REQUEST)
    asked = [holder.id for holder in (decider, *delegators) if qualifies(holder, demand)]
    if not asked:
        raise RuleError(NOT_YOURS)
    if asked == [requester]:
        raise RuleError(OWN_REQUEST)
    heard = {person for seat in past for person in seat}
    free = [number for number in asked if number != requester and number not in heard]
    if decider.id in heard or not free:
        raise RuleError(TWICE)
    return free[0]
