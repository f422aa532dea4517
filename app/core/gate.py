"""What a table declares about itself: who may see its rows, what is hidden, how long it stays.

The declarations live here, below everything; ``app/security/scope.py`` enforces them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Mask = Callable[[str], str]


@dataclass(frozen=True)
class Gate:
    """A table whose rows are seen by reach: own, department tree, company, and 密级.

    Each name is a column of the table; ``via`` names a foreign key to a gated table instead,
    whose visibility then decides.
    """

    retention: str
    department: str | None = None
    owner: str | None = None
    security: str | None = None
    voided: str | None = None
    via: str | None = None
    masks: Mapping[str, Mask] = field(default_factory=dict)


@dataclass(frozen=True)
class Open:
    """A table without row scope, and why that is right."""

    reason: str


def gate_of(entity: type[Any]) -> Gate | None:
    """The entity's Gate, or None where it is open or not ours."""
    declared = getattr(entity, "__gate__", None)
    return declared if isinstance(declared, Gate) else None


def masked(entity: type[Any], name: str, value: Any) -> Any:
    """A column's value as it may leave the record's own page: behind its mask, where it has one."""
    gate = gate_of(entity)
    mask = gate.masks.get(name) if gate and value is not None else None
    return mask(str(value)) if mask else value
