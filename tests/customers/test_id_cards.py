"""Resident identity numbers; every number here is put together, none was given to a person."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.words import RuleError
from app.customers.id_cards import (
    EARLIEST_BIRTH,
    check_id_card,
    id_card_check_char,
    id_card_problem,
    id_card_warnings,
    modern_id_card,
    read_id_card,
)
from app.customers.spelling import MAYBE_ROUNDED, SPELLING, normalise

TODAY = date(2026, 3, 2)
identity = pytest.mark.clause("S5.3.1.2", "S9.4(一)")


def make_id_card(born: str = "19900101", place: str = "110101", sequence: str = "001") -> str:
    body = place + born + sequence
    return body + id_card_check_char(body)


days = st.dates(EARLIEST_BIRTH, TODAY)
sequences = st.integers(1, 999).map("{:03}".format)
cards = st.builds(lambda day, last: make_id_card(f"{day:%Y%m%d}", sequence=last), days, sequences)


@identity
@given(days, sequences)
def test_birth_date_gender_and_place_are_read_from_the_number(day, sequence):
    card = read_id_card(make_id_card(f"{day:%Y%m%d}", "330106", sequence), TODAY)
    assert card == (day, "male" if int(sequence) % 2 else "female", "330106")


@identity
@given(cards, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_wrong_character_is_refused(number, place, char):
    wrong = number[:place] + char + number[place + 1 :]
    assert (id_card_problem(wrong, TODAY) is None) == (wrong == number)


@identity
@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "18 characters"),
        ("1101011990010100", "18 characters"),
        ("110101900101001", "15-digit number has expired"),
        ("1101O1199001010010", "17 digits"),
        ("11010119900101001A", "17 digits"),
        (make_id_card()[:-1] + "0", "does not fit"),
        (make_id_card("19900230"), "not a real day"),
        (make_id_card("19901301"), "not a real day"),
        (make_id_card("18691231"), "not a real day"),
        (make_id_card("00000000"), "not a real day"),
        (make_id_card("20260303"), "in the future"),
        (make_id_card("20990101"), "in the future"),
        ("110101199001010000", "spreadsheet"),
        ("1.10101E+17", "spreadsheet"),
    ],
)
def test_a_refusal_says_in_one_sentence_what_is_wrong(number, words):
    with pytest.raises(RuleError, match=words):
        check_id_card(number, TODAY)


def test_a_child_born_today_has_a_number_but_not_one_born_tomorrow():
    tomorrow = TODAY + timedelta(days=1)
    assert id_card_problem(make_id_card(f"{TODAY:%Y%m%d}"), TODAY) is None
    assert id_card_problem(make_id_card(f"{tomorrow:%Y%m%d}"), TODAY)


@pytest.mark.parametrize("place", ["320106", "330106", "440305", "830000", "810000", "911124"])
def test_a_place_that_todays_list_lacks_is_no_reason_to_refuse(place):
    assert read_id_card(make_id_card("19490101", place), TODAY).place == place


@pytest.mark.clause("S5.3.2.2")
def test_another_spelling_is_refused_until_it_is_normalised():
    number = next(c for n in range(99) if (c := make_id_card(sequence=f"{n:03}")).endswith("X"))
    for written in (number.lower(), f" {number}", f"{number[:6]}-{number[6:]}"):
        assert id_card_problem(written, TODAY) == SPELLING
        assert id_card_problem(normalise(written), TODAY) is None


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), sequences)
def test_a_15_digit_number_is_history_and_the_same_person_as_the_18(day, sequence):
    old = f"110101{day:%y%m%d}{sequence}"
    assert id_card_problem(old, TODAY)
    assert id_card_problem(old, TODAY, history=True) is None
    assert modern_id_card(old) == make_id_card(f"{day:%Y%m%d}", sequence=sequence)
    assert read_id_card(old, TODAY, history=True).birth_date == day


def test_history_still_asks_for_a_real_birth_date():
    assert id_card_problem("110101900230001", TODAY, history=True)


def test_a_number_that_checks_but_ends_in_000_is_a_doubt():
    number = next(
        c for n in range(1, 99) if (c := make_id_card(f"19{n:02}0101", sequence="000"))[-1] == "0"
    )
    # The sequence itself is what a spreadsheet would have left.
    assert number.endswith("0000")
    assert id_card_warnings(number) == [MAYBE_ROUNDED]
    assert id_card_warnings(make_id_card()) == []
