"""The shipped code tables are complete, consistent and named correctly in both languages."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from app import reference
from app.reference import Country, Named, Region

TABLES = sorted(reference.FOLDER.glob("*.csv"))
NAMED_TWICE: dict[str, Sequence[Named]] = {
    "industries": reference.industries(),
    "countries": reference.countries(),
    "currencies": reference.currencies(),
    "company_sizes": reference.company_sizes(),
    "ownerships": reference.ownerships(),
}
REGIONS = {region.code: region for region in reference.regions()}
CURRENT = [region for region in reference.regions() if region.valid_to is None]


def country(alpha2: str) -> Country:
    return next(row for row in reference.countries() if row.alpha2 == alpha2)


def repeated(values: Sequence[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def ends_at(region: Region) -> Region:
    """Where a chain of successors ends; a circle would run past the number of regions."""
    for _ in REGIONS:
        if not region.successor:
            return region
        region = REGIONS[region.successor]
    raise AssertionError(region.code)


def test_the_folder_holds_the_six_tables() -> None:
    assert {table.stem for table in TABLES} == {"regions", *NAMED_TWICE}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_is_plain_text_that_ends_with_a_line_feed(table: Path) -> None:
    content = table.read_bytes()
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_table_says_where_it_comes_from(table: Path) -> None:
    sources = (reference.FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    assert f"## {table.name}\n" in sources


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_row_has_a_code_of_its_own(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        assert not repeated([line[0] for line in csv.reader(file)])


@pytest.mark.parametrize("table", NAMED_TWICE)
def test_every_row_has_both_names(table: str) -> None:
    for row in NAMED_TWICE[table]:
        assert row.name_zh.strip() == row.name_zh != ""
        assert row.name_en.strip() == row.name_en != ""
        assert row.name_en.isprintable()


def test_regions_in_force_are_counted() -> None:
    provinces = [row for row in CURRENT if row.code.endswith("0000")]
    cities = [row for row in CURRENT if row.code.endswith("00") and row not in provinces]
    assert (len(provinces), len(cities), len(CURRENT)) == (34, 333, 3214)


def test_every_region_has_a_six_digit_code_and_a_name() -> None:
    assert all(len(code) == 6 and code.isdecimal() for code in REGIONS)
    assert all(row.name_zh for row in reference.regions())


def test_every_parent_exists_and_only_provinces_have_none() -> None:
    for row in reference.regions():
        assert row.parent in REGIONS or (not row.parent and row.code.endswith("0000"))


def test_a_region_in_force_stands_under_one_in_force() -> None:
    for row in CURRENT:
        assert not row.parent or REGIONS[row.parent].valid_to is None


def test_only_abolished_regions_have_a_successor_and_no_chain_is_a_circle() -> None:
    assert not [row for row in CURRENT if row.successor]
    for row in reference.regions():
        ends_at(row)


def test_no_region_ends_before_it_begins() -> None:
    for row in reference.regions():
        assert (row.valid_from or 0) <= (row.valid_to or 9999)


@pytest.mark.parametrize(
    ("old", "new"),
    [("330103", "330105"), ("220381", "220184"), ("540530", "540581"), ("510200", "500000")],
)
def test_an_old_code_leads_to_the_region_in_force(old: str, new: str) -> None:
    assert REGIONS[old].valid_to is not None
    assert ends_at(REGIONS[old]).code == new


def test_every_province_and_city_in_force_has_an_english_name() -> None:
    assert all(row.name_en for row in CURRENT if row.code.endswith("00"))


@pytest.mark.parametrize(
    ("code", "name"),
    [("440300", "Shenzhen"), ("150100", "Hohhot"), ("610100", "Xi'an"), ("140400", "Changzhi")],
)
def test_a_city_is_spelt_as_it_spells_itself(code: str, name: str) -> None:
    assert REGIONS[code].name_en == name


def test_industries_are_20_sections_and_97_divisions() -> None:
    levels = Counter(row.level for row in reference.industries())
    assert levels == {"section": 20, "division": 97}
    codes = [row.code for row in reference.industries()]
    assert [code for code in codes if code.isalpha()] == list("ABCDEFGHIJKLMNOPQRST")
    assert [code for code in codes if code.isdecimal()] == [f"{n:02}" for n in range(1, 98)]


def test_every_division_stands_under_a_section() -> None:
    sections = {row.code for row in reference.industries() if row.level == "section"}
    divisions = [row for row in reference.industries() if row.level == "division"]
    assert {row.parent for row in divisions} == sections
    assert not [row for row in reference.industries() if row.code in sections and row.parent]


def test_countries_are_the_249_of_the_standard() -> None:
    assert len(reference.countries()) == 249
    assert not repeated([row.alpha3 for row in reference.countries()])
    assert all(len(row.alpha2) == 2 and len(row.alpha3) == 3 for row in reference.countries())


@pytest.mark.parametrize(
    ("alpha2", "name_zh", "name_en"),
    [
        ("TW", "中国台湾", "Taiwan, China"),
        ("HK", "中国香港", "Hong Kong, China"),
        ("MO", "中国澳门", "Macao, China"),
    ],
)
def test_taiwan_hong_kong_and_macao_are_named_as_parts_of_china(
    alpha2: str, name_zh: str, name_en: str
) -> None:
    assert (country(alpha2).name_zh, country(alpha2).name_en) == (name_zh, name_en)
    assert [row.alpha2 for row in reference.countries() if row.name_zh == name_zh] == [alpha2]


def test_no_country_or_province_names_them_alone() -> None:
    provinces = [row for row in CURRENT if not row.parent]
    rows: list[Named] = [*reference.countries(), *provinces]
    for row in rows:
        if any(name in row.name_en for name in ("Taiwan", "Hong Kong", "Macao", "Macau")):
            assert row.name_en.endswith(", China")
    assert {REGIONS[code].name_zh for code in ("710000", "810000", "820000")} == {
        "台湾省",
        "香港特别行政区",
        "澳门特别行政区",
    }


def test_currencies_have_the_decimals_of_the_standard() -> None:
    units = {row.code: row.minor_units for row in reference.currencies()}
    assert len(units) == 165
    assert {"CNY": 2, "JPY": 0, "KWD": 3, "CLF": 4}.items() <= units.items()
    assert set(units.values()) == {0, 2, 3, 4}
    assert not {"HRK", "BGN", "ANG", "ZWL", "SLL", "CUC", "XAU", "XXX"} & set(units)


def test_company_sizes_run_from_micro_to_large() -> None:
    assert [row.code for row in reference.company_sizes()] == ["micro", "small", "medium", "large"]


@pytest.mark.parametrize(("language", "name"), [("zh", "德国"), ("en", "Germany")])
def test_a_label_is_in_the_readers_language(language: str, name: str) -> None:
    page = Flask(__name__)
    Babel(page)
    with page.test_request_context(), force_locale(language):
        assert reference.label(country("DE")) == name


def test_a_label_without_an_english_name_stays_chinese() -> None:
    page = Flask(__name__)
    Babel(page)
    with page.test_request_context(), force_locale("en"):
        assert reference.label(REGIONS["110101"]) == "东城区"
        assert reference.label(REGIONS["110000"]) == "Beijing"


def test_a_label_outside_a_page_is_chinese() -> None:
    assert reference.label(country("DE")) == "德国"
