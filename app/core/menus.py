"""The menu as its reader sees it, and where in it the current page lies.

Both follow from the rights, the language and where the site is mounted, so they are kept: a page
would ask for each of two dozen entries whether it may be seen, what it is called, where it leads.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, request
from flask_babel import gettext

from app.core.words import language


class Entry(NamedTuple):
    """One screen in the menu; ``endpoint`` is its blueprint."""

    label: str
    icon: str
    url: str
    endpoint: str


class Place(NamedTuple):
    """Where in the menu the current page is; empty words where it is nowhere."""

    category: str
    item: str
    url: str


def menu() -> Sequence[tuple[str, Sequence[Entry]]]:
    """The categories that hold anything for the current user, each with its entries."""
    builder = current_app.extensions["appbuilder"]
    allowed = frozenset(builder.sm.get_user_menu_access())
    return _menu(builder.menu, allowed, language(), request.script_root)


@lru_cache(maxsize=500)
def _menu(
    whole: Any, allowed: frozenset[str], _language: str, _root: str
) -> Sequence[tuple[str, Sequence[Entry]]]:
    shown = (top for top in whole.get_list() if top.name in allowed)
    groups = ((_word(top.label), [i for i in top.childs if i.name in allowed]) for top in shown)
    return [(label, [_entry(item) for item in items]) for label, items in groups]


def _entry(item: Any) -> Entry:
    return Entry(_word(item.label), item.icon, item.get_url(), item.baseview.endpoint)


def here() -> Place:
    """The menu's category and item this page belongs to, and the item's address."""
    whole = current_app.extensions["appbuilder"].menu
    return _place(whole, request.blueprint, language(), request.script_root)


@lru_cache(maxsize=500)
def _place(whole: Any, blueprint: str | None, _language: str, _root: str) -> Place:
    for top in whole.get_list():
        for item in top.childs:
            if item.baseview.endpoint == blueprint:
                entry = _entry(item)
                return Place(_word(top.label), entry.label, entry.url)
    return Place("", "", "")


def _word(label: Any) -> str:
    """A menu's label in the reader's language, whether FAB's or ours."""
    return str(gettext(str(label)))
