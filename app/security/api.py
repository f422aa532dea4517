"""The machine's own way in: a token for a name and a password, counted like the login page."""

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_appbuilder.api import BaseApi

from app.core.db import db
from app.core.words import N_
from app.security.tokens import LIFE, token_for

LONGEST = 256


class SecurityApi(BaseApi):
    """``/api/v1/security/login``, at FAB's own address."""

    resource_name = "security"
    base_permissions: list[str] = []

    @expose("/login", methods=["POST"])
    def login(self) -> Any:
        told = request.get_json(silent=True)
        told = told if isinstance(told, dict) else {}
        name, password = (_word(told, key) for key in ("username", "password"))
        if not name or not password or told.get("provider", "db") != "db":
            return {"message": str(N_("Send a JSON object with username and password."))}, 400
        person = self.appbuilder.sm.auth_user_db(name, password)
        if person is None:
            return {"message": str(N_("The user name or the password is wrong."))}, 401
        token = token_for(person)
        db.session.rollback()
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(LIFE.total_seconds()),
        }


def _word(told: dict[str, Any], key: str) -> str:
    """A text of the body that a database and a hash can take, or nothing."""
    word = told.get(key)
    if not isinstance(word, str) or len(word) > LONGEST or "\0" in word:
        return ""
    return "" if any("\ud800" <= char <= "\udfff" for char in word) else word
