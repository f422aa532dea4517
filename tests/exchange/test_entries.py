"""Contracts, trade and money as files bring them, against an independent calculation."""

import csv
import unicodedata
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.cli import department_of
from app.contracts.ageing import totals
from app.contracts.models import Contract
from app.contracts.money import Allocation, Payment, Receivable
from app.contracts.trade import Transaction, TransactionLine
from app.core.clock import today
from app.core.partial import is_whole
from app.customers.models import Customer
from app.exchange.entry_fields import party_names
from app.exchange.importing import Options, import_file
from app.exchange.models import ImportRow
from app.exchange.rules import Outcome
from tests.factories import make_customer, make_user

DATA = Path(__file__).parents[2].parent / "shared" / "data"
real = pytest.mark.skipif(
    not DATA.exists(), reason="the real business files lie beside the project"
)
pytestmark = pytest.mark.clause("S1.5(3)", "S5.3.2.1")
#: rows, created, duplicate, refused: the rest names no party that is a customer, or ends too early.
CONTRACT_FIGURES = (306, 301, 0, 5)
CENT = Decimal("0.01")


def bring(path, subject, **options):
    return import_file(path, department_of("", None), Options(subject=subject, **options))


def figures(report):
    counted = (Outcome.created, Outcome.duplicate, Outcome.refused)
    return (len(report.rows), *(report.count(outcome) for outcome in counted))


def sheet(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def read(name):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def customers_of(tmp_path, codes, names=None):
    """The customers a file speaks of, by the codes or names it knows them by."""
    rows = [[(names or {}).get(code, f"Customer {code}"), code[:16]] for code in sorted(codes)]
    report = bring(sheet(tmp_path / "c.csv", ["Name", "CustomerID"], rows), "customer")
    assert figures(report)[1] == len(rows)


def test_an_order_knows_its_salesperson_where_we_do(session, tmp_path):
    seller = make_user("Staff", username="5").id
    number = make_customer(name="甲公司").number
    session.commit()
    header = ["客户编号", "OrderID", "OrderDate", "EmployeeID"]
    rows = [[number, "1", "7/4/1996", "5"], [number, "2", "7/5/1996", "6"]]
    assert figures(bring(sheet(tmp_path / "o.csv", header, rows), "transaction")) == (2, 2, 0, 0)
    sold = dict(session.execute(select(Transaction.source_no, Transaction.salesperson_id)).all())
    assert sold == {"1": seller, "2": None}
    first, last = session.scalars(select(ImportRow.warnings).order_by(ImportRow.line)).all()
    assert first is None
    assert "salesperson" in last


@real
def test_northwinds_orders_add_up_exactly(session, tmp_path):
    bring(DATA / "northwind/customers.csv", "customer")
    assert figures(bring(DATA / "northwind/products.csv", "product")) == (77, 77, 0, 0)
    assert figures(bring(DATA / "northwind/orders.csv", "transaction")) == (830, 830, 0, 0)
    lines = DATA / "northwind/order_details.csv"
    assert figures(bring(lines, "transaction_line")) == (2155, 2155, 0, 0)
    told = read("northwind/order_details.csv")
    exact = [Decimal(r["UnitPrice"]) * Decimal(r["Quantity"]) * (1 - Decimal(r["Discount"]))
             for r in told]  # fmt: skip
    cents = sum(line.quantize(CENT, ROUND_HALF_UP) for line in exact)
    assert sum(exact) == Decimal("1265793.0395")
    for entity in (Transaction, TransactionLine):
        sums = session.execute(select(func.sum(entity.exact), func.sum(entity.amount))).one()
        assert tuple(sums) == (sum(exact), cents)
    assert cents == Decimal("1265793.29")
    owners = dict(session.execute(
        select(Transaction.source_no, Customer.stock_code).join(
            Customer, Customer.id == Transaction.customer_id)
    ).all())  # fmt: skip
    assert owners == {row["OrderID"]: row["CustomerID"] for row in read("northwind/orders.csv")}
    assert figures(bring(lines, "transaction_line")) == (2155, 0, 2155, 0)  # Sent twice by mistake.


@real
def test_online_retails_lines_make_their_invoices(session, tmp_path):
    name = "retail/online_retail_2010-12.csv"
    told = read(name)
    customers_of(tmp_path, {row["CustomerID"].removesuffix(".0") for row in told} - {""})
    report = bring(DATA / name, "transaction_line")
    good = [row for row in told if row["CustomerID"]]
    assert figures(report) == (7419, len(good), 0, 7419 - len(good))
    assert 7419 - len(good) == 2290
    assert all(row.reason for row in report.rows if row.outcome is Outcome.refused)
    expected = defaultdict(Decimal)
    for row in good:
        expected[row["InvoiceNo"]] += Decimal(row["UnitPrice"]) * Decimal(row["Quantity"])
    found = dict(session.execute(select(Transaction.source_no, Transaction.exact)).all())
    assert found == dict(expected)


@real
def test_receivables_and_what_settled_them(session, tmp_path):
    told = read("invoices_receivable.csv")
    customers_of(tmp_path, {row["customerID"] for row in told})
    file = DATA / "invoices_receivable.csv"
    assert figures(bring(file, "receivable")) == (2466, 2466, 0, 0)
    assert session.scalar(select(func.count()).where(Receivable.is_disputed)) == 561
    assert figures(bring(file, "payment")) == (2466, 2466, 0, 0)
    total = sum(Decimal(row["InvoiceAmount"]) for row in told)
    for column in (Receivable.amount, Receivable.paid, Payment.allocated, Allocation.amount):
        assert session.scalar(select(func.sum(column))) == total
    assert totals(session, today()) == {}
    late = sum(int(row["DaysLate"]) > 0 for row in told)
    paid_late = (
        select(func.count())
        .select_from(Allocation)
        .join(Payment, Payment.id == Allocation.payment_id)
        .join(Receivable, Receivable.id == Allocation.receivable_id)
        .where(Payment.happened_on > Receivable.due_on)
    )
    assert session.scalar(paid_late) == late


@real
@pytest.mark.clause("S8.三.1(3)")
def test_three_hundred_contracts_keep_what_their_papers_say(session, tmp_path):
    told = read("contracts/cuad_contracts.csv")
    names = {party_names(row["Parties-Answer"])[0][:200] for row in told if row["Parties-Answer"]}
    rows = [[name] for name in sorted(names)]
    bring(sheet(tmp_path / "c.csv", ["Name"], rows), "customer")
    report = bring(DATA / "contracts/cuad_contracts.csv", "contract", headers={
        "Filename": "source_no", "Document Name-Answer": "name", "Parties-Answer": "customer_name",
        "Agreement Date-Answer": "signed_on", "Effective Date-Answer": "start_on",
        "Expiration Date-Answer": "end_on", "Renewal Term-Answer": "renewal",
    })  # fmt: skip
    counts = figures(report)
    assert counts[0] == 306 == sum(counts[1:]), [r for r in report.rows if r.reason][:20]
    assert all(row.reason for row in report.rows if row.outcome is not Outcome.created)
    kept = {c.source_no: c for c in session.scalars(select(Contract))}
    source = {unicodedata.normalize("NFKC", row["Filename"]).strip(): row for row in told}
    for name, contract in kept.items():
        year = source[name]["Agreement Date-Answer"][-4:]
        if contract.signed_on:
            assert contract.signed_on.startswith(year) or ";" in source[name][
                "Agreement Date-Answer"]  # fmt: skip
    assert sum(contract.is_perpetual for contract in kept.values()) > 20
    assert any(c.signed_on and not is_whole(c.signed_on) for c in kept.values())
    assert counts == CONTRACT_FIGURES


CONTRACTS = ["客户编号", "合同编号", "合同名称", "开始日期", "结束日期", "金额", "币种"]


def test_bad_rows_are_refused_in_words_and_good_ones_come_in(session, tmp_path):
    number = make_customer("星辰重工有限公司").number
    session.commit()
    report = bring(sheet(tmp_path / "h.csv", CONTRACTS, [
        [number, "HT-1", "供货合同", "2026-01-01", "2026-12-31", "1,000.00", "CNY"],
        [number, "HT-2", "供货合同", "2026-05-02", "2026-05-01", "", ""],
        [number, "HT-1", "再来一份", "", "", "", ""],
        ["KH00000000", "HT-3", "别人的合同", "", "", "", ""],
        [number, "HT-4", "", "", "", "", ""],
        [number, "HT-5", "坏金额", "", "", "12.345", ""],
    ]), "contract")  # fmt: skip
    outcomes = [row.outcome.name for row in report.rows]
    assert outcomes == ["created", "refused", "duplicate", "refused", "refused", "refused"]
    assert session.scalars(select(Contract.number)).all() != []
    assert all(row.reason for row in report.rows[1:])


def test_a_file_of_lines_says_what_is_missing(session, tmp_path):
    number = make_customer("星辰重工有限公司").number
    session.commit()
    header = ["客户编号", "订单号", "交易日期", "品名", "数量", "单价"]
    report = bring(sheet(tmp_path / "l.csv", header, [
        [number, "A1", "2026-01-01", "轴承", "2", "3.5"],
        [number, "A1", "2026-01-01", "轴承", "-2", "3.5"],
        ["", "A2", "", "轴承", "2", "3.5"],
        [number, "A3", "2026-01-01", "", "2", "3.5"],
        [number, "A4", "2026-01-01", "退的轴承", "-1", "3.5"],
    ]), "transaction_line")  # fmt: skip
    outcomes = [row.outcome.name for row in report.rows]
    assert outcomes == ["created", "refused", "refused", "refused", "created"]
    sums = session.scalars(select(Transaction.amount).order_by(Transaction.source_no)).all()
    assert sums == [Decimal("7.00"), Decimal("-3.50")]
