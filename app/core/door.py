"""The door of every REST resource: who may come in, and how a refusal reads to a program."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, current_app, g, request
from flask_login import current_user

from app.core.db import db
from app.core.saving import StaleError
from app.core.words import N_, NotYoursError, RuleError

SAFE = {"GET", "HEAD", "OPTIONS"}
BAD_REQUEST, FORBIDDEN, UNKNOWN, CONFLICT, UNPROCESSABLE, UNSTATED = 400, 403, 404, 409, 422, 428


class BodyError(RuleError):
    """What was sent is no JSON object, or its heading makes no sense."""


class UnstatedVersionError(RuleError):
    """A change that does not say of which version; it could undo somebody else's."""

    def __init__(self) -> None:
        super().__init__(N_("Say which version you change: If-Match, or “version” in the object."))


class UnknownStepError(RuleError):
    """A step that these records do not have."""

    def __init__(self, name: str) -> None:
        super().__init__(N_("There is no step “%(name)s” here."), name=name[:40])


class FieldsError(RuleError):
    """Fields refused one by one: ``errors`` holds a sentence for each name."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(N_("Nothing was saved. “errors” says why, field by field."))
        self.errors = errors


CODES: dict[type[RuleError], int] = {
    BodyError: BAD_REQUEST,
    UnstatedVersionError: UNSTATED,
    UnknownStepError: UNKNOWN,
    StaleError: CONFLICT,
    NotYoursError: FORBIDDEN,
}


def door(method: Callable[..., Any]) -> Callable[..., Any]:
    """Who comes in needs a name and the right; who came by cookie and changes, a CSRF token too."""
    name = method.__name__

    @wraps(method)
    def entered(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            abort(401)
        if request.method not in SAFE and not g.get("is_bearer"):
            _check_token()
        if not self.may(f"can_{self.get_method_permission(name)}"):
            abort(403)
        try:
            return method(self, *args, **kwargs)
        except RuleError as refusal:
            db.session.rollback()
            return _refused(refusal)

    entered._permission_name = name
    return entered


def _check_token() -> None:
    """As the forms do it; production does not start with the switch off."""
    if current_app.config["WTF_CSRF_ENABLED"]:
        current_app.extensions["csrf"].protect()


def _refused(refusal: RuleError) -> Any:
    """A bad question is a 400; a rule that refuses what was sent, a 422 that names its fields."""
    other = BAD_REQUEST if request.method in SAFE else UNPROCESSABLE
    code = next((code for kind, code in CODES.items() if isinstance(refusal, kind)), other)
    errors = getattr(refusal, "errors", {})
    return {"message": str(refusal), **({"errors": errors} if errors else {})}, code
