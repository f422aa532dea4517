"""How a filled sheet names things: each field's label in both languages, whatever its spelling."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeVar

from flask import current_app
from flask_babel import force_locale

from app.core.words import N_, Choice
from app.customers.labels import LABELS
from app.customers.layout import FORMS
from app.customers.rules import CustomerKind

#: The lines above the sections; they say whose sheet it is.
NUMBER, KIND, VERSION = "number", "kind", "version"
ABOVE = {
    NUMBER: LABELS[NUMBER],
    KIND: LABELS[KIND],
    VERSION: N_("Record version"),
}
T = TypeVar("T")
_NOISE = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """A word without what varies: width, case, blanks, brackets, stars."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def in_each_language(say: Callable[[], T]) -> Iterator[T]:
    """What ``say`` gives in each language the product speaks."""
    for language in current_app.config["LANGUAGES"]:
        with force_locale(language):
            yield say()


def names_of(word: Choice) -> set[str]:
    """A member of a vocabulary, plain: its own name and what each language calls it."""
    return {plain(word.name), *map(plain, in_each_language(word.__str__))}


def label_of(kind: str, name: str) -> N_:
    """What a field is called on the sheet of one kind: a person has a full name."""
    is_person = kind == CustomerKind.individual.name and name == "name"
    return N_("Full name") if is_person else LABELS[name]


def names_by_label(kind: str) -> dict[str, str]:
    """Label, plain and in any language → field of this kind's sheet."""
    names = [name for _, names in FORMS[kind] for name in names]
    found = {plain(text): name for name in names for text in _words(LABELS[name])}
    found |= {plain(text): name for name in names for text in _words(label_of(kind, name))}
    return found | {plain(text): key for key, word in ABOVE.items() for text in _words(word)}


def _words(word: N_) -> Iterator[str]:
    return in_each_language(word.__str__)
