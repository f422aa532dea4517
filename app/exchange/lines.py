"""One row of a file while it is looked at, what its file may do, and what earlier rows took."""

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.words import RuleError
from app.customers.rules import Basis
from app.customers.stages import Stands
from app.exchange.rows import PlainRow
from app.exchange.rules import Key, Mode, Outcome

#: Places for marks to begin with; a power of two.
SMALLEST = 1024


@dataclass
class Plan:
    """What a batch's rows may do, and which cell is which field, in the order fields are read."""

    places: list[tuple[int, str]]
    mode: Mode
    key: Key
    basis: Basis | None = None  # Of people whose row states none.
    #: Field → what its column is called in the file.
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Line:
    """One row while it is looked at."""

    row: PlainRow
    values: dict[str, Any] = field(default_factory=dict)
    doubts: list[RuleError] = field(default_factory=list)
    #: All that speaks against the row, for its sender mends it once.
    faults: list[RuleError] = field(default_factory=list)
    #: Fields with a cell nobody can make anything of; that they are empty is no second fault.
    unread: set[str] = field(default_factory=set)

    @property
    def is_open(self) -> bool:
        """Nothing has been decided about the row yet, and nothing speaks against it."""
        return self.is_undecided and not self.faults

    @property
    def is_undecided(self) -> bool:
        """Nothing has been decided yet: what else speaks against the row is still looked for."""
        return self.row.outcome is None

    def refuse(self, refusal: RuleError, *fields: str) -> None:
        """One more reason why the row cannot be taken; ``fields`` hold nothing for it."""
        self.faults.append(refusal)
        for name in fields:
            self.unread |= {name, f"{name}_id"}

    def is_read(self, *fields: str) -> bool:
        """Whether a rule about these fields has something to go by."""
        return self.unread.isdisjoint(fields)

    def turn(self, outcome: Outcome, message: str, **values: object) -> None:
        self.row.turn(outcome, RuleError(message, **values))


class Marks:
    """Things of one kind that were seen, each as a number of 63 bits, side by side.

    A file has as many names as rows: kept as they are, or as a set of numbers, they would take more
    than all else. That two of a million are taken for one happens once in ten million files.
    """

    def __init__(self) -> None:
        self._held, self._count = array("Q", bytes(8 * SMALLEST)), 0

    def __contains__(self, thing: Hashable) -> bool:
        return self._held[self._place(_number(thing))] != 0

    def add(self, *things: Hashable) -> None:
        for thing in things:
            if self._count * 2 >= len(self._held):
                self._widen()
            self._put(_number(thing))

    def meets(self, things: Iterable[Hashable]) -> bool:
        return any(thing in self for thing in things)

    def _place(self, number: int) -> int:
        """Where the number stands, or the free place where it would."""
        held, last = self._held, len(self._held) - 1
        at = number & last
        while held[at] not in {0, number}:
            at = (at + 1) & last
        return at

    def _put(self, number: int) -> None:
        at = self._place(number)
        self._count += not self._held[at]
        self._held[at] = number

    def _widen(self) -> None:
        before = self._held
        self._held, self._count = array("Q", bytes(16 * len(before))), 0
        for number in filter(None, before):
            self._put(number)


def _number(thing: Hashable) -> int:
    """Never 0, which is a free place."""
    return (hash(thing) & (2**63 - 1)) or 2**63


class Seen(defaultdict[str, Marks]):
    """What earlier rows of the file would take, by what it is: the same thing comes in once."""

    def __init__(self) -> None:
        super().__init__(Marks)
        #: Customer → the parent an earlier row gives it, for two rows may close a circle.
        self.parents: dict[int, int | None] = {}
        #: Customer → where the rows before leave it, of rows that follow each other.
        self.stands: dict[int, Stands] = {}
