"""The seconds and keys of the browser walks, into their section of docs/benchmarks.md.

``make test`` writes each walked task to ``.testdata/tasks.jsonl``; the last of each counts. The
rest of the page is ``bench/report.py``'s, which keeps this section when it writes the page anew.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BOOK = ROOT / ".testdata" / "tasks.jsonl"
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = "## A person's first hours"
SECTION = re.compile(rf"\n{HEAD}.*?(?=\n## |\Z)", re.DOTALL)
TEXT = f"""{HEAD}

Walked by Selenium in headless Chromium (`tests/browser/test_walks.py`), written by
`tools/tasks.py`. Seconds are the application's and the browser's, typing takes none; a Chinese
character counts as two keys.

| task | database | seconds | keys | clicks |
|---|---|---|---|---|
"""


def section_of(page: str) -> str:
    """What the page says of the walks; nothing where it says nothing."""
    found = SECTION.search(page)
    return found.group().strip("\n") if found else ""


def with_section(page: str, section: str) -> str:
    """The page with this section at its end, in the place of any other."""
    return "\n\n".join(part for part in (SECTION.sub("", page).rstrip(), section) if part) + "\n"


def section_from(book: str) -> str:
    """The section, from the lines the walks wrote."""
    lines = map(json.loads, book.splitlines())
    last = {(line["task"], line["database"]): line for line in lines}
    rows = [
        f"| {t['task']} | {t['database']} | {t['seconds']} | {t['keys']} | {t['clicks']} |"
        for t in last.values()
    ]
    return TEXT + "\n".join(rows)


def main() -> None:
    if not BOOK.exists():
        sys.exit(f"{BOOK} is not there: run the browser walks first (make test).")
    section = section_from(BOOK.read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_section(page, section), encoding="utf-8")


if __name__ == "__main__":
    main()
