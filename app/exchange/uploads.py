"""The sent file: streamed into the data folder under a random name and hashed on its way.

A request that may carry such a file says so by its endpoint; every other one keeps the small
limit. A stranger's large body is refused before it is read.
"""

import hashlib
import os
import secrets
from io import FileIO
from pathlib import Path
from typing import IO, Any

from flask import Request, current_app, session

from app.core.sheets import LARGEST_FILE
from app.core.words import N_, RuleError
from app.exchange.models import ImportBatch

#: A form's own fields beside the file.
BESIDE = 64 * 1024
ENDPOINTS = {"ImportView.add"}


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Kept(FileIO):
    """A file being received. Nobody claimed it by the end of the request: it is removed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / secrets.token_hex(24)
        self.hash = hashlib.sha256()
        self.is_claimed = False
        super().__init__(self.path, "x+", opener=_private)

    def write(self, block: Any, /) -> int:
        self.hash.update(block)
        return super().write(block) or 0

    def claim(self) -> str:
        """Keep the file; returns the name it is kept under."""
        self.is_claimed = True
        return self.path.name

    def close(self) -> None:
        super().close()
        if not self.is_claimed:
            self.path.unlink(missing_ok=True)


class UploadRequest(Request):
    """Flask's request; a file sent to one of our endpoints never passes through memory."""

    @property
    def takes_a_file(self) -> bool:
        return self.endpoint in ENDPOINTS and bool(session.get("_user_id"))

    @property  # type: ignore[misc]
    def max_content_length(self) -> int | None:  # type: ignore[override]
        small: int | None = current_app.config["MAX_CONTENT_LENGTH"]
        return LARGEST_FILE + BESIDE if self.takes_a_file else small

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if not self.takes_a_file:
            return super()._get_file_stream(
                total_content_length, content_type, filename, content_length
            )
        return Kept(folder())


def folder() -> Path:
    """Where sent files wait, below the data folder."""
    found: Path = current_app.config["DATA_DIR"] / "imports"
    return found


def path_of(batch: ImportBatch) -> Path:
    """The batch's file; RuleError when it is no longer kept."""
    path = folder() / (batch.kept_as or "")
    if not batch.kept_as or not path.is_file():
        raise RuleError(N_("The file is no longer kept; send it again."))
    return path


def forget_file(batch: ImportBatch) -> None:
    """Remove the kept file; what was read from it stays in the batch's rows."""
    if batch.kept_as:
        (folder() / batch.kept_as).unlink(missing_ok=True)
        batch.kept_as = None


def plain_name(told: str | None) -> str:
    """A file's name as it is shown: no folders, no control characters, not too long."""
    last = (told or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable())[-255:].strip()
