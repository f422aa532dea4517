"""How steps are shown: on a record's page, and over a list for many rows at once."""

from typing import Any

from flask import url_for

from app.core.clock import today


def bulk_box(screen: Any) -> list[dict[str, Any]]:
    """The steps the reader may do to chosen rows, as the page shows them."""
    return [
        step_box(screen, step) for step in screen.steps if step.in_bulk and screen.may(step.right)
    ]


def step_box(screen: Any, step: Any) -> dict[str, Any]:
    return {
        "name": step.name,
        "label": str(step.label),
        "icon": step.icon,
        "confirm": str(step.confirm),
        "url": url_for(f"{screen.endpoint}.step", name=step.name),
        "reason": step.asks_reason,
        "tone": step.tone,
        "asks": step.asks and _asks(step.asks),
    }


def _asks(question: Any) -> dict[str, str]:
    """A day is mostly today, by the company's clock."""
    usual = "" if question.url else today().isoformat()
    return {
        "name": question.name,
        "label": str(question.label),
        "url": question.url,
        "usual": usual,
    }
