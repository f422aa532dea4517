"""A request's course in words: whom each step asks, and who said what."""

from collections.abc import Iterator
from typing import NamedTuple

from app.approvals.kinds import kind_of
from app.approvals.models import (
    ApprovalDecision,
    ApprovalRequest,
    ApprovalRule,
    ApprovalStep,
)
from app.core.clock import local
from app.core.words import N_
from app.security.names import role_words


class Line(NamedTuple):
    """One line of the course."""

    label: str
    value: str


def asked_word(step: ApprovalStep | ApprovalRule) -> str:
    """Whom a step asks: roles by their labels, the post as it is, and how many if several."""
    words = role_words()
    named = [words.get(key, key) for key in (step.role, step.or_role) if key]
    named += [step.post] if step.post else []
    asked = str(N_(" or ")).join(named)
    if step.needed == 1:
        return asked
    return str(N_("%(count)s of %(who)s")) % {"count": step.needed, "who": asked}


def course(steps: list[ApprovalStep], decisions: list[ApprovalDecision]) -> Iterator[Line]:
    """Each step, and below it the opinions given on it."""
    for step in steps:
        label = str(N_("Step %(place)s")) % {"place": step.place}
        yield Line(label, f"{asked_word(step)} · {step.status}")
        for decision in decisions:
            if decision.step_id == step.id:
                yield Line(who_word(decision), opinion_word(decision))


def who_word(decision: ApprovalDecision) -> str:
    """Who decided, and for whom where it was not for themselves."""
    if decision.decided_by_id == decision.for_id:
        return str(decision.decided_by)
    told = {"who": decision.decided_by, "whom": decision.for_person}
    return str(N_("%(who)s for %(whom)s")) % told


def opinion_word(decision: ApprovalDecision) -> str:
    """The verdict, when, and why if it was said."""
    when = local(decision.decided_at).strftime("%Y-%m-%d %H:%M")
    return " · ".join(filter(None, (str(decision.verdict), when, decision.reason)))


def details_word(request: ApprovalRequest) -> str:
    """What besides its subject is asked for."""
    told = kind_of(request.kind).details
    held = ((label, request.payload.get(key)) for key, label in told.items())
    return " · ".join(f"{label} {value}" for label, value in held if value)
