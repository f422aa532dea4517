"""A list that left with masks and comes back as a file: what stood behind a mask stays."""

from typing import Any

from app.core.gate import masked, masks_of
from app.core.words import N_, RuleError
from app.exchange.lines import Line

#: In every mask of a plain column, and in no address or name.
MARK = "***"
FOREIGN = N_("“%(field)s” holds a mask instead of a value: leave the cell empty.")


def refuse_masks(line: Line, entity: type[Any]) -> None:
    """A new record has nothing behind a mask."""
    for name in masks_of(entity, None):
        if MARK in str(line.values.get(name)):
            line.refuse(RuleError(FOREIGN, field=name), name)


def is_mask(record: Any, name: str, value: Any) -> bool:
    """Whether a row gives back the mask it was shown in the value's place.

    RuleError where it is another value's mask, for that would erase what is known.
    """
    entity = type(record)
    if not isinstance(value, str) or MARK not in value or name not in masks_of(entity, record):
        return False
    if value != masked(entity, name, getattr(record, name), record):
        raise RuleError(FOREIGN, field=name)
    return True
