"""The way from a list to those of its rows whose day has come."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from app.core.clock import today
from app.core.words import N_


def due_link(screen: str, column: str, label: N_) -> Callable[[Any], dict[str, Any] | None]:
    """A link beside the list's "new": the same list, down to what is due today or before."""

    def link(_screen: Any) -> dict[str, Any]:
        told: Any = {column: f"between:,{today()}"}
        url = url_for(f"{screen}.list", **told)
        return {"url": url, "icon": "calendar-event", "label": str(label)}

    return link
