"""What a table declares about itself: who may see its rows, what is hidden, how long it stays.

The declarations live here, below everything; ``app/security/scope.py`` enforces them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Mask = Callable[[str], str]


class Link(NamedTuple):
    """A table between two: ``own`` points here, ``target`` at the gated table that decides."""

    table: str
    own: str
    target: str


#: The option of a statement by which a list says what it walks.
WALK = "walk"


class Walk(NamedTuple):
    """What a list is about to walk, in its order or in any: the gate may know a shorter way."""

    entity: type[Any]
    is_ordered: bool


@dataclass(frozen=True)
class Gate:
    """A table whose rows are seen by reach: own, department tree, company, and 密级.

    Each name is a column of the table; ``via`` names a foreign key to a gated table instead,
    whose visibility then decides, ``through`` a link table: one visible end is enough.
    ``masks`` say how a plain column is shown to those without a reason to read it.
    ``kind`` names the record kind: the department on duty for it sees its rows at every customer,
    and where one is on duty nobody else writes them. ``owned`` names columns that belong to such a
    kind: where a department is on duty for it, nobody else changes them. ``heading`` marks a
    table's few columns that such a department reads of every customer. ``giver`` names a second
    person whose row it is: who gave it to its owner.
    """

    retention: str
    department: str | None = None
    owner: str | None = None
    giver: str | None = None
    security: str | None = None
    voided: str | None = None
    via: str | None = None
    through: Link | None = None
    kind: str | None = None
    heading: bool = False
    owned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    masks: Mapping[str, Mask] = field(default_factory=dict)


@dataclass(frozen=True)
class Open:
    """A table without row scope, and why that is right."""

    reason: str


def gate_of(entity: type[Any]) -> Gate | None:
    """The entity's Gate, or None where it is open or not ours."""
    declared = getattr(entity, "__gate__", None)
    return declared if isinstance(declared, Gate) else None


def masks_of(entity: type[Any]) -> Mapping[str, Mask]:
    """How the entity's masked plain columns are shown; sealed ones are masks already."""
    gate = gate_of(entity)
    return gate.masks if gate else {}


def masked(entity: type[Any], name: str, value: Any) -> Any:
    """A column's value as it may be shown without a reason: behind its mask, where it has one."""
    mask = masks_of(entity).get(name)
    return mask(str(value)) if mask and value is not None else value
