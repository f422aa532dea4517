"""Two saves of one record: which fields of a form changed since it was opened, and to what."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from flask import current_app, url_for
from sqlalchemy import inspect

from app.core.exact import exact_text
from app.core.pages import shown

#: The old form's hidden field that says what it was opened with.
SEEN = "row_seen"
_LENGTH = 8


def signs(form: Any, names: Sequence[str]) -> str:
    """One sign for each field's value, which tells whether it is still the same and nothing else.

    They are keyed: a form that was sent by somebody else than us only gets a longer list.
    """
    return "".join(signs_of({name: form[name].data for name in names}).values())


def signs_of(values: Mapping[str, Any]) -> dict[str, str]:
    """A value's sign by its name."""
    key = current_app.extensions["keyring"].derive("form seen")
    told = {name: f"{name}={_plain(value)}".encode() for name, value in values.items()}
    return {name: hmac.digest(key, text, "sha256").hex()[:_LENGTH] for name, text in told.items()}


def _plain(value: Any) -> str:
    """A field's value but for how it is spelled."""
    if value is None or isinstance(value, Enum):
        return value.name if value else ""
    if isinstance(value, Decimal):
        return exact_text(value)
    return str(getattr(value, "id", value)).replace("\r\n", "\n")


def changed(form: Any, present: Any, names: Sequence[str]) -> list[str]:
    """The fields whose ``present`` value is another than the one the form was opened with.

    Of a form that does not say what that was, those whose present value is not what was typed.
    """
    before = _opened_with(form, names) or signs(form, names)
    return _differing(names, before, signs(present, names))


def untouched(form: Any, names: Sequence[str]) -> set[str]:
    """The fields that hold what the form was opened with, as far as it says."""
    before = _opened_with(form, names)
    return set(names) - set(_differing(names, before, signs(form, names))) if before else set()


def _opened_with(form: Any, names: Sequence[str]) -> str:
    """The signs a form was opened with; empty where it was told none that fit."""
    seen = str(form[SEEN].data or "")
    return seen if len(seen) == _LENGTH * len(names) else ""


def _differing(names: Sequence[str], one: str, other: str) -> list[str]:
    pairs = zip(names, _parts(one), _parts(other), strict=True)
    return [name for name, left, right in pairs if left != right]


def _parts(told: str) -> Iterator[str]:
    return (told[at : at + _LENGTH] for at in range(0, len(told), _LENGTH))


def conflict(screen: Any, record: Any, names: Sequence[str] | None = None) -> dict[str, Any]:
    """What a refused form says first; ``names`` are its fields that changed, where one knows."""
    may_show, pk = screen.may("can_show"), inspect(record).identity[0]
    return {
        "fields": None if names is None else [shown(screen, record, name) for name in names],
        "url": url_for(f"{screen.endpoint}.show", pk=pk) if may_show else None,
    }
