"""docs/endurance.md from what ``make endure`` wrote down."""

import json
import platform
import sqlite3
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
BOOK = ROOT / ".testdata" / "endurance.jsonl"
PAGE = ROOT / "docs" / "endurance.md"
HEAD = """# Endurance

What `make endure` measured on {day} ({machine}, Python {python}, SQLite {sqlite}). Every run of
`make test` repeats a seeded sample of at least one fiftieth of each line.

| what | database | figures |
|---|---|---|
"""


def main() -> None:
    lines = [json.loads(line) for line in BOOK.read_text(encoding="utf-8").splitlines()]
    rows = []
    for line in lines:
        what, database = line.pop("what"), line.pop("database")
        line.pop("scale")
        figures = ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in line.items())
        rows.append(f"| {what} | {database} | {figures} |")
    head = HEAD.format(
        day=date.today().isoformat(),  # noqa: DTZ011 - the day on this machine
        machine=platform.machine(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
    )
    PAGE.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
