"""Where files lie: by the SHA-256 of their bytes, written whole or not at all, the row last.

Temporary file in the same file system → hash while writing → fsync → rename to ``ab/cd/<sha256>``
→ fsync of the folders → and only then does the caller write a row. A crash leaves at most bytes
that nobody names; a daily job collects them after a day.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from flask import current_app
from fsspec.core import url_to_fs

from app.core.words import N_, RuleError

BLOCK = 1024 * 1024
WAITING = "incoming"
HEX = 64


class Kept(NamedTuple):
    """What was written: its address and its size."""

    sha256: str
    size: int


class Store:
    """One store of bytes, on a folder or, through fsspec, on an object store."""

    def __init__(self, url: str) -> None:
        self.files, self.root = url_to_fs(url)
        self.is_local = "file" in self.files.protocol

    def put(self, source: IO[bytes], largest: int) -> Kept:
        """Keep the bytes of ``source``; the same bytes are stored once."""
        waiting = f"{self.root}/{WAITING}/{secrets.token_hex(16)}"
        self.files.makedirs(f"{self.root}/{WAITING}", exist_ok=True)
        try:
            kept = self._receive(source, waiting, largest)
            self._publish(waiting, kept.sha256)
        finally:
            if self.files.exists(waiting):
                self.files.rm_file(waiting)
        return kept

    def _receive(self, source: IO[bytes], waiting: str, largest: int) -> Kept:
        digest, size = hashlib.sha256(), 0
        with self._new(waiting) as file:
            for block in iter(lambda: source.read(BLOCK), b""):
                size += len(block)
                if size > largest:
                    raise RuleError(
                        N_("The file is larger than %(most)s MB."), most=largest // 1024**2
                    )
                digest.update(block)
                file.write(block)
            self._settle(file)
        return Kept(digest.hexdigest(), size)

    def _new(self, path: str) -> Any:
        if not self.is_local:
            return self.files.open(path, "wb")
        return open(path, "xb", opener=_private)

    def _settle(self, file: IO[bytes]) -> None:
        if self.is_local:
            file.flush()
            os.fsync(file.fileno())

    def _publish(self, waiting: str, sha256: str) -> None:
        """Give the bytes their address. Renaming again refreshes their age for the collector."""
        target = self.path(sha256)
        self.files.makedirs(target.rpartition("/")[0], exist_ok=True)
        if not self.is_local:
            self.files.mv(waiting, target)
            return
        Path(waiting).replace(target)
        place = Path(target).parent
        for folder in (place, place.parent, place.parent.parent):
            _sync_folder(folder)

    def is_writable(self) -> bool:
        """Whether bytes can be received at this moment."""
        probe = f"{self.root}/{WAITING}/{secrets.token_hex(16)}"
        try:
            self.files.makedirs(f"{self.root}/{WAITING}", exist_ok=True)
            with self._new(probe) as file:
                file.write(b"1")
            self.files.rm_file(probe)
        except OSError:
            return False
        return True

    def path(self, sha256: str) -> str:
        """Where these bytes lie; only a hash makes an address, never a name somebody typed."""
        if not (len(sha256) == HEX and set(sha256) <= set("0123456789abcdef")):
            raise ValueError("not a hash")
        return f"{self.root}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def has(self, sha256: str) -> bool:
        return bool(self.files.exists(self.path(sha256)))

    def open(self, sha256: str) -> IO[bytes]:
        """The bytes; FileNotFoundError when they are gone."""
        return self.files.open(self.path(sha256), "rb")  # type: ignore[no-any-return]

    def hash_of(self, sha256: str) -> str | None:
        """The hash of what lies at an address today; None when nothing does."""
        try:
            with self.open(sha256) as file:
                return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        except FileNotFoundError:
            return None

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Addresses whose bytes were written before ``moment``."""
        for path, told in self._walk():
            name = path.rpartition("/")[2]
            if len(name) == HEX and f"/{WAITING}/" not in path and _written(told) < moment:
                yield name

    def sweep_waiting(self, moment: datetime) -> int:
        """Remove what a killed process left half received."""
        found = [
            path
            for path, told in self._walk()
            if f"/{WAITING}/" in path and _written(told) < moment
        ]
        for path in found:
            self.files.rm_file(path)
        return len(found)

    def _walk(self) -> list[tuple[str, dict[str, Any]]]:
        if not self.files.exists(self.root):
            return []
        return sorted(self.files.find(self.root, detail=True).items())

    def remove(self, sha256: str) -> None:
        self.files.rm_file(self.path(sha256))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written(told: dict[str, Any]) -> datetime:
    moment = told.get("mtime") or told.get("LastModified")
    return moment if isinstance(moment, datetime) else datetime.fromtimestamp(moment or 0, UTC)


def store() -> Store:
    """The running application's store."""
    if "store" not in current_app.extensions:
        current_app.extensions["store"] = Store(current_app.config["STORAGE_URL"])
    return current_app.extensions["store"]  # type: ignore[no-any-return]
