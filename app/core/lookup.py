"""What a field that is searched as one types asks for, and the shape of its answer."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import jsonify, request
from sqlalchemy import select

from app.core.db import db
from app.core.gate import gate_of
from app.core.narrowing import escape_like


def typed_text() -> str:
    """What was typed so far."""
    return request.args.get("q", "").replace("\0", "").strip()[:60]


def typed_pattern() -> str:
    """The typed text inside a LIKE pattern with backslash as escape."""
    return f"%{escape_like(typed_text())}%"


def lookup_results(rows: Iterable[Any]) -> Any:
    """(id, text) rows, or such dictionaries, as the field reads them."""
    found = [row if isinstance(row, dict) else {"id": row[0], "text": row[1]} for row in rows]
    return jsonify(results=found, pagination={"more": False})


def seen_by_number(entity: type[Any]) -> Callable[[int], Any]:
    """Finds the row of a number, if the gate shows it; what is open to all may be at hand."""
    if gate_of(entity) is None:
        return lambda number: db.session.get(entity, number)
    return lambda number: db.session.scalar(select(entity).where(entity.id == number))
