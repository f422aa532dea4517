"""The log of a production server: one JSON object a line, and no value anybody typed.

An address's question, a form's fields and an exception's own words may hold a customer's data;
they stay out. What is left finds the error: the request's number, its route, the frames.
"""

import json
import logging
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request

log = logging.getLogger("kedang.request")


class JsonLines(logging.Formatter):
    """A record as one line of JSON; a line break in a message cannot begin a second entry."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            told |= {"error": record.exc_info[0].__name__, "frames": _frames(record.exc_info[2])}
        return json.dumps(told, ensure_ascii=False, default=str)


def _frames(trace: Any) -> list[str]:
    found = traceback.extract_tb(trace)[-12:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in found]


def init_app(app: Flask, who: Callable[[], str]) -> None:
    """In production, log in JSON and each request as one line."""
    if app.config["MODE"] != "production":
        return
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    app.after_request(lambda response: _told(response, who()))


def _told(response: Response, who: str) -> Response:
    started = g.get("started", time.perf_counter())
    facts = {
        "request_id": g.get("request_id"),
        "user": who,
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }
    log.info("request", extra={"facts": facts})
    return response
