"""What rights, doors and menus are held to: written down once, read in review, not worked out."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent
#: Set to 1 where a change is meant; its lines are then part of the commit.
RENEW = "KEDANG_TEST_RENEW"


def rows(name):
    """The kept lines of one table, each in its words."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [tuple(line.split()) for line in text.splitlines()]


def check(name, found):
    """The lines found are those that are kept."""
    told = sorted(" ".join(row) for row in found)
    file = FOLDER / f"{name}.txt"
    if os.environ.get(RENEW) == "1":
        file.write_text("\n".join(told) + "\n", encoding="utf-8")
    kept = file.read_text(encoding="utf-8").splitlines()
    more, gone = sorted(set(told) - set(kept)), sorted(set(kept) - set(told))
    assert told == kept, (
        f"{file.name}: new {more}, gone {gone}. Where that is meant, run this test with {RENEW}=1"
        " and read what git says has changed before it is committed."
    )


def rights(role):
    """The (verb, screen) pairs a role is kept to hold."""
    return {row[2:] for row in rows("roles") if row[:2] == (role, "may")}


def menu(role):
    """The menu entries, categories among them, a role is kept to see."""
    return {row[2] for row in rows("roles") if row[:2] == (role, "menu")}
