"""ASKED: every job people start from a screen, and the right it needs when it starts."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.core.words import RuleError
from app.exchange.reviewing import MOVES
from app.jobs import imports
from app.work.queue import Work


class Asked(NamedTuple):
    """What an asked job does; ``unfinished`` says so on its record when it stops or fails.

    The right is asked again when the job starts: it may have been taken away meanwhile.
    """

    right: str
    screen: str
    run: Callable[[Session, Work], str]
    unfinished: Callable[[Session, Work, RuleError | None], None]


def _import(right: str, run: Callable[[Session, Work], str]) -> Asked:
    return Asked(right, "Imports", run, imports.unfinished)


ASKED = {
    "read_import": _import("can_add", imports.read_import),
    "check_import": _import("can_add", imports.check_import),
    "apply_import": _import("can_add", imports.apply_import),
    "clear_import": _import("can_add", imports.clear_import),
    "undo_import": _import("can_undo", imports.undo_import),
    "pass_import": _import("can_review", MOVES["pass_import"]),
    "return_import": _import("can_review", MOVES["return_import"]),
    "file_import": _import("can_file", MOVES["file_import"]),
}
