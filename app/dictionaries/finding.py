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


def word_of(dictionary: Dictionary) -> Callable[[int], DictionaryWord | None]:
    """Finds a word by its number in this dictionary and no other; a retired one keeps its rows."""

    def find(number: int) -> DictionaryWord | None:
        word = db.session.get(DictionaryWord, number)
        return word if word and word.dictionary is dictionary else None

    return find
