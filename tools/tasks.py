"""The seconds and keys of the browser walks, into their section of docs/benchmarks.md.

``make test`` writes each walked task to ``.testdata/tasks.jsonl``; the last of each counts.
"""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
BOOK = ROOT / ".testdata" / "tasks.jsonl"
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = "## A person's first hours"
TEXT = f"""{HEAD}

Walked by Selenium in headless Chromium (`tests/browser/test_walks.py`), written by
`tools/tasks.py`. Seconds are the application's and the browser's, typing takes none; a Chinese
character counts as two keys.

| task | database | seconds | keys | clicks |
|---|---|---|---|---|
"""


def main() -> None:
    if not BOOK.exists():
        return
    lines = map(json.loads, BOOK.read_text(encoding="utf-8").splitlines())
    last = {(line["task"], line["database"]): line for line in lines}
    rows = [
        f"| {t['task']} | {t['database']} | {t['seconds']} | {t['keys']} | {t['clicks']} |"
        for t in last.values()
    ]
    page = re.sub(
        rf"\n{HEAD}.*?(?=\n## |\Z)", "", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    PAGE.write_text(f"{page.rstrip()}\n\n{TEXT}" + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
