"""A step for all a list found, not its page alone: block by block, each block all or nothing.

The list's question is asked again for every block, so that nobody else's change in between is
overrun; a block holds the database's write lock no longer than its own two hundred rows need.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.asking import Asked, Plan, read_url
from app.core.narrowing import rows_where
from app.core.saving import save
from app.core.words import N_, RuleError

BLOCK = 200
MOST = 10_000
TOO_MANY = N_("A step takes at most %(most)s rows at once. Narrow the list first.")


@dataclass
class Outcome:
    """How many rows a step was done to, how many were refused, and the first reason why."""

    done: int = 0
    refused: int = 0
    reason: RuleError | None = None

    def add(self, count: int, refusal: RuleError | None) -> None:
        self.done += 0 if refusal else count
        self.refused += count if refusal else 0
        self.reason = self.reason or refusal


def step_for_all(
    session: Session, screen: Any, label: N_, query: str, work: Callable[[Sequence[Any]], None]
) -> tuple[str, str]:
    """Do ``work`` to all a list's address finds; the sentence that tells how far, and its tone."""
    try:
        outcome = step_through(session, screen.plan, dict(parse_qsl(query)), work, screen.clashes)
    except RuleError as refusal:
        return str(refusal), "warning"
    counts = {"done": f"{outcome.done:,}", "refused": f"{outcome.refused:,}"}
    if outcome.reason:
        told = str(N_("%(step)s: %(done)s done, %(refused)s refused. %(reason)s"))
        return told % {"step": label, "reason": outcome.reason, **counts}, "warning"
    return str(N_("%(step)s: %(count)s done.")) % {
        "step": label,
        "count": counts["done"],
    }, "success"


def step_through(
    session: Session,
    plan: Plan,
    args: Mapping[str, str],
    work: Callable[[Sequence[Any]], None],
    sentences: Mapping[str, N_],
) -> Outcome:
    """Do ``work`` to every row the list's address finds, in the order of their ids."""
    asked = read_url(plan, args)
    count, last = _measure(session, plan, asked)
    if count > MOST:
        raise RuleError(TOO_MANY, most=f"{MOST:,}")
    outcome, place = Outcome(), 0
    while records := _block(session, plan, asked, place, last):
        place, count = records[-1].id, len(records)
        refusal = save(session, lambda block=records: work(block), sentences)  # type: ignore[misc]
        outcome.add(count, refusal)
    return outcome


def _measure(session: Session, plan: Plan, asked: Asked) -> tuple[int, int]:
    """How many rows there are, and the last of them: what comes later was not meant."""
    where = rows_where(plan, asked, session)
    if asked.problems:
        raise asked.problems[0]  # A filter left out would widen the step to rows nobody meant.
    ids = select(plan.entity.id).where(*where).limit(MOST + 1).subquery()
    count, last = session.execute(select(func.count(), func.max(ids.c.id)).select_from(ids)).one()
    return count, last or 0


def _block(session: Session, plan: Plan, asked: Asked, place: int, last: int) -> Sequence[Any]:
    entity = plan.entity
    ahead = (entity.id > place, entity.id <= last, *rows_where(plan, asked, session))
    rows = session.scalars(select(entity).where(*ahead).order_by(entity.id).limit(BLOCK))
    return list(rows)
