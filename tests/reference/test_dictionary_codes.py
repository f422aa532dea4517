"""A dictionary's code is spelled in one way only."""

import pytest
from sqlalchemy import select

from app.dictionaries.models import DictionaryWord

WORD = {"dictionary": "occupation", "name_zh": "农民", "name_en": "Farmer", "place": "1"}


@pytest.mark.parametrize("code", ["GROWER", "Bad CODE 空格!", "a-b", "ａ"])
def test_another_spelling_is_refused_at_the_field(unguarded, sign_in, machine, code):
    browser, _ = sign_in("SystemAdmin")
    page = browser.post("/dictionaries/add", data={**WORD, "code": code})
    assert page.status_code == 200
    assert "小写字母、数字和下划线" in page.text
    with machine() as session:
        assert not session.scalars(select(DictionaryWord).where(DictionaryWord.code == code)).all()


def test_small_letters_digits_and_underscores_are_a_code(unguarded, sign_in):
    browser, _ = sign_in("SystemAdmin")
    assert browser.post("/dictionaries/add", data={**WORD, "code": "grower_2"}).status_code == 302
