"""How large a request may be: small everywhere, larger at the endpoints that take a file."""

from flask import Request, current_app, session

#: A form's own fields beside the file.
BESIDE = 64 * 1024
#: Endpoint → the largest file it takes; screens that take files enter themselves.
TAKERS: dict[str, int] = {}


class UploadRequest(Request):
    """Flask's request; a stranger's large body is refused before it is read."""

    @property  # type: ignore[misc]
    def max_content_length(self) -> int | None:  # type: ignore[override]
        small: int | None = current_app.config["MAX_CONTENT_LENGTH"]
        if self.endpoint in TAKERS and session.get("_user_id"):
            return TAKERS[self.endpoint] + BESIDE
        return small


def plain_name(told: str | None) -> str:
    """A file's name as it is kept and shown: no folders, no control characters, not too long."""
    last = (told or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable())[-200:].strip()
