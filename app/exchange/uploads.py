"""The sent file: streamed into the data folder under a random name and hashed on its way.

``app/core/uploads.py`` asks here for the stream: the file never passes through memory.
"""

import hashlib
import os
import secrets
from io import FileIO
from pathlib import Path
from typing import Any

from flask import current_app

from app.core.sheets import LARGEST_FILE
from app.core.uploads import STREAMS, TAKERS
from app.core.words import N_, RuleError
from app.exchange.models import ImportBatch


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


TAKERS["ImportView.add"] = LARGEST_FILE
STREAMS["ImportView.add"] = lambda: Kept(folder())
