"""Contracts, trade and money as files bring them, against an independent calculation."""

import csv
import re
import unicodedata
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.cli import department_of
from app.contracts.ageing import totals
from app.contracts.models import Contract
from app.contracts.money import Allocation, Payment
from app.contracts.receivables import Receivable
from app.contracts.trade import Transaction, TransactionLine
from app.core.clock import today
from app.customers.models import Customer
from app.exchange.importing import Options, import_file
from app.exchange.models import ImportRow
from app.exchange.rules import Outcome
from tests.conftest import DATABASES
from tests.endurance.scale import one_of
from tests.factories import make_customer, make_user

DATA = Path(__file__).parents[2].parent / "shared" / "data"
real = pytest.mark.skipif(
    not DATA.exists(), reason="the real business files lie beside the project"
)
pytestmark = pytest.mark.clause("S1.5(3)", "S5.3.2.1")
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


def owners(session, entity):
    """Number in the file → the code the file knows its customer by."""
    asked = select(entity.source_no, Customer.stock_code)
    asked = asked.join(Customer, Customer.id == entity.customer_id)
    return dict(session.execute(asked).all())


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
@pytest.mark.parametrize("database", one_of(DATABASES, 0), scope="session")
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
    assert owners(session, Transaction) == {
        row["OrderID"]: row["CustomerID"] for row in read("northwind/orders.csv")
    }
    assert figures(bring(lines, "transaction_line")) == (2155, 0, 2155, 0)  # Sent twice by mistake.


@real
@pytest.mark.parametrize("database", one_of(DATABASES, 1), scope="session")
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
@pytest.mark.parametrize("database", one_of(DATABASES, 2), scope="session")
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
    theirs = {row["invoiceNumber"]: row["customerID"] for row in told}
    assert len(theirs) == 2466
    assert owners(session, Receivable) == theirs
    # The tables themselves: the gate asked of each of four takes minutes without statistics.
    owed, part, paid, whose = (
        one.__table__ for one in (Receivable, Allocation, Payment, Customer)
    )  # fmt: skip
    settled = owed.join(part, part.c.receivable_id == owed.c.id).join(
        paid, paid.c.id == part.c.payment_id
    )
    paying = select(owed.c.source_no, whose.c.stock_code).select_from(
        settled.join(whose, whose.c.id == paid.c.customer_id)
    )
    assert dict(session.execute(paying).all()) == theirs
    late = sum(int(row["DaysLate"]) > 0 for row in told)
    paid_late = select(func.count()).select_from(settled).where(paid.c.happened_on > owed.c.due_on)
    assert session.scalar(paid_late) == late


WRITTEN = re.compile(r"(?P<month>\d{1,2}|\[\])/(?P<day>\d{1,2}|\[\])/(?P<year>\d{4})")


def on_paper(told):
    """A day as far as its paper states it, ``08/[]/2019`` as ``2019-08``; of two the first."""
    found = WRITTEN.fullmatch(told.partition(";")[0].strip())
    if not found:
        return None
    known = [found["year"]]
    for part in (found["month"], found["day"]):
        if part == "[]":
            break
        known.append(part.zfill(2))
    return "-".join(known)


def first_party(told):
    """Who is named first, without what the paper calls them."""
    name = " ".join(unicodedata.normalize("NFKC", told).split()).partition(";")[0].strip()
    while name.endswith(")"):
        name = name[: name.rindex("(")].strip()
    return name


def stated(row):
    """What a contract's row says, by a calculation of its own: party, days and how it ends."""
    end = row["Expiration Date-Answer"]
    is_perpetual = end.strip().casefold() == "perpetual"
    days = (row["Agreement Date-Answer"], row["Effective Date-Answer"], end)
    return (first_party(row["Parties-Answer"]), *map(on_paper, days), is_perpetual)


def is_good(told):
    """Names a party, and only days that are in the calendar; ends no earlier than it begins."""
    party, *days, _is_perpetual = told
    _signed, start, end = days
    least = min(len(start or ""), len(end or ""))
    is_backwards = bool(least) and end[:least] < start[:least]
    return bool(party) and not is_backwards and all(map(is_day, days))


def is_day(told):
    try:
        date(*[*map(int, (told or "1").split("-")), 1, 1][:3])
    except ValueError:
        return False
    return True


@real
@pytest.mark.clause("S8.三.1(3)")
def test_three_hundred_contracts_keep_what_their_papers_say(session, tmp_path):
    papers = {
        unicodedata.normalize("NFKC", row["Filename"]).strip(): stated(row)
        for row in read("contracts/cuad_contracts.csv")
    }
    parties = sorted({told[0] for told in papers.values()} - {""})
    made = bring(sheet(tmp_path / "c.csv", ["Name"], [[name] for name in parties]), "customer")
    assert figures(made) == (len(parties), len(parties), 0, 0)
    report = bring(DATA / "contracts/cuad_contracts.csv", "contract", headers={
        "Filename": "source_no", "Document Name-Answer": "name", "Parties-Answer": "customer_name",
        "Agreement Date-Answer": "signed_on", "Effective Date-Answer": "start_on",
        "Expiration Date-Answer": "end_on", "Renewal Term-Answer": "renewal",
    })  # fmt: skip
    assert len(papers) == 306
    good = {name: told for name, told in papers.items() if is_good(told)}
    assert figures(report) == (306, len(good), 0, 306 - len(good))
    assert all(row.reason for row in report.rows if row.outcome is not Outcome.created)
    asked = select(
        Contract.source_no, Customer.name, Contract.signed_on, Contract.start_on,
        Contract.end_on, Contract.is_perpetual,
    ).join(Customer, Customer.id == Contract.customer_id)  # fmt: skip
    kept = {name: tuple(told) for name, *told in session.execute(asked)}
    assert kept == good
    assert sum(told[-1] for told in good.values()) > 20
    assert any(len(told[1] or "") in {4, 7} for told in good.values())


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
