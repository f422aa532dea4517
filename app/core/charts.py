"""Pictures of the start page: bars that are links; of each picture bounded counts in one statement.

Each bar says its words and its number beside it, so the picture needs no other text.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from app.core.db import db
from app.core.todo import MOST_COUNTED, counted


class Bar(NamedTuple):
    """One bar: its words, which rows it counts, and where they are listed."""

    label: str
    where: Sequence[ColumnElement[bool]]
    url: str
    is_late: bool = False


class Picture(NamedTuple):
    """What is counted, bar by bar, under which heading."""

    title: str
    entity: type[Any]
    bars: Sequence[Bar]


Drawn = Callable[[], Picture | None]


def drawn(picture: Picture) -> dict[str, Any] | None:
    """The picture as its page shows it; None where there is nothing to show."""
    found = _counts(picture)
    most = max(found, default=0)
    if not most:
        return None
    bars = [
        {
            "label": bar.label,
            "value": counted(count),
            "percent": round(100 * count / most),
            "url": bar.url,
            "is_late": bar.is_late,
        }
        for bar, count in zip(picture.bars, found, strict=True)
    ]
    return {"title": picture.title, "bars": bars}


def _counts(picture: Picture) -> list[int]:
    """How many rows each bar stands for; counting ends one past the limit."""
    parts = []
    for number, bar in enumerate(picture.bars):
        inner = select(picture.entity.id).where(*bar.where).limit(MOST_COUNTED + 1).subquery()
        count = select(func.count()).select_from(inner).scalar_subquery()
        parts.append(count.label(f"bar_{number}"))
    return [*db.session.execute(select(*parts)).one()]
