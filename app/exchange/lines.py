"""One row of a file while it is looked at, what its file may do, and what earlier rows took."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from app.core.words import RuleError
from app.customers.rules import Basis
from app.exchange.rows import PlainRow
from app.exchange.rules import Key, Mode, Outcome


@dataclass
class Plan:
    """What a batch's rows may do, and which cell is which field, in the order fields are read."""

    places: list[tuple[int, str]]
    mode: Mode
    key: Key
    basis: Basis | None = None  # Of people whose row states none.


@dataclass
class Line:
    """One row while it is looked at."""

    row: PlainRow
    values: dict[str, Any] = field(default_factory=dict)
    doubts: list[RuleError] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Nothing has been decided about the row yet."""
        return self.row.outcome is None

    def turn(self, outcome: Outcome, message: str, **values: object) -> None:
        self.row.turn(outcome, RuleError(message, **values))


class Seen(defaultdict[str, set[Any]]):
    """What earlier rows of the file would take, by what it is: the same thing comes in once."""

    def __init__(self) -> None:
        super().__init__(set)
