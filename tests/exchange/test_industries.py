"""Industries below the divisions come from a file the company supplies."""

import pytest
from sqlalchemy import select

from app.cli import department_of
from app.customers.choices import find_codes, name_of
from app.dictionaries.models import Dictionary, DictionaryWord
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from tests.exchange.screens import csv_file
from tests.factories import make_customer, root

LIST = (
    ("代码", "类别名称", "英文名称"),
    ("131", "谷物磨制", "Grain milling"),
    ("1311", "稻谷加工", ""),
    ("1311", "稻谷加工", ""),
    ("13", "农副食品加工业", ""),
    ("9991", "没有这个大类", ""),
    ("13a1", "不是代码", ""),
    ("1312", "", ""),
)


@pytest.fixture
def supplied(machine, tmp_path):
    (tmp_path / "industries.csv").write_bytes(csv_file(*LIST))
    with machine():
        told = Options(subject="industry")
        return import_file(tmp_path / "industries.csv", department_of("", None), told)


def test_a_companys_list_names_what_lies_below_a_division(supplied, machine):
    outcomes = [supplied.count(o) for o in (Outcome.created, Outcome.duplicate, Outcome.refused)]
    assert outcomes == [2, 1, 4]
    with machine() as session:
        asked = select(DictionaryWord.code, DictionaryWord.name_zh, DictionaryWord.name_en)
        found = session.execute(asked.where(DictionaryWord.dictionary == Dictionary.industry))
        assert sorted(map(tuple, found)) == [
            ("131", "谷物磨制", "Grain milling"), ("1311", "稻谷加工", "稻谷加工"),
        ]  # fmt: skip


def test_a_form_finds_it_and_a_record_is_called_by_it(supplied, unguarded, machine, sign_in):
    with unguarded.test_request_context():
        assert find_codes("industry", "稻谷") == [{"id": "1311", "text": "1311 稻谷加工"}]
        assert [row["id"] for row in find_codes("industry", "13")] == ["13", "131", "1311"]
        assert name_of("industry", "9999") is None
    with machine():
        number = make_customer(industry_code="1311", department_id=root().id).id
    browser, _ = sign_in("ChiefArchivist")
    assert "1311 稻谷加工" in browser.get(f"/customers/show/{number}").text


def test_a_code_of_no_division_is_refused_at_its_field(unguarded, sign_in):
    told = {"dictionary": "industry", "name_zh": "无", "name_en": "None", "place": "1"}
    browser, _ = sign_in("SystemAdmin")
    for code in ("9911", "13", "13111", "abc"):
        assert "国民经济行业" in browser.post("/dictionaries/add", data={**told, "code": code}).text
    done = browser.post("/dictionaries/add", data={**told, "code": "1320"})
    assert done.status_code == 302
