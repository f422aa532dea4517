"""Phones and e-mail addresses: many spellings, one stored form. No number here was looked up."""

import csv
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.words import RuleError
from app.customers import phones
from app.customers.phones import (
    NO_PHONE,
    TWO_PHONES,
    read_email,
    read_phone,
)

DATA = Path(__file__).parents[2].parent / "shared" / "data"
real_data = pytest.mark.skipif(not DATA.is_dir(), reason="the registers of shared/data are absent")


def problem_of(read, *written):
    """In which sentence a text is refused; None where it is read."""
    try:
        read(*written)
    except RuleError as refusal:
        return refusal.message
    return None


spelling = pytest.mark.clause("S5.3.2.2")


@spelling
@pytest.mark.parametrize(
    ("written", "stored", "kind"),
    [
        ("13800000000", "+8613800000000", "mobile"),
        (" 138 0000 0000 ", "+8613800000000", "mobile"),
        ("138-0000-0000", "+8613800000000", "mobile"),
        ("+86 138-0000-0000", "+8613800000000", "mobile"),
        ("008613800000000", "+8613800000000", "mobile"),
        ("86 13800000000", "+8613800000000", "mobile"),
        ("１３８００００００００", "+8613800000000", "mobile"),
        ("0755-20000000", "+8675520000000", "landline"),
        ("(0755)20000000", "+8675520000000", "landline"),
        ("（０７５５）２０００－００００", "+8675520000000", "landline"),
        ("0755-2000-0000", "+8675520000000", "landline"),
        ("0755-20000000-8001", "+8675520000000;ext=8001", "landline"),
        ("075520000000—8001", "+8675520000000;ext=8001", "landline"),
        ("0755-20000000转8001", "+8675520000000;ext=8001", "landline"),
        ("0755-20000000 转 8001", "+8675520000000;ext=8001", "landline"),
        ("0755-20000000分机8001", "+8675520000000;ext=8001", "landline"),
        ("0755-20000000（分机号：8001）", "+8675520000000;ext=8001", "landline"),
        ("0755-20000000 ext. 8001", "+8675520000000;ext=8001", "landline"),
        ("0755-20000000#8001", "+8675520000000;ext=8001", "landline"),
        ("+8675520000000;ext=8001", "+8675520000000;ext=8001", "landline"),
        ("400-800-0000", "+864008000000", "service"),
        ("95588", "95588", "service"),
        ("10086", "10086", "service"),
        ("+852 2345 6789", "+85223456789", "landline"),
    ],
)
def test_every_spelling_of_a_number_is_stored_as_one(written, stored, kind):
    phone = read_phone(written)
    assert (phone.stored, phone.kind) == (stored, kind)


@spelling
@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", NO_PHONE),
        ("1380000000", NO_PHONE),
        ("138000000000", NO_PHONE),
        ("14000000000", NO_PHONE),
        ("20000000", NO_PHONE),
        ("0755-200", NO_PHONE),
        ("张三 13800000000", NO_PHONE),
        ("13800000000 张三", NO_PHONE),
        ("0755-20000000-8001-2", NO_PHONE),
        ("0755-20000000转", NO_PHONE),
        ("1.38E+10", NO_PHONE),
        ("13800000000/13900000000", TWO_PHONES),
        ("13800000000、13900000000", TWO_PHONES),
        ("0755-20000000/01", TWO_PHONES),
        ("13800000000；13900000000", TWO_PHONES),
    ],
)
def test_what_is_not_one_number_is_refused_in_one_sentence(written, problem):
    assert problem_of(read_phone, written) == problem


@given(st.sampled_from(["130", "150", "166", "180", "199"]), st.integers(0, 99_999_999))
def test_the_stored_form_of_a_mobile_reads_as_itself(prefix, rest):
    stored = read_phone(f"{prefix}{rest:08}").stored
    assert read_phone(stored, region="TW").stored == stored


@given(st.integers(0, 999_999))
def test_an_extension_keeps_every_digit(number):
    assert read_phone(f"010-62345678转{number:04}").extension == f"{number:04}"


@spelling
@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (" Someone@EXAMPLE.com.cn ", "Someone@example.com.cn"),
        ("客户@例子.公司", "客户@例子.公司"),
        ("a.b+c@mail.example.com", "a.b+c@mail.example.com"),
    ],
)
def test_an_address_is_stored_without_blanks_and_with_a_small_domain(written, stored):
    assert read_email(written) == stored


@spelling
@pytest.mark.parametrize(
    "written",
    ["", "someone", "a@b", "a@@example.com", "a b@example.com", "a@example.com;b@example.com",
     "a@example..com", "www.example.com", "a@localhost"],
)  # fmt: skip
def test_what_is_not_one_address_is_refused(written):
    assert problem_of(read_email, written) == "This is not one e-mail address."


@real_data
def test_the_exchange_list_is_read_but_for_numbers_without_area_and_cells_without_one_address():
    with (DATA / "tw_listed_twse.csv").open(encoding="utf-8-sig", newline="") as sheet:
        rows = list(csv.DictReader(sheet))
    phones = [row for row in rows if problem_of(read_phone, row["總機電話"], "TW")]
    addresses = [row for row in rows if problem_of(read_email, row["電子郵件信箱"])]
    assert (len(rows), len(phones), len(addresses)) == (1036, 60, 20)


def test_the_short_way_for_chinese_numbers_says_what_the_library_says():
    """Random digits in the shapes people write: whatever is taken, is taken alike."""
    rng, taken = Random(7), 0

    def digits(count):
        return "".join(rng.choice("0123456789") for _ in range(count))

    for _ in range(4_000):
        area = f"0{digits(rng.choice([2, 3]))}{rng.choice(['', '-'])}{digits(rng.choice([7, 8]))}"
        for text in (f"1{digits(10)}", area):
            short = phones._chinese(text)
            taken += short is not None
            assert short is None or short == phones._valid(text, "CN")
    assert taken > 1_000
