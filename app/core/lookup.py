"""What a field that is searched as one types asks for, and the shape of its answer."""

from collections.abc import Iterable
from typing import Any

from flask import jsonify, request

from app.core.listing import escape_like


def typed_pattern() -> str:
    """The typed text inside a LIKE pattern with backslash as escape."""
    return f"%{escape_like(request.args.get('q', '')[:60])}%"


def lookup_results(rows: Iterable[Any]) -> Any:
    """(id, text) rows as the field reads them."""
    found = [{"id": pk, "text": text} for pk, text in rows]
    return jsonify(results=found, pagination={"more": False})
