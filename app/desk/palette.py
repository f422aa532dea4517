"""What Ctrl+K offers: screens, new records, what one had open lately, and records by their name."""

from collections.abc import Iterable
from typing import Any

from flask import current_app, url_for
from sqlalchemy import ColumnElement, select

from app.core.asking import read_url
from app.core.columns import screen_key
from app.core.db import db
from app.core.narrowing import rows_where
from app.core.pinyin import pinyin_of
from app.core.screens import Screen
from app.core.values import id_told
from app.core.words import N_

MOST = 8
SHORTEST = 2  # characters before the records themselves are searched


def palette(words: str, recent: str) -> list[dict[str, Any]]:
    """The groups for what was typed; nothing typed shows what lies nearest."""
    screens = [view for view in current_app.appbuilder.baseviews if isinstance(view, Screen)]  # type: ignore[attr-defined]
    listed = [s for s in screens if "list" not in s.exclude_route_methods and s.may("can_list")]
    found = [s for s in listed if s.palette]
    groups = _records(found, words) if words else _recent(found, recent)
    groups += [
        (str(N_("New")), [_adding(s) for s in listed if s.may("can_add")]),
        (str(N_("Go to")), [_screen(s) for s in listed]),
    ]
    return [
        {"label": label, "items": items[:MOST]}
        for label, items in ((label, list(_matching(items, words))) for label, items in groups)
        if items
    ]


def _screen(screen: Any) -> dict[str, Any]:
    title = str(screen.menu_name)
    return _item(title, "", url_for(f"{screen.endpoint}.list"), screen.menu_icon)


def _adding(screen: Any) -> dict[str, Any]:
    title = str(N_("New: %(what)s")) % {"what": screen.record_word}
    return _item(title, "", url_for(f"{screen.endpoint}.add"), "plus")


def _item(title: str, hint: str, url: str, icon: str) -> dict[str, Any]:
    return {"title": title, "hint": hint, "url": url, "icon": icon}


def _matching(items: Iterable[dict[str, Any]], words: str) -> Iterable[dict[str, Any]]:
    """Records matched already; screens and actions match by name, pinyin or initials."""
    wanted = words.casefold()
    for item in items:
        names = (item["title"].casefold(), *pinyin_of(item["title"]))
        if "record" in item or any(wanted in name.casefold() for name in names):
            yield item


def _records(screens: list[Any], words: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Records by name, number, pinyin or initials: the same search as their lists."""
    if len(words) < SHORTEST:
        return []
    groups = []
    for screen in screens:
        where = rows_where(screen.plan, read_url(screen.plan, {"q": words}), db.session())
        groups.append((str(screen.menu_name), _rows(screen, where)))
    return groups


def _recent(screens: list[Any], told: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Records the browser remembers by number; their names come through the gate, or not at all."""
    items: list[dict[str, Any]] = []
    wanted = [place for place in told.split(",")[:MOST] if place]
    for screen in screens:
        numbers = list(_numbers(screen_key(screen), wanted))
        if numbers:
            items += _rows(screen, [screen.plan.entity.id.in_(numbers)])
    items.sort(key=lambda item: wanted.index(item["record"]))
    return [(str(N_("Opened lately")), items)]


def _numbers(key: str, places: list[str]) -> Iterable[int]:
    for place in places:
        screen, _, number = place.partition(":")
        if screen == key and (found := id_told(number)):
            yield found


def _rows(screen: Any, where: list[ColumnElement[bool]]) -> list[dict[str, Any]]:
    if not screen.may("can_show"):
        return []
    entity = screen.plan.entity
    title, hint = (getattr(entity, name) for name in screen.palette)
    asked = select(entity.id, title.label("title"), hint.label("hint")).where(*where)
    rows = db.session.execute(asked.order_by(entity.id.desc()).limit(MOST))
    return [
        _item(row.title, row.hint or "", _address(screen, row.id), screen.menu_icon)
        | {"record": f"{screen_key(screen)}:{row.id}"}
        for row in rows
    ]


def _address(screen: Any, number: int) -> str:
    return url_for(f"{screen.endpoint}.show", pk=number)
