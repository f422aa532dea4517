"""ASKED: every job people start from a screen, and the right it needs when it starts."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.core.words import RuleError
from app.work.queue import Work


class Asked(NamedTuple):
    """What an asked job does; ``unfinished`` says so on its record when it stops or fails.

    The right is asked again when the job starts: it may have been taken away meanwhile.
    """

    right: str
    screen: str
    run: Callable[[Session, Work], str]
    unfinished: Callable[[Session, Work, RuleError | None], None]


ASKED: dict[str, Asked] = {}
