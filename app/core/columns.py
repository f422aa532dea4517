"""Which columns a list shows: those its address names, else those its reader keeps, else its own.

What a reader keeps is remembered above (``app/desk``); the application hands it down here as
``extensions["desk"]``, so that lists and exports ask one function and cannot disagree.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from flask import current_app, g

from app.core.asking import Plan


class Kept(NamedTuple):
    """One view of a list as its reader saved it; without a name it is the list's own columns."""

    id: int
    name: str
    query: str
    columns: str
    is_default: bool


def screen_key(screen: Any) -> str:
    """The name a screen is remembered by: its address."""
    return str(screen.route_base).strip("/")


def kept_views(screen: Any, user: Any) -> list[Kept]:
    """All a reader keeps about a list; asked of the database once a request."""
    held: dict[Any, list[Kept]] = g.setdefault("kept_views", {})
    place = (user.id, screen_key(screen))
    if place not in held:
        held[place] = current_app.extensions["desk"](*place)
    return held[place]


def choosable(plan: Plan) -> list[str]:
    """Every column a reader may choose; the first stays, for it leads to the record."""
    return list(dict.fromkeys([*plan.columns, *plan.more]))


def read_columns(plan: Plan, told: str) -> list[str]:
    """The columns a text names, the first column before them; unknown names are ignored."""
    known = choosable(plan)
    named = [name for name in told.split(",") if name in known]
    return list(dict.fromkeys([known[0], *named])) if named else []


def shown_columns(screen: Any, args: Mapping[str, str], user: Any) -> list[str]:
    """The columns of a list for one reader, in order; its export shows the same."""
    named = read_columns(screen.plan, args.get("cols", ""))
    if named:
        return named
    own = next((view.columns for view in kept_views(screen, user) if not view.name), "")
    return read_columns(screen.plan, own) or list(screen.plan.columns)


def showing(plan: Plan, columns: list[str]) -> Plan:
    """The plan narrowed to these columns: names of other references are not joined in."""
    labels = {key: found for key, found in plan.labels.items() if key in columns}
    return replace(plan, columns=columns, labels=labels)
