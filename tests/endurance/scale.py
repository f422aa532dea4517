"""How hard the endurance tests push: 1 in every run, 50 and more in ``make endure``."""

import json
import os
from pathlib import Path

SCALE = int(os.environ.get("KEDANG_TEST_SCALE", "1"))
SEED = int(os.environ.get("KEDANG_TEST_SEED", "20261125"))
BOOK = Path(__file__).parents[2] / ".testdata" / "endurance.jsonl"


def write_down(what: str, database: str, **figures: object) -> None:
    """One measured line for docs/endurance.md; only the full size is worth keeping."""
    if SCALE > 1:
        BOOK.parent.mkdir(exist_ok=True)
        with BOOK.open("a", encoding="utf-8") as book:
            line = {"what": what, "database": database, "scale": SCALE, **figures}
            book.write(json.dumps(line, ensure_ascii=False) + "\n")
