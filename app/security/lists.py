"""A shorter way to the rows of who sees few customers: below those, not past all others.

The gate asks of each row whether its parent is seen. That is right below one parent; but a list
of a million rows, of which its reader sees two thousand, would be walked to its end. What is said
here only narrows: the gate's own criteria stand beside it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, event, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from app.core.gate import WALK, Gate, Walk, gate_of
from app.security.actor import Actor, is_unscoped, maybe_actor
from app.security.rules import Reach
from app.security.scope import parent_of, visible

#: Up to so many parents are named in the question.
FEW = 500
PARENTS = "parents seen"


def guard(factory: Any) -> None:
    """Attach it to a session factory, beside the gate."""
    event.listen(factory, "do_orm_execute", _shorten)
    for moment in ("after_flush", "after_commit", "after_rollback"):
        event.listen(factory, moment, _forget)


def _shorten(state: ORMExecuteState) -> None:
    walk, who = state.execution_options.get(WALK), maybe_actor()
    if walk is None or who is None or is_unscoped():
        return
    below = _below(state.session, walk, who)
    if below is not None:
        told = with_loader_criteria(
            walk.entity, below, include_aliases=True, propagate_to_loaders=False
        )
        state.statement = state.statement.options(told)


def _below(session: Session, walk: Walk, who: Actor) -> ColumnElement[bool] | None:
    """The rows of the parents seen: named where they are few. Of many, no order is asked of the
    rows: a list in order is sooner walked.
    """
    gate = gate_of(walk.entity)
    if gate is None or gate.via is None or _sees_nearly_all(gate, who):
        return None
    parent, column = parent_of(walk.entity, gate.via), getattr(walk.entity, gate.via)
    if _depends(parent):
        return None
    ids = _seen(session, parent, who)
    if len(ids) <= FEW:
        return column.in_(ids)  # type: ignore[no-any-return]
    if walk.is_ordered or session.connection().dialect.name != "sqlite":
        return None  # PostgreSQL makes one question of both ways.
    return column.in_(select(parent.id).where(visible(parent, who)))  # type: ignore[no-any-return]


def _sees_nearly_all(gate: Gate, who: Actor) -> bool:
    return who.reach is Reach.company or gate.kind in who.kinds


def _depends(parent: type[Any]) -> bool:
    """Whether the parent is itself seen with another, and would have to be walked."""
    gate = gate_of(parent)
    return bool(gate and (gate.via or gate.through))


def _seen(session: Session, parent: type[Any], who: Actor) -> Sequence[int]:
    """The parents this reader sees, up to one above ``FEW``; asked once a transaction."""
    kept = session.info.setdefault(PARENTS, {})
    if (parent, who) not in kept:
        asked = select(parent.id).where(visible(parent, who)).limit(FEW + 1)
        kept[parent, who] = session.connection().execute(asked).scalars().all()
    return kept[parent, who]  # type: ignore[no-any-return]


def _forget(session: Session, *_rest: object) -> None:
    session.info.pop(PARENTS, None)
