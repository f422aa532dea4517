"""One cell of a filled sheet as its form field would be sent: names, codes and references found."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.core.choice_fields import ChoiceField, CodeField
from app.core.db import db
from app.core.pages import NOTHING
from app.core.remote_fields import CodeLookupField, RemoteField
from app.core.words import N_, Choice, RuleError
from app.customers import choices
from app.customers.models import Customer
from app.customers.sheet_labels import in_each_language, names_of, plain
from app.dictionaries.models import Dictionary, DictionaryWord
from app.security.actor import actor
from app.security.models import Department, Person
from app.security.names import person_name
from app.security.rules import Reach

#: Fields whose words come from a dictionary.
WORDS = {"source": Dictionary.customer_source, "occupation": Dictionary.occupation}
NO_CHOICE = N_("“%(value)s” is not one of the choices.")
UNKNOWN = N_("“%(value)s” is not there, or not for you; choose it here.")
SEVERAL = N_("“%(value)s” may mean more than one; choose it here.")


def sent_of(field: Any, table: str, text: str) -> str:
    """What a browser would send of a text; RuleError where a choice cannot be told from it.

    ``table`` is the code table a long code belongs to, empty for every other field.
    """
    if not text:
        return ""
    if isinstance(field, ChoiceField):
        return _member(field, text)
    if isinstance(field, CodeLookupField):
        return _of_table(table, text)
    if isinstance(field, CodeField):
        return _code(field.rows, text)
    if isinstance(field, RemoteField):
        return str(_reference(field.name, text))
    return text


def may_be_empty(field: Any) -> bool:
    """Whether an emptied cell empties the field; a choice without "none" stays as it is."""
    return getattr(field, "vocabulary", None) is None or ("", NOTHING) in field.names()


def _member(field: Any, text: str) -> str:
    vocabulary: Iterable[Choice] = field.vocabulary
    for member in vocabulary:
        if plain(text) in names_of(member):
            return member.name
    raise RuleError(NO_CHOICE, value=text[:40])


def _code(rows: Callable[[], Iterable[tuple[str, str]]], text: str) -> str:
    """A code told by itself, by its name, or by both."""
    wanted = plain(text)
    for pairs in in_each_language(lambda: [*rows()]):
        for code, name in pairs:
            if wanted in {plain(code), plain(name), plain(name.removeprefix(code))}:
                return code
    raise RuleError(NO_CHOICE, value=text[:40])


def _of_table(table: str, text: str) -> str:
    if table == "region":
        return _division(text)
    code = text.strip()
    if table == "industry" and len(code) > choices.DIVISION and choices.name_of(table, code):
        return code
    return _code(choices.TABLES[table], text)


def _division(text: str) -> str:
    """A division by its code or with those above it; alone, where only one bears the name."""
    wanted = plain(text)
    pairs = [pair for found in in_each_language(choices.regions) for pair in found]
    alone = {code for code, name in pairs if plain(name.rsplit(" ", maxsplit=1)[-1]) == wanted}
    if len(alone) > 1 and wanted not in {plain(name) for _, name in pairs}:
        raise RuleError(SEVERAL, value=text[:40])
    return alone.pop() if len(alone) == 1 else _code(choices.regions, text)


def _reference(name: str, text: str) -> int:
    """The number of the one record a text names, among those the form offers the reader."""
    entity, named = _named(name, text)
    found = list(db.session.scalars(select(entity.id).where(named).limit(2)))
    if len(found) != 1:
        raise RuleError(SEVERAL if found else UNKNOWN, value=text[:40])
    return int(found[0])


def _named(name: str, text: str) -> tuple[Any, ColumnElement[bool]]:
    """Where a reference is looked for, and what says that it bears this name."""
    if name == "department":
        keys = (Department.code, Department.name_zh, Department.name_en)
        return Department, and_(_is_one(text, *keys), *_own_departments())
    if name == "account_manager":
        return Person, and_(Person.active, _is_one(text, person_name(), Person.username))
    if name in WORDS:
        keys = (DictionaryWord.code, DictionaryWord.name_zh, DictionaryWord.name_en)
        used = and_(DictionaryWord.dictionary == WORDS[name], DictionaryWord.is_active)
        return DictionaryWord, and_(used, _is_one(text, *keys))
    return Customer, _is_one(text, Customer.number, Customer.name)


def _is_one(text: str, *keys: Any) -> ColumnElement[bool]:
    return or_(*(key == text for key in keys))


def _own_departments() -> list[ColumnElement[bool]]:
    """The departments the form's own search offers."""
    who = actor()
    if who.reach is Reach.company:
        return []
    return [Department.id.in_(who.departments or {who.department_id})]
