"""Cells as people fill them: dates, amounts, choices, damaged numbers, headers of every shape."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.words import N_, RuleError
from app.customers.rules import CustomerKind, Gender, IdType, TimeStatus
from app.exchange.amounts import UnclearError, capital
from app.exchange.contact_fields import CONTACT_FIELDS, CONTACT_SYNONYMS
from app.exchange.fields import FIELDS, WORDS, understand
from app.exchange.headers import SYNONYMS, Names, find_header, map_headers, plain
from app.exchange.lines import Line
from app.exchange.people_rows import check_person
from app.exchange.phone_rows import OF_CONTACTS, read_phones
from app.exchange.reasons import pack, pack_all, unpack_all
from app.exchange.rows import PlainRow
from app.exchange.values import day
from app.security.rules import Security

pytestmark = pytest.mark.clause("S5.3.2.2")
DAYS = {
    "2019-01-01": date(2019, 1, 1),
    "2020/3/18": date(2020, 3, 18),
    "2020.3.18": date(2020, 3, 18),
    "２０２０年３月１８日": date(2020, 3, 18),
    "2020 年 3 月 18 日": date(2020, 3, 18),
    "19501229": date(1950, 12, 29),
    "1131029": date(2024, 10, 29),
    "民國113年10月29日": date(2024, 10, 29),
    "7/4/1996": date(1996, 7, 4),
    "02/17/2015 12:33:00 PM": date(2015, 2, 17),
    "2015-02-17 08:00:00": date(2015, 2, 17),
    "43831": date(2020, 1, 1),
}


@pytest.mark.parametrize("text", DAYS)
def test_a_date_is_read_in_every_shape_lists_have(text):
    assert day(text) == DAYS[text]


@pytest.mark.parametrize("text", ["2020-02-30", "13/13/2020", "明天", "Perpetual", "[]/[]/2006"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(RuleError):
        day(text)


AMOUNTS = {
    "1,000(万元人民币)": ("10000000", "CNY"),
    "100万人民币": ("1000000", "CNY"),
    "6,000(万人民币元)": ("60000000", "CNY"),
    "240794.5408（万元）": ("2407945408", None),
    "12(万美元)": ("120000", "USD"),
    "50万港币": ("500000", "HKD"),
    "3亿元": ("300000000", None),
    "1.5E+6": ("1500000", None),
    "５００": ("500", None),
    "1億元": ("100000000", None),
    "5百万元": ("5000000", None),
    "1 million USD": ("1000000", "USD"),
    "CNY 100 million": ("100000000", "CNY"),
    "2.5 billion": ("2500000000", None),
    "USD 1,000": ("1000", "USD"),
    "1000JPY": ("1000", "JPY"),
    "NT$1,000": ("1000", "TWD"),
    "HK$1,000.50": ("1000.5", "HKD"),
    "US$5": ("5", "USD"),
    "€ 1,000": ("1000", "EUR"),
    "￥500万": ("5000000", "CNY"),
    "新台幣 10.0000元": ("10", "TWD"),
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_is_read_with_its_unit_and_currency(text):
    amount, currency = AMOUNTS[text]
    assert capital(text) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("text", "code"), [("RMB", "CNY"), ("NT$", "TWD"), ("usd", "USD"), ("日元（JPY）", "JPY")]
)
def test_a_currency_is_known_by_its_code_its_sign_and_its_name(text, code):
    assert read({"capital_currency": text}) == ({"capital_currency": code}, [])


UNCLEAR = (
    "100-200万", "约100万", "1.000.000", "1,5 Mio", "$100", "1000万(万元)", "1亿2000万",
    "100 USD (680 CNY)", "1000万股",
)  # fmt: skip


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_cell_with_more_than_one_clear_amount_gives_none(text):
    with pytest.raises(UnclearError):
        capital(text)
    for field in ("registered_capital", "assets"):
        values, doubts = read({field: text})
        assert (values, len(doubts)) == ({}, 1)


@pytest.mark.parametrize("text", ["很多", "-5", "1E+20", "9" * 30])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(RuleError):
        capital(text)


def read(cells):
    doubts = []
    values, faults = understand(FIELDS, cells, doubts, {"name": 5})
    for refusal in faults.values():
        raise refusal
    return values, [str.__str__(d.message) for d in doubts]


def test_every_cell_that_cannot_be_read_is_told():
    values, faults = understand(FIELDS, {"uscc": "12", "name": "甲", "founded_on": "昨天"}, [], {})
    assert (values, list(faults)) == ({"name": "甲"}, ["uscc", "founded_on"])


def test_reasons_are_stored_together_each_once():
    one, other = RuleError(N_("A %(value)s"), value="1"), RuleError(N_("B"))
    told = [str.__str__(found.message) for found in unpack_all(pack_all([one, other, one]))]
    assert told == ["A %(value)s", "B"]
    assert pack_all([one]) == pack(one)
    assert unpack_all(pack(one))[0].values == {"value": "1"}
    assert unpack_all(None) == []


@pytest.mark.parametrize(
    ("name", "country", "text", "stored"),
    [("mobile", "CN", "138 0013 8000", "+8613800138000"),
     ("mobile", None, "0755-25317099", None),
     ("phone", None, "0755-25317099", "+8675525317099"),
     ("mobile", "US", "(212) 736-5000", "+12127365000"),
     ("mobile", None, "(212) 736-5000", None)],
)  # fmt: skip
def test_a_number_is_read_as_the_form_reads_it(name, country, text, stored):
    line = Line(PlainRow(1, 1), {name: text})
    read_phones(line, OF_CONTACTS, country)
    assert (line.values.get(name), len(line.faults)) == (stored, stored is None)


def test_what_is_not_known_to_be_empty_is_no_second_fault():
    line = Line(PlainRow(1, 1), {"kind": CustomerKind.individual})
    line.refuse(RuleError("…"), "basis")
    check_person(line)
    assert len(line.faults) == 1


def test_a_cell_that_says_none_gives_nothing():
    cells = {"name": "甲公司", "phone": "-", "email": "N/A", "city": "　", "address": "－ "}
    assert read(cells) == ({"name": "甲公司"}, [])


@pytest.mark.parametrize("text", ["1.01E+11", "17850.0", "9162010558118430000"])
@pytest.mark.parametrize("field", ["phone", "postcode", "stock_code"])
def test_a_number_a_spreadsheet_damaged_is_flagged_and_never_repaired(field, text):
    values, doubts = read({field: text})
    assert values == {field: text}
    assert len(doubts) == 1


@pytest.mark.parametrize("text", ["916201055811843000", "9.16201E+17", "123", "91440300708461136x"])
def test_a_bad_credit_code_is_refused_with_its_reason(text):
    with pytest.raises(RuleError):
        read({"uscc": text})


def test_a_bare_year_is_left_out_and_told():
    assert read({"founded_on": "2013 (1888)"})[0] == {}
    assert len(read({"founded_on": "1954"})[1]) == 1


@pytest.mark.parametrize(
    ("field", "text", "member"),
    [
        ("kind", "企业", CustomerKind.enterprise),
        ("kind", "Government body", CustomerKind.government),
        ("time_status", "DORMANT", TimeStatus.dormant),
        ("security", "核心商密", Security.confidential),
    ],
)
def test_a_closed_vocabulary_is_read_in_both_languages(field, text, member):
    assert read({field: text})[0] == {field: member}


def test_an_unknown_word_of_a_vocabulary_is_refused():
    with pytest.raises(RuleError):
        read({"kind": "外星人"})


def test_a_text_longer_than_its_column_is_refused():
    with pytest.raises(RuleError):
        read({"name": "六个字的公司"})


#: Not said in a file: one leaves the cell empty.
UNKNOWN = {Gender.unknown, IdType.other}


def test_every_field_with_headers_has_a_reader_and_every_member_a_word():
    assert SYNONYMS.keys() == FIELDS.keys()
    assert CONTACT_SYNONYMS.keys() == CONTACT_FIELDS.keys()
    for vocabulary in {type(member) for member in WORDS}:
        known = {m for m in WORDS if isinstance(m, vocabulary)}
        assert set(vocabulary) - UNKNOWN == known


@pytest.mark.parametrize("synonyms", [SYNONYMS, CONTACT_SYNONYMS])
def test_no_header_means_two_fields(synonyms):
    told = [plain(word) for words in synonyms.values() for word in set(map(plain, words))]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([["客户名称", "电话"], ["甲公司", "1"]], 1),
        ([["登记表"], ["客户名称", "电话"], ["甲公司", "1"]], 2),
        ([["客户名称", "联系"], ["", "电话"], ["甲公司", "1"]], 2),
        ([["客户名称", "电话"], ["Name", "Phone"], ["甲公司", "1"]], 2),
        ([["客户名称", "电话"]], 1),
    ],
)
def test_the_header_is_found_whether_it_has_one_row_or_two(rows, line):
    found = find_header(rows, Names(SYNONYMS, {}))
    assert found.line == line
    assert set(found.mapping.values()) == {"name", "phone"}


def test_a_told_header_wins_over_a_known_one():
    assert map_headers(["品牌", "客户名称"], Names(SYNONYMS, {"品牌": "name"})) == {0: "name"}
