"""A file on its way through the review whose contents change: who did it, and what follows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

from app.customers.rules import OF_THE_FILE, ON_ITS_WAY, EntryStatus, Step, after

#: Columns that say how the file came in and how far it has come, or repeat what others say.
_BOOKKEEPING = frozenset({
    "id", "number", "rid", "version", "created_at", "created_by_id", "updated_at", "updated_by_id",
    "entry_status", "submitted_at", "submitted_by_id", "reviewed_at", "reviewed_by_id", "filed_at",
    "filed_by_id", "review_round", "changers", "return_reason", "voided_at", "voided_by_id",
    "void_reason", "name_key", "pinyin", "initials", "phone_key",
})  # fmt: skip
#: The same number typed once more is sealed otherwise; its index says that it is the same.
_SEALED = "_sealed"


def is_content(name: str) -> bool:
    """Whether a column or reference of a customer is something a review looks at."""
    told = name.removesuffix("_id")
    return not (name in _BOOKKEEPING or told in OF_THE_FILE or name.endswith(_SEALED))


def _changed(record: Any) -> Iterator[str]:
    """What waits to be written otherwise than it was. A form names each reference anew, so that
    only another number than the column's is a change.
    """
    state = inspect(record)
    for name in state.mapper.column_attrs.keys():  # noqa: SIM118 - a collection of SQLAlchemy's
        if state.attrs[name].history.has_changes():
            yield name
    for relation in state.mapper.relationships:
        target = state.dict.get(relation.key)
        (column,) = relation.local_columns
        is_set = state.attrs[relation.key].history.has_changes()
        if is_set and (target and target.id) != getattr(record, column.key):
            yield relation.key


class Changing:
    """Mixed into the mappings of a customer's row through which its contents change."""

    if TYPE_CHECKING:
        entry_status: Any
        review_round: Any
        changers: Any

    def changer_ids(self) -> set[int]:
        """Who changed the contents since the file was submitted."""
        return {int(number) for number in (self.changers or "").split()}

    def note_change(self, by_id: int | None) -> None:
        """Before it is written: a change of contents counts, any other does not."""
        if any(map(is_content, _changed(self))):
            self.change(by_id)

    def change(self, by_id: int | None) -> None:
        """Whoever changes a file on its way is one of its makers; one that has passed its review
        waits for the next.
        """
        if self.entry_status not in ON_ITS_WAY:
            return
        told = self.changer_ids() | ({by_id} if by_id else set())
        self.changers = f" {' '.join(map(str, sorted(told)))} " if told else None
        if self.entry_status is EntryStatus.reviewed:
            self.entry_status = after(self.entry_status, Step.reopen)
            self.review_round += 1
