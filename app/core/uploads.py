"""How large a request may be: small everywhere, larger at the endpoints that take a file."""

from collections.abc import Callable
from typing import IO

from flask import Request, current_app, g, session

#: A form's own fields beside the file.
BESIDE = 64 * 1024
#: Endpoint → the largest file it takes; screens that take files enter themselves.
TAKERS: dict[str, int] = {}
#: Endpoint → where its file is received; elsewhere it waits in memory, then in a temporary file.
STREAMS: dict[str, Callable[[], IO[bytes]]] = {}


def largest() -> int:
    """The largest body any address takes: a server need not receive more before it refuses."""
    small: int = current_app.config["MAX_CONTENT_LENGTH"]
    return max(small, *TAKERS.values()) + BESIDE


class UploadRequest(Request):
    """Flask's request; a stranger's large body is refused before it is read."""

    @property  # type: ignore[misc]
    def max_content_length(self) -> int | None:  # type: ignore[override]
        small: int | None = current_app.config["MAX_CONTENT_LENGTH"]
        if self.endpoint in TAKERS and (session.get("_user_id") or g.get("is_bearer")):
            return TAKERS[self.endpoint] + BESIDE
        return small

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.endpoint in STREAMS and session.get("_user_id"):
            return STREAMS[self.endpoint]()
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )


def plain_name(told: str | None) -> str:
    """A file's name as it is kept and shown: no folders, no control characters, not too long."""
    last = (told or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable())[-200:].strip()
