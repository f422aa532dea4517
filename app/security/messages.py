"""A page's short messages ("Saved.") on their way to the next page: in a cookie, not in a row.

In the session's row they would cost each save two transactions more, one to leave the message and
one to take it away. The cookie is signed for its session alone and holds what its own reader is
about to be shown; what does not fit travels in the row, as everything else of a session does.
"""

from typing import Any

from flask import Flask, Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

COOKIE = "told"
KEPT = "_flashes"  # Where Flask keeps them in a session.
LONGEST = 2_000  # bytes; browsers keep cookies of 4,096
SECONDS = 300


def read(app: Flask, request: Request, key: str) -> list[Any]:
    """The messages left for this session's next page; none that are old or another's."""
    told = request.cookies.get(COOKIE, "")
    try:
        return list(_signer(app, key).loads(told, max_age=SECONDS)) if told else []
    except BadData:
        return []


def packed(app: Flask, key: str, messages: list[Any]) -> str | None:
    """The cookie's value; None where they are too long for one."""
    told = _signer(app, key).dumps(messages)
    text = told if isinstance(told, str) else told.decode()
    return text if len(text) <= LONGEST else None


def send(app: Flask, response: Response, told: str) -> None:
    """Leave a cookie, or take it away where nothing is told."""
    if not told:
        response.delete_cookie(COOKIE, path="/")
        return
    response.set_cookie(
        COOKIE,
        told,
        max_age=SECONDS,
        path="/",
        httponly=True,
        secure=app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
    )


def _signer(app: Flask, key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app.config["SECRET_KEY"], salt=f"messages of {key}")
