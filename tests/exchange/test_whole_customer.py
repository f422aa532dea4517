"""A file may fill what the form fills: the group, the intermediary, codes and how it was told."""

import csv
from datetime import date

import pytest
from sqlalchemy import select

from app import reference
from app.cli import department_of
from app.customers.models import Customer
from app.customers.progress import CollectionChannel
from app.customers.rules import GovernmentLevel, Market
from app.exchange.importing import Options, import_file
from app.exchange.rules import Key, Mode, Outcome
from tests.factories import make_customer

pytestmark = pytest.mark.clause("S5.3.2.2")


def bring(path, header, *rows, **options):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return import_file(path, department_of("", None), Options(**options))


def named(session, name):
    return session.scalars(select(Customer).where(Customer.name == name)).one()


def test_a_file_fills_what_the_form_fills(session, tmp_path):
    size, kind = reference.company_sizes()[0], reference.ownerships()[0]
    header = ["客户名称", "企業規模", "Ownership", "行政级别", "語言", "时区", "结算币种",
              "采集渠道", "採集日期", "行政区划代码"]  # fmt: skip
    row = ["甲公司", size.name_zh, kind.name_en, "市级", "英语", "asia/tokyo", "usd", "走访",
           "2024-01-02", "440300"]  # fmt: skip
    report = bring(tmp_path / "a.csv", header, row)
    assert [line.outcome for line in report.rows] == [Outcome.created]
    made = named(session, "甲公司")
    assert (made.size, made.ownership) == (size.code, kind.code)
    assert made.government_level is GovernmentLevel.city
    assert (made.language, made.time_zone, made.trading_currency) == ("en", "Asia/Tokyo", "USD")
    assert made.collection_channel is CollectionChannel.visit
    assert (made.collected_on, made.region_code) == (date(2024, 1, 2), "440300")


@pytest.mark.parametrize("key", ["number", "name"])
def test_an_indirect_customer_comes_with_its_intermediary(session, tmp_path, key):
    agent = make_customer(name="中间商公司")
    agent_id, told = agent.id, getattr(agent, key)
    rows = [["乙公司", "国际间接", told, told], ["丙公司", "国际间接", "", ""]]
    rows += [["丁公司", "国际间接", "无此公司", ""]]
    header = ["客户名称", "市场", "中间商", "所属集团"]
    report = bring(tmp_path / "a.csv", header, *rows)
    assert [line.outcome.name for line in report.rows] == ["created", "refused", "refused"]
    made = named(session, "乙公司")
    assert made.market is Market.intl_indirect
    assert made.intermediary_id == made.parent_id == agent_id


def test_no_customer_is_its_own_parent(session, tmp_path):
    own = make_customer(name="中间商公司")
    row = [own.number, own.number]
    header = ["客户编号", "母公司"]
    report = bring(tmp_path / "a.csv", header, row, mode=Mode.update, key=Key.number)
    assert [line.outcome for line in report.rows] == [Outcome.refused]
