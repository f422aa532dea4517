"""What is typed into a field of one dictionary, and what was chosen there."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import or_, select

from app.core.db import db
from app.core.lookup import escape_like
from app.dictionaries.models import Dictionary, DictionaryWord

MOST = 50


def words_of(dictionary: Dictionary, typed: str) -> list[dict[str, Any]]:
    """The words in use of one dictionary, in its order; found in either language."""
    pattern = f"%{escape_like(typed)}%"
    names = (DictionaryWord.name_zh, DictionaryWord.name_en)
    asked = (
        select(DictionaryWord)
        .where(DictionaryWord.dictionary == dictionary, DictionaryWord.is_active)
        .where(or_(*(name.ilike(pattern, escape="\\") for name in names)))
        .order_by(DictionaryWord.place, DictionaryWord.id)
        .limit(MOST)
    )
    return [{"id": word.id, "text": str(word)} for word in db.session.scalars(asked)]


def codes_of(dictionary: Dictionary, typed: str) -> list[dict[str, str]]:
    """The same by their codes: found where a code begins so, or a name holds it."""
    pattern = escape_like(typed)
    names = (DictionaryWord.name_zh, DictionaryWord.name_en)
    holds = [name.ilike(f"%{pattern}%", escape="\\") for name in names]
    begins = DictionaryWord.code.like(f"{pattern}%", escape="\\")
    asked = (
        select(DictionaryWord)
        .where(DictionaryWord.dictionary == dictionary, DictionaryWord.is_active)
        .where(or_(begins, *holds))
        .order_by(DictionaryWord.code)
        .limit(MOST)
    )
    return [{"id": word.code, "text": f"{word.code} {word}"} for word in db.session.scalars(asked)]


def coded(dictionary: Dictionary, code: str) -> DictionaryWord | None:
    """The word with this code; a retired one is still called what it was."""
    asked = select(DictionaryWord).where(DictionaryWord.dictionary == dictionary)
    found: DictionaryWord | None = db.session.scalar(asked.where(DictionaryWord.code == code))
    return found


def word_of(dictionary: Dictionary) -> Callable[[int], DictionaryWord | None]:
    """Finds a word by its number in this dictionary and no other; a retired one keeps its rows."""

    def find(number: int) -> DictionaryWord | None:
        word = db.session.get(DictionaryWord, number)
        return word if word and word.dictionary is dictionary else None

    return find
