"""Codes of organisations: what is refused, what is only doubted, what real registers hold."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.words import RuleError
from app.customers import identifiers as ids
from app.customers.id_cards import id_card_check_char
from app.customers.spelling import MAYBE_ROUNDED, SPELLING, normalise
from app.customers.uscc_kinds import USCC_KINDS

DATA = Path(__file__).parents[2].parent / "shared" / "data"
real_data = pytest.mark.skipif(not DATA.is_dir(), reason="the registers of shared/data are absent")
identity = pytest.mark.clause("S5.3.1.2", "S1.4(2)", "S8.三.1(1)")
spelling = pytest.mark.clause("S5.3.2.2")


def column(file: str, name: str) -> list[str]:
    with (DATA / file).open(encoding="utf-8-sig", newline="") as sheet:
        return [row[name] for row in csv.DictReader(sheet)]


def make_uscc(body: str = "91440300000000001") -> str:
    return body + ids.uscc_check_char(body)


def make_org_code(body: str) -> str:
    return body + ids.org_check_char(body)


bodies = st.text(ids.USCC_ALPHABET, min_size=17, max_size=17).filter(lambda body: body.strip("0"))


@identity
@given(bodies)
def test_every_code_with_its_check_character_is_accepted(body):
    assert ids.uscc_problem(make_uscc(body)) is None


@identity
@given(bodies, st.integers(0, 17), st.sampled_from(ids.USCC_ALPHABET))
def test_every_single_wrong_character_is_refused(body, place, char):
    code = make_uscc(body)
    wrong = code[:place] + char + code[place + 1 :]
    assert (ids.uscc_problem(wrong) is None) == (wrong == code)


@identity
@given(bodies, st.integers(0, 16))
def test_two_neighbours_swapped_are_refused(body, at):
    code = make_uscc(body)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert (ids.uscc_problem(swapped) is None) == (swapped == code)


@identity
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "18 characters"),
        ("9144030000000000", "18 characters"),
        ("440301501127596", "old registration number"),
        ("3200001100123", "old registration number"),
        ("91440300000000001I", "never I, O, S, V or Z"),
        ("91440300市000000012", "never I, O, S, V or Z"),
        ("0" * 18, "Zeros alone"),
        ("914403000000000019", "check character does not fit"),
        ("916201055811843000", "spreadsheet"),
        ("9.16201E+17", "spreadsheet"),
        ("9.16201055811843E+17", "spreadsheet"),
        ("916201055811843000.0", "spreadsheet"),
    ],
)
def test_a_refusal_says_in_one_sentence_what_is_wrong(code, words):
    with pytest.raises(RuleError, match=words) as refusal:
        ids.check_uscc(code)
    assert ids.uscc_problem(code) == refusal.value.message


@spelling
@pytest.mark.parametrize("spoil", [str.lower, lambda code: f"{code[:8]}-{code[8:]}", "{} ".format])
def test_another_spelling_is_refused_until_it_is_normalised(spoil):
    code = make_uscc("91440300MA5EXAMPL")
    assert ids.uscc_problem(spoil(code)) == SPELLING
    assert ids.uscc_problem(normalise(spoil(code))) is None


@pytest.mark.parametrize("start", sorted(USCC_KINDS))
def test_bodies_of_every_registering_authority_are_known(start):
    code = make_uscc(f"{start}440300" + make_org_code("MA5EXAMP"))
    assert ids.uscc_problem(code) is None
    assert ids.uscc_warnings(code) == []
    assert ids.uscc_kind(code) == USCC_KINDS[start]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("94440300MA5EXAMP", "no known kind"),
        ("9144A300MA5EXAMP", "digits of a place"),
    ],
)
def test_an_unknown_kind_or_place_is_a_doubt_and_no_refusal(body, words):
    code = make_uscc(body + ids.org_check_char(body[8:]))
    assert ids.uscc_problem(code) is None
    (doubt,) = ids.uscc_warnings(code)
    assert words in doubt


def test_a_wrong_organisation_code_inside_is_a_doubt():
    right = ids.org_check_char("MA5EXAMP")
    wrong = "1" if right != "1" else "2"
    (doubt,) = ids.uscc_warnings(make_uscc("91440300MA5EXAMP" + wrong))
    assert "organisation code" in doubt


def test_a_code_that_checks_but_ends_in_000_is_a_doubt():
    code = next(c for n in range(99) if (c := make_uscc(f"9144030{n:08}00")).endswith("000"))
    assert ids.uscc_problem(code) is None
    assert MAYBE_ROUNDED in ids.uscc_warnings(code)


@identity
@pytest.mark.parametrize("code", ["00000000-1", "1234567", "12345678-", "1234567é8", ""])
def test_a_malformed_organisation_code_is_refused(code):
    with pytest.raises(RuleError):
        ids.check_org_code(code)


@identity
@given(st.text("0123456789ABCXYZ", min_size=8, max_size=8).filter(lambda body: body.strip("0")))
def test_an_organisation_code_is_accepted_with_and_without_its_hyphen(body):
    code = make_org_code(body)
    assert ids.org_code_problem(code) is None
    assert ids.org_code_problem(f"{code[:8]}-{code[8]}") is None
    wrong = code[:8] + ("1" if code[8] != "1" else "2")
    assert ids.org_code_problem(wrong)


def test_zeros_alone_are_no_organisation_code():
    assert ids.org_code_problem("000000000")


@pytest.mark.parametrize(
    ("number", "valid", "old"),
    [
        ("04595257", True, True),
        ("04595252", True, False),
        ("10458570", True, False),
        ("10458574", True, True),
        ("10458575", True, True),
        ("04595253", False, False),
        ("00000000", False, False),
        ("1045857", False, False),
        ("１０４５８５７５", False, False),
    ],
)
def test_taiwan_numbers_follow_the_rule_of_2023_and_know_the_old_one(number, valid, old):
    assert (ids.tw_number_problem(number) is None) == valid
    assert ids.is_old_tw_number(number) == old


def test_a_bad_taiwan_number_is_a_refusal():
    with pytest.raises(RuleError, match="check digit"):
        ids.check_tw_number("04595253")


@pytest.mark.parametrize("length", [15, 17, 20])
def test_old_tax_numbers_pass_for_history_only(length):
    number = "4403" + "1" * (length - 4)
    assert ids.tax_number_problem(number)
    assert ids.tax_number_problem(number, history=True) is None
    assert ids.tax_number_problem(number[:-1] + "?", history=True)


def test_a_tax_number_is_a_credit_code_or_a_persons_number():
    person = "11010119900101001"
    ids.read_tax_number(make_uscc())
    ids.read_tax_number(person + id_card_check_char(person))
    with pytest.raises(RuleError):
        ids.read_tax_number(make_uscc()[:-1] + "?")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("4111 1111 1111 1111", None),
        ("6222020200000000006", None),
        ("4111111111111112", "does not look like a bank card"),
        ("41111111", "does not look like a bank card"),
        ("6222021234567890000", "spreadsheet"),
    ],
)
def test_a_bank_card_is_only_ever_doubted(number, words):
    doubt = ids.bank_card_warning(number)
    assert doubt is None if words is None else words in doubt


@identity
@real_data
def test_every_listed_company_of_the_register_has_a_good_code():
    codes = column("cn_listed_registry.csv", "统一社会信用代码")
    assert len(codes) == 878
    assert [code for code in codes if ids.uscc_problem(code)] == []
    assert [code for code in codes if ids.uscc_warnings(code)] == []


@identity
@real_data
def test_exactly_the_bad_codes_of_the_register_are_refused():
    codes = column("cn_companies_register.csv", "统一社会信用代码")
    bad = [code for code in codes if ids.uscc_problem(code)]
    assert (len(codes), len(bad)) == (5100, 300)
    assert len([code for code in bad if len(code) == 18]) == 80
    # Most of the 80 are right but for a lower-case x.
    assert len([code for code in bad if ids.uscc_problem(normalise(code))]) == 237


@real_data
def test_every_taiwan_number_of_the_exchange_is_good_but_the_placeholder():
    numbers = column("tw_listed_twse.csv", "營利事業統一編號")
    refused = [number for number in numbers if ids.tw_number_problem(number)]
    assert len(numbers) == 1036
    # Eight foreign companies have none; taken as a number, zeros would make them one customer.
    assert refused == ["00000000"] * 8


@pytest.mark.parametrize(
    ("told", "good"),
    [("DE89 3704 0044 0532 0130 00", True), ("DE89370400440532013001", False),
     ("6222020200112233445", True), ("NRA1234567890123456", True), ("", True)],
)  # fmt: skip
def test_what_looks_like_an_iban_has_its_check_digits(told, good):
    assert (ids.iban_problem(told) is None) is good
