"""How high a row may be classed and still leave in a file without an approved copy request."""

from typing import Any

from sqlalchemy import ColumnElement, select

from app.core.gate import gate_of
from app.core.words import N_, RuleError
from app.security.rules import LEVELS, Security
from app.security.scope import entity_of, heading_of, parent_of

#: Up to here a list may leave; above it takes an approved copy request.
HIGHEST = Security.internal
ABOVE = LEVELS[LEVELS.index(HIGHEST) + 1 :]


def above_highest(entity: type[Any]) -> ColumnElement[bool] | None:
    """The rows too high to leave by themselves, or below a customer who is; None where no row is.

    Of somebody who serves several customers the highest decides. Of a customer the heading is
    asked: who is on duty for a kind sees no more.
    """
    gate = gate_of(entity)
    if gate is None:
        return None
    if gate.security:
        return getattr(entity, gate.security).in_(ABOVE)  # type: ignore[no-any-return]
    if gate.via:
        return _below(entity, gate.via)
    if gate.through is None:
        return None
    between = entity_of(gate.through.table)
    above = _below(between, gate.through.target)
    if above is None:
        return None
    return entity.id.in_(select(getattr(between, gate.through.own)).where(above))  # type: ignore[no-any-return]


def _below(entity: type[Any], key: str) -> ColumnElement[bool] | None:
    """The rows whose key points at one that is too high."""
    parent = heading_of(parent_of(entity, key))
    above = above_highest(parent)
    if above is None:
        return None
    return getattr(entity, key).in_(select(parent.id).where(above))  # type: ignore[no-any-return]


def too_high() -> RuleError:
    return RuleError(
        N_("Some rows are above “%(level)s” and leave only by an approved copy request;"
           " filter them out."), level=HIGHEST,
    )  # fmt: skip
