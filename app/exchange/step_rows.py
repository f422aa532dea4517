"""Rows whose rules ask what they are about, and which may be a step further than a new record.

A row says at once what people enter in two steps, a visit planned and made or an invitation and its
answer: it takes both steps here too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exchange.entry_rows import Around, EntryRows
from app.exchange.lines import Line

NUMBER = ("number",)


@dataclass(frozen=True)
class StepRows(EntryRows):
    """Rows whose rules ask whom they are about, and which may be a step further than new ones."""

    about: Mapping[str, type[Any]] = field(default_factory=dict)  # relation → its entity
    later: Sequence[str] = ()  # what only a later step fills
    begin: Callable[[Session, Any, dict[str, Any]], None] | None = None
    go_on: Callable[[Any, Mapping[str, Any]], None] | None = None

    def around(self, session: Session, lines: Sequence[Line]) -> Around:
        """Whom the block's rows are about, each kind by one question."""
        found: dict[tuple[str, int], Any] = {}
        for name, entity in self.about.items():
            ids = {line.values.get(f"{name}_id") for line in lines if line.is_open} - {None}
            asked = select(entity).where(entity.id.in_(ids))
            found |= {(name, one.id): one for one in session.scalars(asked)} if ids else {}
        return found

    def record(self, session: Session, values: dict[str, Any], around: Around) -> Any:
        """As its form would begin it, then its steps; its relations are only for the rules."""
        record = self.draft({n: v for n, v in values.items() if n not in self.later})
        for name in self.about:
            vars(record)[name] = around.get((name, values.get(f"{name}_id", 0)))
        if self.begin:
            self.begin(session, record, values)
        record.check_facts()
        if self.go_on:
            self.go_on(record, values)
        for name in self.about:
            del vars(record)[name]
        return record


def usually(**told: Any) -> Callable[[dict[str, Any]], None]:
    """What a form has chosen already when it opens."""

    def complete(values: dict[str, Any]) -> None:
        values.update({**told, **values})

    return complete
