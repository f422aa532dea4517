"""API tokens: fifteen minutes, and never longer than the user's epoch lasts."""

from datetime import timedelta

from flask import current_app
from flask_jwt_extended import create_access_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError

from app.security.models import Person

LIFE = timedelta(minutes=15)


def token_for(person: Person) -> str:
    """A signed token that names this user and the epoch it was given in."""
    told = {"epoch": person.epoch}
    token: str = create_access_token(str(person.id), additional_claims=told, expires_delta=LIFE)
    return token


def bearer_of(token: str) -> Person | None:
    """The active user a token names, or None once it ran out or the user's epoch was raised."""
    try:
        told = decode_token(token)
    except (PyJWTError, JWTExtendedException, ValueError):
        return None
    person: Person | None = current_app.appbuilder.sm.load_user(told["sub"])  # type: ignore[attr-defined]
    return person if person is not None and person.epoch == told.get("epoch") else None
