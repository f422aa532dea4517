"""A number one looks for stands in no address: a token does, sealed for who typed it, for a while.

Addresses stay in a browser's history and in the logs of every machine they pass; an identity or
telephone number does not belong there. Nothing is kept: the token is the number itself, sealed.
"""

import base64
import binascii
import json
import re
import secrets
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from flask_login import current_user

from app.core.clock import now
from app.core.words import N_, RuleError

MARK, NONCE = "~", 12
TOKEN = re.compile(r"~[\w-]{40,}", re.ASCII)
HELD = timedelta(minutes=30)
ENDED = N_("This search has ended. Type the number again.")


def hold(words: str) -> str:
    """A token for ``words``, for the person who is logged in."""
    nonce = secrets.token_bytes(NONCE)
    told = json.dumps([(now() + HELD).timestamp(), words]).encode()
    box = nonce + _cipher().encrypt(nonce, told, _whose())
    return MARK + base64.urlsafe_b64encode(box).decode().rstrip("=")


def release(told: str) -> str:
    """What a token stands for, or the words themselves; RuleError once it ended, or for others."""
    if not TOKEN.fullmatch(told):
        return told
    try:
        box = base64.urlsafe_b64decode(told[1:] + "=" * (-len(told[1:]) % 4))
        until, words = json.loads(_cipher().decrypt(box[:NONCE], box[NONCE:], _whose()))
    except (InvalidTag, binascii.Error, ValueError):
        raise RuleError(ENDED) from None
    if now().timestamp() > until:
        raise RuleError(ENDED)
    return str(words)


def _cipher() -> AESGCM:
    return AESGCM(current_app.extensions["keyring"].derive("held words"))


def _whose() -> bytes:
    return f"held|{current_user.get_id() if current_user else ''}".encode()
