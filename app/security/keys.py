"""The key ring: made once, kept outside the database and its backups, one key per purpose."""

import base64
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


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


def open_ring(path: Path) -> KeyRing:
    """Read the ring, or make one where there is none; two starts at once agree on one."""
    if not path.exists():
        _make(path)
    told = json.loads(path.read_text())
    keys = {kid: base64.b64decode(text) for kid, text in told["keys"].items()}
    if told["current"] not in keys or any(len(key) != 32 for key in keys.values()):  # noqa: PLR2004
        raise ValueError(f"{path} is not a key ring of 32-byte keys")
    return KeyRing(told["current"], keys, told.get("fixed", next(iter(keys))))


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = {"current": "k1", "keys": {"k1": base64.b64encode(secrets.token_bytes(32)).decode()}}
    try:
        with open(path, "x", opener=_private) as ring:
            ring.write(json.dumps(fresh))
    except FileExistsError:
        return


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
