"""Who is acting: a request's user, a job, or the installer. Without one the gate opens nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from datetime import datetime

from app.audit.chain import Who
from app.security.rules import LEVELS, Reach, Security


class NoActorError(RuntimeError):
    """A gated table was touched while nobody was acting."""


@dataclass(frozen=True)
class Actor:
    """Who acts and how far they see."""

    who: Who
    reach: Reach = Reach.none
    user_id: int | None = None
    department_id: int | None = None
    departments: frozenset[int] = frozenset()
    levels: tuple[Security, ...] = ()
    role_ids: frozenset[int] = field(default_factory=frozenset)
    glass_until: datetime | None = None
    kinds: frozenset[str] = frozenset()  # the record kinds their department is on duty for
    assigned: frozenset[str] = frozenset()  # those for which any department is

    def enters(self, kind: str) -> bool:
        """Whether they may write records of this kind, as far as duties say."""
        return kind in self.kinds or kind not in self.assigned


_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)
_unscoped: ContextVar[str] = ContextVar("unscoped", default="")


def actor() -> Actor:
    """The one who acts now; raises NoActorError when nobody does."""
    found = _acting.get()
    if found is None:
        raise NoActorError("no actor: a gated table needs someone to act for")
    return found


def maybe_actor() -> Actor | None:
    return _acting.get()


def who() -> Who:
    """The actor as the audit trail remembers it."""
    found = _acting.get()
    return found.who if found else Who("anonymous")


def system(name: str = "system") -> Actor:
    """The machine itself: sees every row, is named in the trail."""
    return Actor(Who(name), reach=Reach.company, levels=LEVELS)


def set_actor(new: Actor | None) -> Token[Actor | None]:
    """Say who acts from here on (the web shell, in each request); undo with reset_actor."""
    return _acting.set(new)


def reset_actor(token: Token[Actor | None]) -> None:
    _acting.reset(token)


@contextmanager
def acting_as(new: Actor) -> Iterator[Actor]:
    """Act for somebody within the block (commands, jobs, tests)."""
    token = _acting.set(new)
    try:
        yield new
    finally:
        _acting.reset(token)


@contextmanager
def unscoped(reason: str) -> Iterator[None]:
    """Look past the gate, for the modules that a test names alone; never return records."""
    token = _unscoped.set(reason)
    try:
        yield
    finally:
        _unscoped.reset(token)


def is_unscoped() -> bool:
    return bool(_unscoped.get())
