"""The criteria of all gated tables as one option of a statement, its cache key worked out once.

SQLAlchemy works an option's key out anew for every statement. For a dozen criteria, each a
question of its own, that takes longer than most statements do; yet nothing in it changes.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.orm.interfaces import CriteriaOption

from app.security.rules import Security


def at_levels(column: Any, levels: Sequence[Security]) -> ColumnElement[bool]:
    """Whether a row's 密级 is one of these, their names written out: every question asks it of
    a dozen tables, and SQLAlchemy would line up and spread each as a parameter every time.
    """
    return column.in_([literal_column(f"'{level.name}'") for level in levels])  # type: ignore[no-any-return]


class Criteria(CriteriaOption):
    """Several criteria as one option; each does to a statement what it would do alone.

    Values are no part of the key: they travel beside it, so that readers share what is compiled.
    """

    propagate_to_loaders = False  # A question that follows is narrowed when it is asked.

    def __init__(self, each: Sequence[Any]) -> None:
        keys = [one._generate_cache_key() for one in each]
        self._each = each
        self._key = tuple(key.key for key in keys)
        self._values = list(chain.from_iterable(key.bindparams for key in keys))

    def process_compile_state(self, compile_state: Any) -> None:
        for one in self._each:
            one.process_compile_state(compile_state)

    def process_compile_state_replaced_entities(self, compile_state: Any, entities: Any) -> None:
        for one in self._each:
            one.process_compile_state_replaced_entities(compile_state, entities)

    def _gen_cache_key(self, anon_map: Any, bindparams: list[Any]) -> tuple[Any, ...]:
        bindparams.extend(self._values)
        return (Criteria, self._key)
