"""What the list and record templates are given: labels translated, links built once, no logic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from flask import request, url_for
from flask_babel import format_decimal
from flask_login import current_user
from markupsafe import Markup

from app.core.asking import SIZES, Asked
from app.core.clock import local
from app.core.comfort import columns_box, empty_box, plain_address, views_box
from app.core.exact import exact_text
from app.core.exporting import offered
from app.core.filters import Facet, Field, builder, chips, facet
from app.core.gate import masked
from app.core.links import PLACES, restart
from app.core.listing import Found
from app.core.pager import count_text, places
from app.core.step_boxes import bulk_box, step_box
from app.core.values import python_type
from app.core.words import N_

NOTHING = "—"
SHORT = 10  # A text column of so many characters holds a code, or a day that is not whole.


class Row(NamedTuple):
    """One line of a list; ``rest`` are its cells after the first, each with its attributes."""

    id: int
    url: str
    cells: list[str | Markup]
    rest: list[tuple[Markup, str | Markup]]


@dataclass
class Page:
    """Everything ``kedang/list.html`` shows."""

    columns: list[dict[str, Any]]
    rows: list[Row]
    count_text: str
    position: str
    first_url: str | None
    prev_url: str | None
    next_url: str | None
    last_url: str | None
    pages: list[dict[str, Any]]
    chips: list[dict[str, Any]]
    clear_url: str
    facets: tuple[Facet, ...]
    filters: tuple[Field, ...]
    q: str
    q_hint: str
    add_url: str | None
    add_label: str
    exports: list[dict[str, Any]]
    links: list[dict[str, Any]]
    bulk: list[dict[str, Any]]
    hidden_args: list[tuple[str, str]]
    sizes: list[dict[str, Any]]
    empty: dict[str, Any]
    views: dict[str, Any]
    chooser: dict[str, Any]


def show(value: Any) -> str | Markup:
    """One value as people read it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Markup):
        return value
    if isinstance(value, bool):
        return str(N_("Yes") if value else N_("No"))
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal):
        return str(format_decimal(value, "#,##0.00"))
    return str(value)


def list_page(screen: Any, asked: Asked, found: Found, shown: list[str]) -> Page:
    """The list's page from what was asked and found."""
    may_add = screen.may("can_add")
    days = [name for name in shown if _kind_of(screen, name) in {date, datetime}]
    columns = [_column(screen, asked, name, days) for name in shown]
    return Page(
        columns=columns,
        rows=_rows(screen, found.rows, columns),
        count_text=count_text(found),
        position=f"{found.start}–{found.start + len(found.rows) - 1}" if found.start else "",
        chips=list(chips(screen, asked)),
        clear_url=plain_address(screen, current_user),
        facets=tuple(facet(screen, name) for name in screen.facets),
        filters=builder(screen),
        q=asked.q,
        q_hint=str(screen.search_hint),
        add_url=url_for(f"{screen.endpoint}.add") if may_add else None,
        add_label=str(N_("New: %(what)s")) % {"what": screen.record_word},
        exports=list(offered(screen)),
        links=[link for link in (find(screen) for find in screen.list_links) if link],
        bulk=bulk_box(screen),
        hidden_args=[(k, v) for k, v in request.args.items() if k not in {"q", *PLACES}],
        sizes=[{"n": n, "url": restart(size=n), "current": n == asked.size} for n in SIZES],
        empty={} if found.rows or asked.is_narrowed else empty_box(screen, may_add),
        views=views_box(screen, current_user, shown),
        chooser=columns_box(screen, shown),
        **places(asked, found),
    )


def _kind_of(screen: Any, name: str) -> Any:
    return python_type(getattr(screen.plan.entity, name))


def _is_short(screen: Any, name: str) -> bool:
    """Whether its texts are no sentence that may be broken into lines."""
    length = getattr(getattr(screen.plan.entity, name).type, "length", None)
    return length is not None and length <= SHORT


def _column(screen: Any, asked: Asked, name: str, days: list[str]) -> dict[str, Any]:
    """One column's header; ``days`` are all that hold days: of several, each says which it is."""
    kind = _kind_of(screen, name)
    plan = screen.plan
    is_count = kind in {int, Decimal} and name not in plan.labels
    sorts = name in plan.orders
    is_current = sorts and asked.sort == plan.rank(name)
    current = ("desc" if asked.descending else "asc") if is_current else ""
    label = str(screen.labels[name])
    is_text = name in plan.labels or (kind is str and not _is_short(screen, name))
    css = "num" if is_count else "ref" if is_text else ""
    is_told = is_count or kind is bool or (name in days and len(days) > 1)
    return {
        "name": name,
        "label": label,
        "css": css,
        "attributes": _attributes(css, f"{label} " if is_told else ""),
        "sort_url": restart(sort=name if current == "desc" else f"-{name}") if sorts else None,
        "sorted": current,
    }


@lru_cache(maxsize=1_000)
def _attributes(css: str, told: str) -> Markup:
    """What the cells of one column say besides; ``told`` is for phones, which show no header."""
    own = Markup(' class="{}"').format(css) if css else Markup()
    return own + (Markup(' data-told="{}"').format(told) if told else Markup())


def _rows(screen: Any, rows: Sequence[Any], columns: list[dict[str, Any]]) -> list[Row]:
    screen.prepare(rows)
    shows = screen.may("can_show")
    address = url_for(f"{screen.endpoint}.show", pk="_id_") if shows else ""
    names, told = [c["name"] for c in columns], [c["attributes"] for c in columns[1:]]
    found = []
    for row in rows:
        cells = [cell(screen, row, name) for name in names]
        url = address.replace("_id_", str(row.id))
        found.append(Row(row.id, url, cells, list(zip(told, cells[1:], strict=True))))
    return found


def cell(screen: Any, row: Any, name: str) -> str | Markup:
    """One cell: a reference by its joined name, a badge where the screen says so."""
    if name in screen.cells:
        return show(screen.cells[name](row))
    if name in screen.plan.labels:
        return show(getattr(row, f"{name}_label"))
    value = masked(screen.plan.entity, name, getattr(row, name), row)
    if name in screen.badges and value is not None:
        return badge(screen.tones.get(value, "gray"), value)
    return show(_whole(screen, name, value))


def _whole(screen: Any, name: str, value: Any) -> Any:
    """A rate or a quantity with all its decimals, where an amount has two."""
    is_exact = name in screen.exact and isinstance(value, Decimal)
    return exact_text(value, ",") if is_exact else value


def badge(tone: str, value: Any) -> Markup:
    return _tag(tone, str(value))


@lru_cache(maxsize=1_000)
def _tag(tone: str, words: str) -> Markup:
    return Markup('<span class="tag tag-{}">{}</span>').format(tone, words)


def record_page(screen: Any, record: Any) -> dict[str, Any]:
    """Everything ``kedang/record.html`` shows."""
    title = str(record)
    return {
        "title": title,
        "initial": title[:1],
        "id": record.id,
        "number": getattr(record, screen.number_column) if screen.number_column else "",
        "badges": [_badge(screen, getattr(record, name)) for name in screen.badges],
        "meta": screen.meta(record),
        "edit_url": url_for(f"{screen.endpoint}.edit", pk=record.id)
        if screen.may_edit(record)
        else None,
        "back_url": screen.home_of(record),
        "actions": [
            step_box(screen, step)
            for step in screen.steps
            if screen.may(step.right) and step.fits(record)
        ],
        "links": [link for link in screen.links(record) if link],
        "panel_url": screen.panel_url(record),
        "facts": screen.facts(record),
        "tabs": screen.tabs(record),
        "sections": [
            {"title": str(head), "fields": [shown(screen, record, name) for name in names]}
            for head, names in screen.sections_of(record)
        ],
        "timeline_url": screen.timeline_url(record),
        "notice": screen.notice(record),
        "reveal_dialog": screen.reveal_dialog(),
    }


def _badge(screen: Any, value: Any) -> dict[str, str]:
    return {"tone": screen.tones.get(value, "gray"), "label": str(value)}


def shown(screen: Any, record: Any, name: str) -> dict[str, Any]:
    """One value as its record's page shows it: in words, and behind its mask."""
    told = screen.cells[name](record) if name in screen.cells else screen.value(record, name)
    value = masked(screen.plan.entity, name, told, record)
    return {
        "label": str(screen.label_of(record, name)),
        "value": show(_whole(screen, name, value)),
        "reveal": screen.reveal_of(record, name) if value else None,
    }
