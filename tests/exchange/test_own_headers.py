"""What a list calls its columns, a file of the same kind may call them too."""

import pytest
from flask_babel import force_locale

from app.exchange.entry_words import ENTRY_WORDS
from app.exchange.subjects import SUBJECTS

#: A list names what they refer to in words; a file says its number, under a header of its own.
NAMED = {"contract", "product"}
ENTRIES = [name for name, subject in SUBJECTS.items() if subject.screen in ENTRY_WORDS]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ENTRIES)
def test_a_column_is_read_back_under_its_own_name(app, name, language):
    subject = SUBJECTS[name]
    called = ENTRY_WORDS[subject.screen]
    with app.app_context(), force_locale(language):
        unread = [
            f"{field}: {called[field]}"
            for field in subject.fields
            if field in called
            and field not in NAMED
            and str(called[field]).casefold()
            not in {told.casefold() for told in subject.synonyms[field]}
        ]
    assert unread == []
