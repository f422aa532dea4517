"""What falls due on which day: each domain names its kinds, the calendar asks them all alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.core.words import N_

#: So many of a kind are named on one day; the rest is one link to the list.
NAMED_A_DAY = 3


@dataclass(frozen=True)
class DueKind:
    """One kind of what falls due.

    ``day`` is the column of its day, ``asked`` selects an id and a text, ``still_due`` says what
    of it is not done yet. ``screen`` and ``right`` are the endpoint and the permission it is shown
    with, ``narrowed`` how that screen's list is brought down to the same rows. ``whose`` is the
    column of the person it waits for, where it is one person's.
    """

    name: str
    label: N_
    icon: str
    tone: str
    screen: str
    right: str
    day: Any
    asked: Callable[[], Any]
    still_due: Callable[[], Sequence[ColumnElement[bool]]]
    narrowed: Mapping[str, str]
    whose: Any = None


def between(kind: DueKind, first: date, last: date, person_id: int | None) -> Select[Any]:
    """Rows (id, text, day, total) of a span: of each day the first few, and how many there are."""
    entity = kind.day.class_
    narrow = [kind.day.between(first, last), *kind.still_due()]
    if person_id is not None and kind.whose is not None:
        narrow.append(kind.whose == person_id)
    counted = (
        kind.day.label("day"),
        func.count().over(partition_by=kind.day).label("total"),
        func.row_number().over(partition_by=kind.day, order_by=entity.id).label("place"),
    )
    each = kind.asked().add_columns(*counted).where(*narrow).subquery()
    few = select(each.c.id, each.c.text, each.c.day, each.c.total)
    return few.where(each.c.place <= NAMED_A_DAY).order_by(each.c.day, each.c.id)


def list_filters(kind: DueKind, day: date, person_id: int | None) -> dict[str, str]:
    """The address arguments of the kind's list that show one day's rows."""
    told = {kind.day.key: f"between:{day},{day}", **kind.narrowed}
    if person_id is not None and kind.whose is not None:
        told[kind.whose.key] = str(person_id)
    return told
