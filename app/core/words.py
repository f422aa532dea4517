"""Words people read: closed vocabularies and messages, in the reader's language."""

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from flask import g, has_app_context
from flask_babel import get_locale, gettext


def say(plain: str) -> str:
    """A sentence in the reader's language; kept, for a page says the same few hundred each time."""
    return _said(plain, language())


def language() -> str:
    """The reader's language; empty where there is none.

    Flask-Babel's own answer is read where it keeps it: asking it takes five look-ups a sentence.
    """
    kept = getattr(g, "_flask_babel", None) if has_app_context() else None
    locale = getattr(kept, "babel_locale", None) or get_locale()
    return locale.language if locale else ""


@lru_cache(maxsize=10_000)
def _said(plain: str, _language: str) -> str:
    return str(gettext(plain))


class N_(str):  # noqa: N801 - gettext's own name for "mark now, translate when shown"
    """A plain ``str`` that is translated each time it is shown."""

    __slots__ = ()

    def __str__(self) -> str:
        plain = super().__str__()
        return say(plain) if has_app_context() else plain


class Choice(Enum):
    """A closed vocabulary: a member's name is stored, its value is what people read."""

    #: Each member is there once, and an ``Enum``'s own hash is worked out in Python every time.
    __hash__ = object.__hash__

    def __str__(self) -> str:
        return str(self.value)


BETWEEN = N_(", ")


def listed(names: Iterable[object]) -> str:
    """Several names in one sentence, as its language puts them side by side."""
    return str(BETWEEN).join(map(str, names))


class RuleError(Exception):
    """A business rule said no; the message is one sentence that is safe to show the user.

    Named values fill the sentence after it was translated:
    ``RuleError(N_("Row %(row)s is empty."), row=3)``. The value ``at`` fills nothing: it
    names the field that this is about, where it is one, and a form says it there.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.at = str(values.pop("at", ""))
        self.values = values

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.values if self.values else text


class NotYoursError(RuleError):
    """A rule about who asks, not about what was said: from somebody else it would be right."""
