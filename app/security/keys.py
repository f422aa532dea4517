"""The key ring: made once, kept outside the database and its backups, one key per purpose."""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.words import N_, RuleError
from config import keep_once


class KeyRing(NamedTuple):
    """Master keys by id; ``current`` is the one new values are written with.

    ``fixed`` is the one that indexes and the audit trail hang on: they outlive a new current key.
    """

    current: str
    keys: dict[str, bytes]
    fixed: str

    def derive(self, purpose: str, kid: str | None = None) -> bytes:
        """The 32-byte key of one purpose (``audit``, ``field``, ``index:customer.id_no`` …)."""
        return _derived(self.keys[kid or self.fixed], purpose)


@lru_cache(maxsize=256)
def _derived(master: bytes, purpose: str) -> bytes:
    """Kept, for a page may open a hundred cells; there are a few purposes for each key."""
    hkdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode())
    return hkdf.derive(master)


class RingError(ValueError):
    """The ring is not one, or not this archive's; its text is one sentence for who starts it."""


def open_ring(path: Path) -> KeyRing:
    """Read the ring, or make one where there is none; two starts at once agree on one.

    Raises RingError for a file that holds no ring.
    """
    if not path.exists():
        _make(path)
    try:
        told = json.loads(path.read_text())
        keys = {kid: base64.b64decode(text) for kid, text in told["keys"].items()}
        ring = KeyRing(told["current"], keys, told.get("fixed", next(iter(keys))))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        raise RingError(f"{path} is not a key ring of 32-byte keys") from None
    known = {ring.current, ring.fixed} <= set(keys)
    if not known or any(len(key) != 32 for key in keys.values()):  # noqa: PLR2004
        raise RingError(f"{path} is not a key ring of 32-byte keys")
    return ring


def add_key(path: Path) -> KeyRing:
    """Add a key and make it current; older ones stay, for what was sealed with them.

    The new ring takes the old one's place whole, and two who add at once add one after another.
    """
    with _locked(path.parent):
        ring = open_ring(path)
        # Above the highest: the id of a key that was retired is never given to another.
        kid = f"k{max(map(_number, ring.keys)) + 1}"
        keys = {**ring.keys, kid: secrets.token_bytes(32)}
        _replace(path, KeyRing(kid, keys, ring.fixed))
        return open_ring(path)


def check_retiring(ring: KeyRing, kid: str, values: int) -> None:
    """RuleError unless a key may leave the ring: nothing is sealed with it, nothing hangs on it."""
    if kid not in ring.keys:
        raise RuleError(N_("There is no key %(kid)s."), kid=kid)
    if kid == ring.current:
        raise RuleError(N_("New values are sealed with %(kid)s; add a key first."), kid=kid)
    if kid == ring.fixed:
        raise RuleError(
            N_("The audit trail and the indexes hang on %(kid)s; it stays in the ring."), kid=kid
        )
    if values:
        raise RuleError(
            N_("%(kid)s still seals %(count)s values; seal them again first."),
            kid=kid,
            count=values,
        )


def drop_key(path: Path, kid: str) -> KeyRing:
    """The ring without a key that was retired."""
    with _locked(path.parent):
        ring = open_ring(path)
        keys = {name: key for name, key in ring.keys.items() if name != kid}
        _replace(path, ring._replace(keys=keys))
        return open_ring(path)


def _number(kid: str) -> int:
    digits = kid.removeprefix("k")
    return int(digits) if digits.isdecimal() else 0


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(path: Path, ring: KeyRing) -> None:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with open(fresh, "x", opener=_private) as file:
        file.write(_text(ring))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _text(ring: KeyRing) -> str:
    keys = {kid: base64.b64encode(key).decode() for kid, key in ring.keys.items()}
    return json.dumps({"current": ring.current, "fixed": ring.fixed, "keys": keys})


def _make(path: Path) -> None:
    keep_once(path, _text(KeyRing("k1", {"k1": secrets.token_bytes(32)}, "k1")))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
