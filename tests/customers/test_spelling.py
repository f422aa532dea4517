"""How codes are written: what normalising forgives, and what a spreadsheet leaves of a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.customers.spelling import looks_rounded, normalise

spelling = pytest.mark.clause("S5.3.2.2")


@spelling
@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("９１４４", "9144"),
        (" ma5-exa\tmpl\n", "MA5EXAMPL"),
        ("12345678—X", "12345678X"),
        ("\u200b9144\ufeff", "9144"),
        ("９１４４\u3000０３００", "91440300"),
    ],
)
def test_normalise_forgives_width_case_blanks_and_hyphens(written, plain):
    assert normalise(written) == plain


@given(st.text("09Aa Xx-９Ａ　‐\u200b"))
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.integers(10**17, 10**18 - 1))
def test_what_a_spreadsheet_makes_of_a_long_number_is_recognised(number):
    assert looks_rounded(f"{number:.14e}".upper())
    assert looks_rounded(f"{number // 1000}000")


@pytest.mark.parametrize("number", ["", "1000", "100000000000000", "0" * 18, "91440300MA5EXA0000"])
def test_numbers_that_a_spreadsheet_leaves_whole_do_not_look_rounded(number):
    assert not looks_rounded(number)
