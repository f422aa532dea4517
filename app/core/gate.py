"""What a table declares about itself: who may see its rows, what is hidden, how long it stays.

The declarations live here, below everything; ``app/security/scope.py`` enforces them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Mask = Callable[[str], str]


@dataclass(frozen=True)
class Partly:
    """Masks of a table's rows in part: of those whose ``column`` holds ``value``, such as people
    among customers.
    """

    column: str
    value: Any
    masks: Mapping[str, Mask]

    def fits(self, row: Any) -> bool:
        """Whether the row is among them; one that does not say is: rather masked in vain."""
        return bool(getattr(row, self.column, self.value) == self.value)


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
    ``masks`` say how a plain column is shown to those without a reason to read it, ``partly``
    what is masked besides in some of the rows.
    ``kind`` names the record kind: the department on duty for it sees its rows at every customer,
    and where one is on duty nobody else writes them. ``owned`` names columns that belong to such a
    kind: where a department is on duty for it, nobody else changes them. ``heading`` marks a
    table's few columns that such a department reads of every customer. ``giver`` names a second
    person whose row it is: who gave it to its owner. ``said`` marks what people say to each other
    below a row: whoever sees that row may say something, also where it is only shown to them.
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
    said: bool = False
    owned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    masks: Mapping[str, Mask] = field(default_factory=dict)
    partly: Partly | None = None


@dataclass(frozen=True)
class Open:
    """A table without row scope, and why that is right."""

    reason: str


def gate_of(entity: type[Any]) -> Gate | None:
    """The entity's Gate, or None where it is open or not ours."""
    declared = getattr(entity, "__gate__", None)
    return declared if isinstance(declared, Gate) else None


def masks_of(entity: type[Any], row: Any) -> Mapping[str, Mask]:
    """How a row's masked plain columns are shown; sealed ones are masks already.

    ``row`` is a record, a list's line or whatever else says what kind of row it is about; of None
    all that any row masks.
    """
    return masks_in(entity, is_part=is_part(entity, row))


def masks_in(entity: type[Any], *, is_part: bool) -> Mapping[str, Mask]:
    """The masks of the rows that mask more than their table does, or of its others."""
    gate = gate_of(entity)
    if gate is None:
        return {}
    return {**gate.masks, **gate.partly.masks} if gate.partly and is_part else gate.masks


def is_part(entity: type[Any], row: Any) -> bool:
    """Whether a row masks more than its table does."""
    gate = gate_of(entity)
    return bool(gate and gate.partly and gate.partly.fits(row))


def masked(entity: type[Any], name: str, value: Any, row: Any) -> Any:
    """A column's value as it may be shown without a reason: behind its mask, where it has one."""
    gate = gate_of(entity)
    if gate is None or value is None or is_plain(entity, name, row):
        return value
    mask = gate.masks.get(name) or (gate.partly and gate.partly.masks.get(name))
    return mask(str(value)) if mask else value


def is_plain(entity: type[Any], name: str, row: Any) -> bool:
    """Whether a column that some rows mask stands open in this one."""
    gate = gate_of(entity)
    partly = gate and gate.partly
    return bool(partly and name in partly.masks and not partly.fits(row))


def deciding(entity: type[Any], names: Iterable[str]) -> tuple[str, ...]:
    """What a list of these columns reads besides, for it says which of its rows mask them."""
    gate = gate_of(entity)
    partly = gate and gate.partly
    return (partly.column,) if partly and not partly.masks.keys().isdisjoint(names) else ()
