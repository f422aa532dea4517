"""What every template may call: assets, icons, links that keep the query, the menu's place.

All are Jinja globals, because FAB's widgets render without context processors.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

from app.core.clock import local
from app.core.menus import here, menu
from app.core.words import N_, language, say

STATIC = Path(__file__).parents[1] / "static"
MARK = STATIC / "kedang" / "icon.svg"
SPRITE = "icons.svg"  # A list names it eighty times: at the shortest address there is.
PLAIN_ICON = "circle-dot"
NOTHING = "—"
TAGS_SHOWN = 4
#: The FontAwesome names FAB's own screens use, as icons of our sprite.
FAB_ICONS = {
    "address-card": "address-book",
    "bar-chart": "chart-bar",
    "bar-chart-o": "chart-bar",
    "chain": "link",
    "cogs": "settings",
    "edit": "pencil",
    "envelope": "mail",
    "gear": "settings",
    "globe": "world",
    "group": "users",
    "pie-chart": "chart-pie",
    "save": "device-floppy",
    "sign-in": "login",
    "sign-out": "logout",
    "tasks": "list-check",
    "times": "x",
    "trash-o": "trash",
    "user-secret": "user-shield",
}


def init_app(app: Flask) -> None:
    """Give the templates their few functions."""
    helpers = (asset, icon, qs, lang, here, menu, kept, num, plain, said)
    app.jinja_env.globals.update({helper.__name__: helper for helper in helpers})
    app.jinja_env.install_gettext_callables(say, ngettext, newstyle=True)
    app.jinja_env.globals["_"] = translated
    # The mark of the browser's tab is smaller than the request it would cost.
    app.jinja_env.globals["tab_mark"] = "data:image/svg+xml," + quote(MARK.read_text())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def translated(plain: str, **values: Any) -> Markup:
    """Jinja's ``_``: a template's sentence, its values escaped. Ours, for a page has a hundred."""
    return Markup(say(plain)) % values if values else _marked(plain, language())  # noqa: S704


@lru_cache(maxsize=10_000)
def _marked(plain: str, _language: str) -> Markup:
    return Markup(say(plain)) % {}  # noqa: S704 - a catalogue's sentence, as gettext's own ``_``


def said(error: object) -> str:
    """What speaks against a field, in the reader's language.

    Never marked safe, and never a pattern to fill: it may quote what was typed.
    """
    return str(error) if isinstance(error, N_) else str(gettext(str(error)))


def asset(path: str) -> str:
    """A static file's address, with its content's hash so that browsers may keep it for ever."""
    kept: dict[str, str] = g.setdefault("assets", {})
    if path not in kept:  # Looked at once a request: a list page asks dozens of times.
        changed = (STATIC / path).stat().st_mtime_ns
        kept[path] = _address(path, changed, request.script_root if has_request_context() else None)
    return kept[path]


@cache
def _address(path: str, changed: int, _root: str | None) -> str:
    """``_root`` is where the site is mounted."""
    return url_for("static", filename=path, v=_digest(path, changed))


@cache
def _digest(path: str, _changed: int) -> str:
    """A short hash of a file's content, taken again when the file changes."""
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:6]


def icon(name: str | None, css: str = "") -> Markup:
    """An icon of the sprite, under our name or FontAwesome's; hidden from screen readers."""
    return _drawing(name or "", css, asset(SPRITE))


@lru_cache(maxsize=1_000)
def _drawing(name: str, css: str, sprite: str) -> Markup:
    bare = name.rsplit(" ", maxsplit=1)[-1].removeprefix("fa-")
    drawn = next((n for n in (bare, FAB_ICONS.get(bare)) if n in _icons()), PLAIN_ICON)
    shape = Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>')
    return shape.format(f"ico {css}".strip(), sprite, drawn)


@cache
def _icons() -> frozenset[str]:
    """The names drawn in the sprite."""
    drawn = (STATIC / SPRITE).read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', drawn))


def kept(template: str, **told: Any) -> Markup:
    """A part that follows from the language and what it is told, rendered once for all readers."""
    return _rendered(template, language(), asset(SPRITE), tuple(told.items()))


@lru_cache(maxsize=1_000)
def _rendered(template: str, _language: str, _sprite: str, told: Any) -> Markup:
    """Without the request: what is kept for all must not know who asked."""
    names = dict.fromkeys(("g", "request", "session", "current_user", "config")) | dict(told)
    return Markup(current_app.jinja_env.get_template(template).render(names))  # noqa: S704


def qs(**changes: Any) -> str:
    """This page's address with some of its arguments changed; None takes one away."""
    kept: dict[str, Any] = {k: words for k, words in request.args.lists() if k not in changes}
    told = kept | {name: value for name, value in changes.items() if value is not None}
    return request.path + ("?" + urlencode(told, doseq=True) if told else "")


def lang() -> str:
    """The page's language as HTML names it."""
    return "en" if language() == "en" else "zh-CN"


def num(number: int | str) -> str:
    """A whole number with thousands separators; a text such as ``1,000+`` stays as it is."""
    return number if isinstance(number, str) else f"{number:,}"


def plain(value: Any) -> Any:
    """A raw value as people read it: never ``None``, ``True`` or a Python list."""
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return (local(value) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return _tags(value) if isinstance(value, list | tuple | set) else value


def _tags(values: Any) -> Markup:
    """A few of many as tags, and how many more there are."""
    every: Sequence[Any] = list(values)
    tag = Markup('<span class="tag tag-gray">{}</span>')
    tags = Markup(" ").join(tag.format(str(value)) for value in every[:TAGS_SHOWN])
    more = len(every) - TAGS_SHOWN
    return tags + Markup(' <span class="muted">+{}</span>').format(more) if more > 0 else tags
