"""Sentences as they are stored beside a row: by their ids and values, in nobody's language yet."""

import json
from collections.abc import Iterable
from typing import Any

from app.core.words import N_, Choice, RuleError


def pack(refusal: RuleError) -> str:
    """A sentence as it is stored: its id and values, to be told in the reader's language."""
    values = {name: _kept(value) for name, value in refusal.values.items()}
    return json.dumps([str.__str__(refusal.message), values], ensure_ascii=False)


def _kept(value: object) -> str | list[str]:
    """A word of ours is kept as it stands in the source: each reader has another one for it."""
    word = value.value if isinstance(value, Choice) else value
    return [str.__str__(word)] if isinstance(word, N_) else str(value)


def pack_all(refusals: Iterable[RuleError]) -> str:
    """Several sentences as they are stored in one place, each once."""
    told = list(dict.fromkeys(map(pack, refusals)))
    return told[0] if len(told) == 1 else f"[{', '.join(told)}]"


def unpack(told: str | None) -> RuleError | None:
    """A stored sentence, ready to be shown."""
    return next(iter(unpack_all(told)), None)


def unpack_all(told: str | None) -> list[RuleError]:
    """All sentences that are stored in one place, ready to be shown."""
    if not told:
        return []
    held = json.loads(told) if told.startswith("[") else [told, {}]
    return [_unpacked(*one) for one in ([held] if isinstance(held[0], str) else held)]


def _unpacked(message: str, values: dict[str, Any]) -> RuleError:
    words = {n: N_(v[0]) if isinstance(v, list) else v for n, v in values.items()}
    return RuleError(N_(message), **words)
