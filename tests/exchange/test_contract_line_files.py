"""Contracts' lines from files: by contract number and product code; why rows stay out."""

from decimal import Decimal

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.cli import department_of
from app.contracts.lines import ContractLine
from app.contracts.rules import ContractStage
from app.contracts.trade import Product
from app.exchange.entry_words import ENTRY_WORDS
from app.exchange.headers import Names, map_headers
from app.exchange.importing import Options, import_file
from app.exchange.line_fields import CONTRACT_LINE_FIELDS, CONTRACT_LINE_HEADERS
from app.exchange.rules import Outcome
from tests.contracts.factories import make_contract
from tests.exchange.screens import csv_file
from tests.factories import keep, make_customer

pytestmark = pytest.mark.clause("S1.5(3)", "S5.3.2.1")
HEADER = ("合同编号", "产品编码", "品名规格", "数量", "单位", "单价", "折扣", "税率", "序号")
GOOD = ("10", "", "8.5", "10%", "13%", "")


@pytest.fixture
def bring(session, tmp_path):
    """A file taken in: its counts, and why each row that stayed out did."""

    def _bring(*rows, language="zh"):
        path = tmp_path / "lines.csv"
        path.write_bytes(csv_file(HEADER, *rows))
        session.commit()
        with force_locale(language):
            report = import_file(path, department_of("", None), Options(subject="contract_line"))
        told = [report.count(o) for o in (Outcome.created, Outcome.duplicate, Outcome.refused)]
        assert len(report.rows) == len(rows) == sum(told)
        return told, [row.reason for row in report.rows if row.reason]

    return _bring


def test_lines_come_in_once_and_in_the_files_order(session, bring):
    customer = make_customer("星辰重工有限公司")
    keep(Product(code="P-1", name="轴承", unit="件"))
    contract = make_contract(customer, number="HT-1", source_no="A-7")
    make_contract(customer, number="HT-2", stage=ContractStage.signed)
    number = contract.id
    rows = (
        ("HT-1", "P-1", "", *GOOD),
        ("A-7", "P-1", "", *GOOD),
        ("HT-1", "P-1", "6204", *GOOD),
        ("HT-1", "", "安装服务", "1", "次", "0", "", "", "7"),
        ("HT-1", "", "调试", "1", "", "100", "", "0.06", ""),
        ("HT-9", "P-1", "", *GOOD),
        ("HT-1", "P-9", "", *GOOD),
        ("HT-1", "", "", *GOOD),
        ("HT-2", "P-1", "", *GOOD),
        ("HT-1", "", "无数量", "", "", "1", "", "", ""),
        ("HT-1", "", "零", "0", "", "1", "", "", ""),
        ("HT-1", "", "负价", "1", "", "-1", "", "", ""),
        ("HT-1", "", "折扣", "1", "", "1", "120%", "", ""),
        ("HT-1", "", "税率", "1", "", "1", "", "113%", ""),
        ("HT-1", "", "位数", "1", "", "1", "", "1.234%", ""),
    )
    told, reasons = bring(*rows)
    assert told == [4, 1, 10], reasons
    assert reasons == [
        "文件中此记录出现了两次。",
        "“HT-9”不是“合同”的有效值。",
        "“P-9”不是“产品”的有效值。",
        "请选择产品，或填写名称及规格。",
        "合同签署后，明细须通过新版本变更。",
        "缺少“数量”。",
        "合同明细的数量须大于零。",
        "金额不能小于零。",
        "折扣在 0 与 1 之间；0.15 即优惠百分之十五。",
        "税率须在 0 到 1 之间；0.13 表示 13%。",
        "“税率”中的“1.234%”不是数值或小数位过多。",
    ], reasons
    asked = select(ContractLine).where(ContractLine.contract_id == number)
    lines = session.scalars(asked.order_by(ContractLine.position)).all()
    assert [(x.position, str(x.product or x.description)) for x in lines] == [
        (1, "轴承"), (2, "轴承"), (7, "安装服务"), (8, "调试"),
    ]  # fmt: skip
    first = lines[0]
    assert (first.unit, first.amount, first.tax_rate) == ("件", Decimal("76.50"), Decimal("0.13"))
    again, reasons = bring(*rows, language="en")
    assert again == [0, 5, 10]
    assert reasons[0] == "A record that says the same is already there."


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_tab_shows_a_file_may_be_called(session, language):
    """Of its headers in either language each is understood again."""
    words = ENTRY_WORDS["ContractLineView"]
    with force_locale(language):
        told = {name: str(words[name]) for name in CONTRACT_LINE_FIELDS}
    assert set(map_headers(list(told.values()), Names(CONTRACT_LINE_HEADERS, {})).values()) == set(
        told
    )
