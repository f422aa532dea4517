"""What an export holds: a list's rows as the list shows them, block by block, in people's words."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from sqlalchemy.orm import Session

from app.core.asking import Asked, Plan
from app.core.gate import masked, masks_of
from app.core.listing import beyond, columns_of, ordered
from app.core.narrowing import rows_where
from app.core.sheet_writing import Row, write_csv
from app.core.values import python_type
from app.core.words import N_
from app.core.workbook_writing import OFFICE, write_xlsx

BLOCK = 2_000
LABELS = {"xlsx": N_("Excel workbook"), "csv": N_("CSV text")}
#: Where in the list the reader stands; an export takes all of it.
PLACES = {"after", "before", "page", "last", "size"}
Cells = Mapping[str, Callable[[Any], Any]]
AS_KEPT: Cells = {}
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
MIME = {"csv": "text/csv; charset=utf-8", "xlsx": f"{OFFICE}.sheet"}


def offered(screen: Any) -> Iterator[dict[str, str]]:
    """The ways out, for those who may: the list's question, another shape."""
    if not (screen.may("can_export") and screen.appbuilder.sm.export_cap()):
        return
    for kind, label in LABELS.items():
        address = url_for(f"{screen.endpoint}.export", kind=kind)
        yield {"url": f"{address}{question_mark()}", "label": str(label)}


def question_mark() -> str:
    """The list's question, as the tail of an address."""
    told = {k: v for k, v in request.args.items() if k not in PLACES}
    return f"?{urlencode(told)}" if told else ""


def walk(session: Session, plan: Plan, asked: Asked) -> Iterator[list[Any]]:
    """Every row of the question in its order, by place: never all in memory, never by offset."""
    where, place = rows_where(plan, asked, session), None
    while True:
        question = columns_of(plan).where(*where)
        if place:
            question = question.where(beyond(plan, asked, place, asked.descending))
        question = ordered(question, plan, asked, asked.descending)
        rows = list(session.execute(question.limit(BLOCK)))
        if rows:
            yield rows
        if len(rows) < BLOCK:
            return
        place = (getattr(rows[-1], asked.sort), rows[-1].id)


def reader(plan: Plan, told: Cells = AS_KEPT) -> Callable[[Any], Row]:
    """How one row becomes cells: references by name, vocabulary in words, secrets masked.

    ``told`` are the columns a screen says in words of its own. What each column needs is found
    once, not once a cell.
    """
    said: dict[Any, Any] = {}
    pick = attrgetter(*(_label_or_self(plan, name) for name in plan.columns), "id")
    own = [(n, tell) for n, name in enumerate(plan.columns) if (tell := _own(plan, told, name))]
    words = [n for n, name in enumerate(plan.columns) if _is_word(plan, name)]

    def say(value: Any) -> Any:
        if value not in said:
            told = N_("Yes") if value is True else N_("No") if value is False else value
            said[value] = told if told is None else str(told)
        return said[value]

    def read(row: Any) -> Row:
        cells = list(pick(row)[:-1])
        for place in words:
            cells[place] = say(cells[place])
        for place, tell in own:
            cells[place] = tell(row)
        return cells

    return read


def _label_or_self(plan: Plan, name: str) -> str:
    return f"{name}_label" if name in plan.labels else name


def _is_word(plan: Plan, name: str) -> bool:
    """Whether a column holds a vocabulary's words, or yes and no."""
    kind = python_type(getattr(plan.entity, name))
    is_word = isinstance(kind, type) and issubclass(kind, Enum | bool)
    return is_word and name not in plan.labels


def _own(plan: Plan, told: Cells, name: str) -> Callable[[Any], Any] | None:
    """What tells a column otherwise than it is kept: the screen's own words, or its mask."""
    if name in told:
        return told[name]
    if name in plan.labels or name not in masks_of(plan.entity, None):
        return None
    return lambda row: masked(plan.entity, name, getattr(row, name), row)
