"""What an import has to say, in the reader's language: reasons and values."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import format_decimal

from app.core.gate import masks_of
from app.core.values import python_type
from app.core.words import N_, Choice, RuleError
from app.customers import contact_layout
from app.customers.contact_link_views import LinkView
from app.customers.labels import LABELS
from app.customers.rules import CustomerKind
from app.exchange.entry_words import ENTRY_WORDS
from app.exchange.models import ImportRow
from app.exchange.reasons import unpack_all
from app.exchange.rules import Outcome
from app.exchange.stored import load_changes
from app.exchange.subjects import Subject
from app.security.masking import STARS
from app.security.sealed import sealed_field

#: What a sentence says of a cell, and of the person it names.
QUOTED = {"value", "who", "what"}
#: A day that begins with its year; of another its mask would show the day.
_YEAR = re.compile(r"\d{4}(\D|$)")
FIELD_WORDS = {
    **contact_layout.LABELS,
    **LinkView.labels,
    **LABELS,
    "person": N_("Full name"),
    "customer_number": N_("Customer number"),
    "customer_uscc": N_("Unified social credit code"),
    "customer_name": N_("Customer name"),
    "general_manager": N_("General manager"),
    "spokesman": N_("Spokesperson"),
    "spokesman_post": N_("Spokesperson's position"),
    "customer_code": N_("Customer's number in the source"),
}
Words = Mapping[str, str]


def words_of(subject: Subject) -> Words:
    """What the subject's fields are called, its own screen's words first."""
    return {**FIELD_WORDS, **ENTRY_WORDS.get(subject.screen, {})}


def field_word(field: str, words: Words = FIELD_WORDS) -> str:
    """A field's name as the reader knows it."""
    return str(words.get(field, field))


def sentence(told: str | None, words: Words = FIELD_WORDS, *, is_clear: bool = True) -> str:
    """What is stored as ``sentences`` tells it, one sentence after the other."""
    return " ".join(sentences(told, words, is_clear=is_clear))


def sentences(told: str | None, words: Words = FIELD_WORDS, *, is_clear: bool = True) -> list[str]:
    """All reasons stored, in the reader's language; a field they name is translated too.

    What one quotes from a cell is for who sent the file (``is_clear``); others see that it does.
    """
    return [told_of(one if is_clear else _hidden(one), words) for one in unpack_all(told)]


def _hidden(refusal: RuleError) -> RuleError:
    hidden = dict.fromkeys(QUOTED & refusal.values.keys(), STARS)
    return RuleError(refusal.message, **{**refusal.values, **hidden})


def told_of(refusal: RuleError, words: Words = FIELD_WORDS) -> str:
    values = dict(refusal.values)
    if "field" in values:
        values["field"] = field_word(str(values["field"]), words)
    return str(RuleError(refusal.message, **values))


def doubts_of(row: ImportRow, words: Words, *, is_clear: bool) -> list[str]:
    """The row's warnings as sentences."""
    return [sentence(told, words, is_clear=is_clear) for told in json.loads(row.warnings or "[]")]


class RowKind(NamedTuple):
    """Of which kind the customer of a row will be."""

    kind: CustomerKind


def kind_of(row: ImportRow) -> RowKind | None:
    """The kind a customer's row names; None where it names none, and may be about a person."""
    told = json.loads(row.values or "{}")
    is_new = row.outcome is Outcome.created  # Without a kind of its own an enterprise.
    word = str(told.get("kind", CustomerKind.enterprise.name if is_new else ""))
    return RowKind(CustomerKind[word]) if word in CustomerKind.__members__ else None


def masked_cell(subject: Subject, field: str, text: str, row: Any = None) -> str:
    """A cell as its field may be shown: masked where a record of it would be.

    ``row`` says of which kind that is, as ``masks_of`` takes it.
    """
    for entity in subject.entities:
        sealed = sealed_field(entity, field)
        mask = sealed.mask if sealed else masks_of(entity, row).get(field)
        if mask:
            return STARS if field == "birthday" and not _YEAR.match(text) else mask(text)
    return text


def changes_of(subject: Subject, row: ImportRow, record: Any) -> list[dict[str, str]]:
    """Field, old and new as people read them; ``record`` says of which kind theirs is."""
    return [
        {
            "label": field_word(name, words_of(subject)),
            "old": masked_cell(subject, name, shown(old), record),
            "new": masked_cell(subject, name, shown(new), record),
        }
        for name, (old, new) in load_changes(row.changes, *subject.entities).items()
    ]


def word_of(subject: Subject, name: str, value: Any) -> str:
    """A row's value as kept, a member of a vocabulary by its word."""
    owner = next((one for one in subject.entities if name in one.__mapper__.columns), None)
    kind = python_type(getattr(owner, name)) if owner else None
    if isinstance(kind, type) and issubclass(kind, Choice) and value in kind.__members__:
        return str(kind[value])
    return str(value)


def shown(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return str(N_("Yes") if value else N_("No"))
    if isinstance(value, Choice):
        return str(value)
    return str(format_decimal(value, "#,##0.00")) if hasattr(value, "quantize") else str(value)
