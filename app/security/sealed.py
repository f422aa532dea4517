"""Fields kept sealed: encrypted for their row, found by a blind index, read as a mask.

The envelope is ``version | key id length | key id | nonce | AES-256-GCM``; what it is bound to
(table, column, row, key) is authenticated with it, so that a value copied into another row or
column does not open (NIST SP 800-38D).
"""

import base64
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import ColumnElement, Dialect, LargeBinary, String, Text, TypeDecorator, false
from sqlalchemy.orm import mapped_column

from app.core.gate import Mask
from app.core.words import RuleError
from app.security.keys import KeyRing, open_ring

VERSION = 1
NONCE = 12
INDEX = 16
TAIL = 4


def ring() -> KeyRing:
    """The running application's keys, read again once a key was added to the file."""
    held, path = current_app.extensions, current_app.config["FIELD_KEYS"]
    stamp = _stamp(path)
    if stamp is not None and stamp != held.setdefault("keyring_stamp", stamp):
        held["keyring"], held["keyring_stamp"] = open_ring(path), stamp
    return held["keyring"]  # type: ignore[no-any-return]


def _stamp(path: Path) -> tuple[int, int] | None:
    """What differs when the file was replaced; None where it is gone, and the keys live on."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_ino


def seal(keys: KeyRing, place: str, rid: str, text: str) -> bytes:
    """``text`` sealed for one cell: ``place`` is table.column, ``rid`` its row."""
    kid, nonce = keys.current, secrets.token_bytes(NONCE)
    box = AESGCM(keys.derive("field", kid)).encrypt(nonce, text.encode(), _bound(place, rid, kid))
    return bytes([VERSION, len(kid)]) + kid.encode() + nonce + box


def unseal(keys: KeyRing, place: str, rid: str, sealed: bytes) -> str:
    """The text of one cell; raises cryptography's InvalidTag when it was sealed for another."""
    end = 2 + sealed[1]
    kid, nonce, box = sealed[2:end].decode(), sealed[end : end + NONCE], sealed[end + NONCE :]
    return AESGCM(keys.derive("field", kid)).decrypt(nonce, box, _bound(place, rid, kid)).decode()


def key_of(sealed: bytes) -> str:
    """The id of the key a cell was sealed with; a key without cells may be retired."""
    return sealed[2 : 2 + sealed[1]].decode()


def _bound(place: str, rid: str, kid: str) -> bytes:
    return f"{place}|{rid}|{kid}".encode()


def blind(keys: KeyRing, place: str, plain: str) -> bytes:
    """What stands for ``plain`` in an index: equal texts agree, nothing else can be read."""
    key = keys.derive(f"index:{place}", keys.fixed)
    return hmac.new(key, plain.encode(), hashlib.sha256).digest()[:INDEX]


class SealedText(TypeDecorator[str]):
    """A text column sealed as a whole, for rows that are kept a while and never searched.

    It is bound to its column, not to its row. What was written before it was sealed is read as it
    stands, until its row is gone.
    """

    impl = Text
    cache_ok = True
    mark = "sealed:"

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return self.mark + base64.b64encode(seal(ring(), self.place, "", value)).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not value.startswith(self.mark):
            return value
        return unseal(ring(), self.place, "", base64.b64decode(value[len(self.mark) :]))


class Sealed:
    """A text column nobody reads by accident.

    Set it in clear and it is stored sealed; read it and you get the mask; ``clear`` opens it and
    belongs to ``reveal`` alone. Declares ``NAME_sealed``, ``NAME_index``, ``NAME_masked`` and,
    with ``tail``, ``NAME_tail`` (the last four characters, blind) on its table, which must have
    a ``rid``. ``plain`` brings a value into the one spelling that is compared.
    """

    def __init__(self, plain: Callable[[str], str], mask: Mask, *, tail: bool = False) -> None:
        self.plain, self.mask, self.has_tail = plain, mask, tail

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.name = name
        secret = {"secret": True}
        setattr(owner, f"{name}_sealed", mapped_column(LargeBinary, nullable=True, info=secret))
        setattr(owner, f"{name}_index", mapped_column(LargeBinary(INDEX), nullable=True))
        setattr(owner, f"{name}_masked", mapped_column(String(80), nullable=True))
        if self.has_tail:
            setattr(owner, f"{name}_tail", mapped_column(LargeBinary(INDEX), nullable=True))

    def __get__(self, record: Any, owner: type[Any]) -> Any:
        return getattr(owner if record is None else record, f"{self.name}_masked")

    def __set__(self, record: Any, text: str | None) -> None:
        if text == getattr(record, f"{self.name}_masked") and text:
            return  # A form sent back the mask it was given: nothing was typed.
        plain = self.plain(text) if text else None
        if plain and not record.rid:
            record.rid = uuid.uuid4().hex
        keys, place = ring(), self.place(type(record))
        values = {
            "sealed": plain and seal(keys, place, record.rid, plain),
            "index": plain and blind(keys, place, plain),
            "masked": plain and self.mask(plain),
            "tail": plain and blind(keys, f"{place}.tail", plain[-TAIL:]),
        }
        for part, value in values.items():
            if part != "tail" or self.has_tail:
                setattr(record, f"{self.name}_{part}", value)

    def place(self, entity: type[Any]) -> str:
        return f"{entity.__tablename__}.{self.name}"

    def clear(self, record: Any) -> str | None:
        """The value itself, for ``reveal`` alone."""
        sealed = getattr(record, f"{self.name}_sealed")
        return sealed and unseal(ring(), self.place(type(record)), record.rid, sealed)

    def equals(self, entity: type[Any], text: str) -> ColumnElement[bool]:
        """The rows whose value is ``text``, however it is spelled; or ends in it, if four long."""
        place = self.place(entity)
        if self.has_tail and len(text) == TAIL:
            tail = getattr(entity, f"{self.name}_tail")
            return tail == blind(ring(), f"{place}.tail", text)  # type: ignore[no-any-return]
        try:
            plain = self.plain(text)
        except RuleError:
            return false()
        index = getattr(entity, f"{self.name}_index")
        return index == blind(ring(), place, plain)  # type: ignore[no-any-return]


_FIELDS: dict[tuple[type[Any], str], Sealed | None] = {}


def sealed_field(entity: type[Any], name: str) -> Sealed | None:
    """The entity's sealed field of this name, if it is one."""
    if (entity, name) not in _FIELDS:
        found = next((vars(base)[name] for base in entity.__mro__ if name in vars(base)), None)
        _FIELDS[entity, name] = found if isinstance(found, Sealed) else None
    return _FIELDS[entity, name]
