"""Projects, delivery documents and allocations from files: what comes in, and why rows stay out."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.cli import department_of
from app.contracts.deliveries import Delivery
from app.contracts.models import Project
from app.contracts.money import Allocation, Payment
from app.contracts.receivables import Receivable
from app.core.clock import today
from app.exchange.delivery_rows import TRADED
from app.exchange.entry_words import ENTRY_WORDS
from app.exchange.headers import Names, map_headers
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from tests.contracts.factories import (
    make_contract,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.exchange.screens import csv_file
from tests.factories import make_customer

pytestmark = pytest.mark.clause("S1.5(3)", "S5.3.2.1")
TOMORROW = (today() + timedelta(days=1)).isoformat()


@pytest.fixture
def bring(session, tmp_path):
    """A file taken in: its counts, and why each row that stayed out did."""

    def _bring(subject, *rows, language="zh"):
        path = tmp_path / "list.csv"
        path.write_bytes(csv_file(*rows))
        session.commit()
        with force_locale(language):
            report = import_file(path, department_of("", None), Options(subject=subject))
        told = [report.count(o) for o in (Outcome.created, Outcome.duplicate, Outcome.refused)]
        assert len(report.rows) == len(rows) - 1 == sum(told)
        return told, [row.reason for row in report.rows if row.reason]

    return _bring


@pytest.fixture
def customer(session):
    return make_customer("星辰重工有限公司")


def all_of(session, entity):
    return session.scalars(select(entity).order_by(entity.id)).all()


# ── projects ─────────────────────────────────────────────────────
@pytest.mark.clause("S8.三.1(3)")
def test_projects_come_in_once(session, bring, customer):
    number = customer.number
    rows = (
        ("客户编号", "项目名称", "起始日期", "截止日期", "概要"),
        (number, "产线改造", "2026-01-01", "2026-12-31", "二号线"),
        (number, "产线改造", "2026-01-01", "", "同一个"),
        (number, "产线改造", "2027-01-01", "", "下一期"),
        (number, "倒着来的", "2026-02-01", "2026-01-31", ""),
        (number, "", "2026-02-01", "", "没有名字"),
        ("KH00000000", "别家的", "", "", ""),
    )
    told, reasons = bring("project", *rows)
    assert told == [2, 1, 3]
    assert reasons == [
        "文件中此记录出现了两次。", "截止日期早于起始日期。", "缺少“项目名称”。",
        "在您可见的客户中没有“KH00000000”。",
    ]  # fmt: skip
    first, second = all_of(session, Project)
    assert (first.to_on, first.summary, second.summary) == (date(2026, 12, 31), "二号线", "下一期")
    assert first.number.startswith("XM2026")
    again, reasons = bring("project", *rows, language="en")
    assert again == [0, 3, 3]
    assert reasons[0] == "A record that says the same is already there."


# ── delivery documents ───────────────────────────────────────────
NOTES = ("客户编号", "单据原号", "合同编号", "订单号", "交货日期", "交付内容", "数量", "签收人",
         "已签收")  # fmt: skip


def test_delivery_notes_say_under_what_and_who_signed(session, bring, customer):
    number, other = customer.number, make_customer("别家有限公司")
    contract = make_contract(customer, number="HT-1")
    order = make_transaction(customer, source_no="A1", contract_id=contract.id)
    make_contract(other, number="HT-2")
    order_id, contract_id = order.id, contract.id
    good = ("2026-03-02", "轴承", "12.5", "李四", "是")
    rows = (
        NOTES,
        (number, "S1", "", "A1", *good),
        (number, "S1", "", "A1", *good),
        (number, "", "HT-1", "", "2026-03-02", "轴承", "", "", ""),
        (number, "", "HT-1", "", "2026-03-02", "轴承", "", "", "否"),
        (number, "S2", "", "", *good),
        (number, "S3", "HT-2", "", *good),
        (number, "S4", "HT-9", "", *good),
        (number, "S5", "HT-1", "", TOMORROW, "轴承", "1", "", ""),
        (number, "S6", "HT-1", "", "2026-03-02", "轴承", "-1", "", ""),
        (number, "S7", "HT-1", "", "2026-03-02", "轴承", "1", "", "是"),
        (number, "S8", "HT-1", "", "2026-03-02", "轴承", "1", "", "也许"),
        (number, "S9", "HT-1", "", "2026-03-02", "", "1", "", ""),
    )
    told, reasons = bring("delivery_document", *rows)
    assert told == [2, 2, 8]
    assert reasons == [
        "文件中此编号重复。",
        "文件中此记录出现了两次。",
        "请选择所属合同或交易。",
        "“HT-2”属于另一个客户。",
        "“HT-9”不是“合同”的有效值。",
        "交付日期在将来。",
        "交付数量须大于零。",
        "请填写签收人。",
        "“已签收”中的“也许”既不是“是”也不是“否”。",
        "缺少“交付内容”。",
    ], reasons
    first, second = all_of(session, Delivery)
    assert (first.transaction_id, first.contract_id) == (order_id, contract_id)
    assert (first.quantity, first.received_by, first.is_signed) == (Decimal("12.5"), "李四", True)
    assert (second.contract_id, second.is_signed) == (contract_id, False)
    again, reasons = bring("delivery_document", *rows, language="en")
    assert again == [0, 4, 8]
    assert reasons[:3] == [
        "A record with this number is already there.",
        "A record with this number is already there.",
        "A record that says the same is already there.",
    ]
    assert reasons[4] == "Say under which contract or transaction it was delivered."


# ── allocations ──────────────────────────────────────────────────
SETTLED = ("回款编号", "发票号", "核销金额")


def test_allocations_take_no_more_than_both_sides_have(session, bring, customer):
    other = make_customer("别家有限公司")
    number = make_payment(customer, "100.00", source_no="P1").number
    make_receivable(customer, "60.00", source_no="F1")
    make_receivable(customer, "80.00", source_no="F2")
    make_receivable(customer, "80.00", source_no="F3", currency="USD")
    make_receivable(other, "80.00", source_no="F4")
    rows = (
        SETTLED,
        ("P1", "F1", "60.00"),
        (number, "F1", "60.00"),
        ("P1", "F1", "0.01"),
        ("P1", "F2", "40.01"),
        ("P1", "F2", "40.00"),
        ("P1", "F2", "0"),
        ("P1", "F3", "1"),
        ("P1", "F4", "1"),
        ("P1", "F9", "1"),
        ("P9", "F1", "1"),
        ("P1", "F1", ""),
        ("P1", "F1", "0.005"),
    )
    told, reasons = bring("allocation", *rows)
    assert told == [2, 1, 9], reasons
    assert reasons == [
        "文件中此记录出现了两次。",
        "该应收款只剩 0.00 未收。",
        "该回款只剩 40.00 可核销。",
        "金额须大于零。",
        "应收款是另一种货币。",
        "该应收款属于其他客户。",
        "“F9”不是“应收款”的有效值。",
        "“P9”不是“回款”的有效值。",
        "缺少“金额”。",
        "“金额”中的“0.005”不是数值或小数位过多。",
    ], reasons
    assert {one.source_no: one.paid for one in all_of(session, Receivable)} == {
        "F1": 60, "F2": 40, "F3": 0, "F4": 0,
    }  # fmt: skip
    assert [one.amount for one in all_of(session, Allocation)] == [60, 40]
    again, reasons = bring("allocation", *rows, language="en")
    assert again == [0, 3, 9]
    assert reasons[0] == "A record that says the same is already there."
    assert [one.allocated for one in all_of(session, Payment)] == [100]


def test_rows_of_two_blocks_take_no_more_than_is_left_either(session, bring, customer):
    """A block is looked at by itself, so what is too much shows when the second is written."""
    make_payment(customer, "100.00", source_no="P1")
    make_receivable(customer, "200.00", source_no="F1")
    shares = [("P1", "F1", f"0.{cents:02}") for cents in range(1, 100)]  # 49.50
    told, reasons = bring("allocation", SETTLED, *shares, ("P1", "F1", "50"), ("P1", "F1", "51"))
    assert told == [100, 0, 1]
    assert reasons == ["该回款只剩 0.50 可核销。"]
    assert [one.allocated for one in all_of(session, Payment)] == [Decimal("99.50")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_list_shows_a_file_may_be_called(session, language):
    """The header of an exported list is understood again, in either language."""
    for _, screen, _, _, fields, headers in TRADED.values():
        with force_locale(language):
            told = {name: str(ENTRY_WORDS[screen][name]) for name in fields
                    if name in ENTRY_WORDS[screen]}  # fmt: skip
        found = map_headers(list(told.values()), Names(headers, {}))
        assert set(found.values()) == set(told), (screen, told)
