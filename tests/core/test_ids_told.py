"""An id that a request names is a number its column holds, or it is none."""

import pytest

from app.core.values import DEEPEST_ID, DEEPEST_PERSON, id_told

NONE = (None, "", "0", "-1", "1.5", "abc", " 1", "²", "9" * 30, "9" * 5_000, str(DEEPEST_ID + 1))


@pytest.mark.parametrize("told", NONE)
def test_what_is_no_id_is_none(told):
    assert id_told(told) is None


def test_an_id_is_read_in_any_digits_as_deep_as_its_column_goes():
    assert [id_told(told) for told in ("7", "007", "１２", str(DEEPEST_ID))] == [
        7,
        7,
        12,
        DEEPEST_ID,
    ]
    assert id_told(str(DEEPEST_PERSON), DEEPEST_PERSON) == DEEPEST_PERSON
    assert id_told(str(DEEPEST_PERSON + 1), DEEPEST_PERSON) is None
