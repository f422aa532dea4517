"""A record's own history, page by page: what the trail holds of it, as its reader may know it."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for

from app.audit.timeline import Words, lines_of
from app.core.db import db
from app.core.values import id_told
from app.core.words import N_
from app.security.names import full_names
from app.security.past import reading

#: So many entries are read at once; one more is asked for, to know whether it goes on.
READ_AT_ONCE = 50


def history_page(
    screen: Any,
    record: Any,
    elsewhere: Mapping[str, N_],
    trail: tuple[str, int] | None = None,
    labels: Mapping[str, Any] | None = None,
) -> str:
    """The newest entries about a record, or those before the place its address names.

    ``elsewhere`` is for ``reading``; ``trail`` and ``labels`` say what the entries call the record
    and its columns, where that is not the record's own table and the screen's words.
    """
    place = trail or (record.__tablename__, record.id)
    told = screen.labels if labels is None else labels
    words = Words(told, reading(record, elsewhere), full_names)
    lines = lines_of(db.session(), place, words, READ_AT_ONCE + 1, _before())
    shown = lines[:READ_AT_ONCE]
    more = len(lines) > READ_AT_ONCE
    here = f"{screen.endpoint}.history"
    return render_template(
        "kedang/timeline.html",
        entries=[line.told for line in shown if line.told],
        more_url=url_for(here, pk=record.id, before=shown[-1].id) if more else None,
    )


def _before() -> int | None:
    """The place in the trail an address goes on from; what is none starts at the newest."""
    return id_told(request.args.get("before"))
