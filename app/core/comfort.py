"""What a list's bar offers its reader: the views they saved and the columns they may choose."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for

from app.core.columns import Kept, choosable, kept_views, screen_key
from app.core.words import N_

EVERYTHING = "all"  # ?view=all: the list itself, though a view opens by default
PASSING = {"after", "before", "page", "last", "view", "cols"}


def default_address(screen: Any, user: Any) -> str | None:
    """Where a list entered without any argument leads: to the reader's default view."""
    if request.args:
        return None
    found = next((view for view in kept_views(screen, user) if view.is_default), None)
    return found and address_of(found)


def address_of(view: Kept) -> str:
    told = [*parse_qsl(view.query), ("cols", view.columns), ("view", str(view.id))]
    return f"{request.path}?{urlencode([pair for pair in told if pair[1]])}"


def plain_address(screen: Any, user: Any) -> str:
    """The list without any question."""
    has_default = any(view.is_default for view in kept_views(screen, user))
    return request.path + (f"?view={EVERYTHING}" if has_default else "")


def views_box(screen: Any, user: Any, shown: list[str]) -> dict[str, Any]:
    """The menu of saved views."""
    views = [view for view in kept_views(screen, user) if view.name]
    current = next((v for v in views if str(v.id) == request.args.get("view")), None)
    return {
        "save_url": url_for("DeskView.save"),
        "screen": screen_key(screen),
        "query": urlencode(list(request.args.items())),
        "shown": ",".join(shown),
        "all_url": plain_address(screen, user),
        "items": [
            {
                "name": view.name,
                "url": address_of(view),
                "current": view is current,
                "is_default": view.is_default,
            }
            for view in views
        ],
        "current": current and _current(current, shown),
    }


def _current(view: Kept, shown: list[str]) -> dict[str, Any]:
    asked = sorted((k, v) for k, v in request.args.items() if k not in PASSING and v)
    is_same = asked == sorted(parse_qsl(view.query)) and shown == view.columns.split(",")
    return {
        "name": view.name,
        "is_default": view.is_default,
        "is_changed": not is_same,
        "url": url_for("DeskView.change", pk=view.id),
    }


def columns_box(screen: Any, shown: list[str]) -> dict[str, Any]:
    """The dialog of columns: those shown first, in their order, then the others."""
    others = [name for name in choosable(screen.plan) if name not in shown]
    return {
        "url": url_for("DeskView.columns"),
        "options": tuple(
            (name, str(screen.labels[name]), name in shown) for name in [*shown, *others]
        ),
        "title": str(N_("Columns of this list")),
    }


def empty_box(screen: Any, may_add: bool) -> dict[str, Any]:
    """What fills a list that holds nothing yet, for who may."""
    ways = [way for way in (offer() for offer in screen.ways_in) if way]
    hint = str(N_("Add the first one.")) if may_add else ""
    hint = str(N_("Add the first one, or import a file.")) if ways else hint
    return {"hint": hint, "more": screen.empty_hint(), "ways": ways}
