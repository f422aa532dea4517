"""How hard the endurance tests push: 1 in every run, 50 and more in ``make endure``."""

import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

SCALE = int(os.environ.get("KEDANG_TEST_SCALE", "1"))
SEED = int(os.environ.get("KEDANG_TEST_SEED", "20261125"))
DAY = date.today().toordinal()  # noqa: DTZ011 - the day on this machine
BOOK = Path(__file__).parents[2] / ".testdata" / "endurance.jsonl"


def in_turn(cases: Sequence[Any], databases: Sequence[str]) -> list[tuple[Any, str]]:
    """Each case on one database, tomorrow on the next; on every one at full size."""
    return [(case, told) for n, case in enumerate(cases) for told in one_of(databases, n)]


def all_on_first(cases: Sequence[str], databases: Sequence[str]) -> list[tuple[str, str]]:
    """Each case on the first database, on the others a fifth a day; all at full size."""
    rest = [(c, told) for n, c in enumerate(cases) for told in databases[1:] if is_turn(n, 5)]
    return [*((case, databases[0]) for case in cases), *rest]


def is_turn(place: int, of: int) -> bool:
    """Whether what stands at this place is tried today, one day in ``of``; always at full size."""
    return SCALE > 1 or (place + DAY) % of == 0


def one_of(databases: Sequence[str], turn: int) -> Sequence[str]:
    """The database of the day for the ``turn``-th case; all of them at full size."""
    return databases if SCALE > 1 else [databases[(turn + DAY) % len(databases)]]


def write_down(what: str, database: str, **figures: object) -> None:
    """One measured line for docs/endurance.md; only the full size is worth keeping."""
    if SCALE > 1:
        BOOK.parent.mkdir(exist_ok=True)
        with BOOK.open("a", encoding="utf-8") as book:
            line = {"what": what, "database": database, "scale": SCALE, **figures}
            book.write(json.dumps(line, ensure_ascii=False) + "\n")
