"""What a file's numbers mean by the customer's country: telephones, tax numbers, capital."""

import csv
import json

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.exchange.code_fields import country_code
from app.exchange.models import ImportRow
from app.exchange.rules import Mode, Outcome
from tests.exchange.test_importing import DATA, bring, figures, real, sheet
from tests.factories import make_customer

pytestmark = pytest.mark.clause("S5.3.2.2")


def doubts(session):
    """Line → the doubts of its row, in the words of the code."""
    told = session.execute(select(ImportRow.line, ImportRow.warnings).order_by(ImportRow.line))
    return [
        [json.loads(doubt)[0] for doubt in json.loads(warnings or "[]")] for _, warnings in told
    ]


def one(session):
    return session.scalars(select(Customer)).one()


@real
def test_taiwans_exchange_list_arrives_in_taiwans_money_and_numbers(session):
    assert figures(bring(DATA / "tw_listed_twse.csv")) == (1036, 1036, 0, 0)
    kept = session.execute(
        select(
            Customer.capital_currency, Customer.country_code, Customer.phone_key, Customer.phone
        ).order_by(Customer.id)
    ).all()
    assert {row.capital_currency for row in kept} == {"TWD"}
    lands = [row.country_code for row in kept]
    assert (lands.count("TW"), lands.count("KY"), lands.count("BM")) == (943, 87, 3)
    home = [row for row in kept if row.country_code == "TW"]
    assert sum(row.phone_key is not None for row in home) > 870
    with (DATA / "tw_listed_twse.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row.phone for row in kept] == [row["總機電話"] for row in csv.DictReader(file)]
    told = [doubt for row in doubts(session) for doubt in row]
    assert sum("Taiwan business number" in doubt for doubt in told) == 8
    assert sum("e-mail" in doubt for doubt in told) == 16
    assert sum("telephone" in doubt for doubt in told) < 160


@real
def test_northwinds_telephones_are_read_by_their_countries(session):
    bring(DATA / "northwind/customers.csv")
    kept = session.scalars(select(Customer)).all()
    assert all(customer.country_code for customer in kept)
    assert not any((customer.phone_key or "+0").startswith("+86") for customer in kept)


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ({"邮箱": "Office@YUANFANG.EXAMPLE"}, {"email": "Office@yuanfang.example"}),
        ({"邮箱": "本公司無"}, {"email": "本公司無"}),
        ({"电话": "0755-25317099"}, {"phone_key": "+8675525317099"}),
        ({"电话": "25317099"}, {"phone": "25317099", "phone_key": None}),
        ({"电话": "(02)2531-7099", "国家": "台灣"}, {"phone_key": "+886225317099"}),
        ({"国家": "Germany", "电话": "030 901820"}, {"phone_key": "+4930901820"}),
        ({"税号": "123"}, {"tax_number": "123"}),
        ({"税号": "123", "国家": "Germany"}, {"tax_number": "123"}),
        ({"税号": "04595253", "国家": "TW"}, {"tax_number": "04595253"}),
        ({"注册资本": "1000万"}, {"registered_capital": 10_000_000, "capital_currency": "CNY"}),
        ({"注册资本": "1000", "国家": "中国"}, {"capital_currency": "CNY"}),
        ({"注册资本": "1000", "国家": "Japan"}, {"capital_currency": None}),
        ({"注册资本": "1000 USD", "国家": "Japan"}, {"capital_currency": "USD"}),
        ({"注册资本": "100-200万"}, {"registered_capital": None, "capital_currency": None}),
        ({"實收資本額": "1000", "国家": "KY 開曼群島"}, {"capital_currency": "TWD"}),
    ],
)
def test_a_row_is_kept_as_the_form_would_keep_it_and_doubted_where_it_would_refuse(
    session, tmp_path, cells, kept
):
    header, row = zip(*({"客户名称": "甲公司"} | cells).items(), strict=True)
    assert figures(bring(sheet(tmp_path / "a.csv", [header, row]))) == (1, 1, 0, 0)
    assert {name: getattr(one(session), name) for name in kept} == kept
    doubtful = [
        {"邮箱": "本公司無"}, {"电话": "25317099"}, {"税号": "123"},
        {"税号": "04595253", "国家": "TW"}, {"注册资本": "1000", "国家": "Japan"},
        {"注册资本": "100-200万"},
    ]  # fmt: skip
    assert len(doubts(session)[0]) == (cells in doubtful)


def test_a_change_is_doubted_by_the_country_the_customer_has(session, tmp_path):
    known = {
        c.name: c.number for c in (make_customer("甲", country_code="TW"), make_customer("乙"))
    }
    session.commit()
    rows = [(number, "02-25317099") for number in known.values()]
    report = bring(sheet(tmp_path / "a.csv", [("客户编号", "电话"), *rows]), mode=Mode.update)
    assert report.count(Outcome.updated) == 2
    assert [len(told) for told in doubts(session)] == [0, 1]


@pytest.mark.parametrize(
    ("told", "code"),
    [("UK", "GB"), ("美国", "US"), ("KY 開曼群島", "KY"), ("TWN", "TW"), ("Co. Dublin", None)],
)
def test_a_country_is_known_by_its_names(told, code):
    assert country_code(told) == code
