"""Tax, invoice, region and delivery of what was traded: entered, refused, imported, kept."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from app.contracts.trade import Transaction
from app.contracts.trade_rules import (
    DeliveryStatus,
    InvoiceType,
    TradeKind,
    check_tax,
    check_tax_sign,
    delivery_of,
)
from app.core.db import db
from app.core.words import RuleError
from app.customers.headings import CustomerHeading
from app.dictionaries.models import Dictionary, DictionaryWord
from app.exchange.rules import Outcome
from tests.contracts.factories import make_line, make_transaction
from tests.contracts.test_screens import text as words_of
from tests.exchange.test_entries import bring, sheet
from tests.factories import make_customer
from tests.migrating import migration, on

MIGRATION = "20261127_0191_add_tax_and_delivery"
DAY = date(2026, 11, 2)
SALE, BACK = TradeKind.sale, TradeKind.goods_return
FORM = {"happened_on": "2026-11-01", "kind": "sale", "currency": "CNY"}


@pytest.mark.parametrize(
    ("kind", "tax", "sentence"),
    [(SALE, "-1", "Only the tax of a return"), (BACK, "1", "tax of a return is below")],
)
def test_only_what_comes_back_takes_tax_along(kind, tax, sentence):
    with pytest.raises(RuleError, match=sentence):
        check_tax_sign(kind, Decimal(tax))


@pytest.mark.parametrize(("tax", "amount"), [("10.01", "10"), ("-10.01", "-10")])
def test_tax_is_a_part_of_the_amount(tax, amount):
    with pytest.raises(RuleError, match="part of the amount"):
        check_tax(Decimal(tax), Decimal(amount))


@pytest.mark.parametrize(
    ("kind", "tax", "amount"), [(SALE, "1.3", "11.3"), (BACK, "-1.3", "-11.3"), (SALE, "0", "5"),
                                (BACK, "0", "-5"), (SALE, "1.3", "0"), (SALE, None, "5")]
)  # fmt: skip
def test_what_tax_there_may_be(kind, tax, amount):
    check_tax_sign(kind, tax and Decimal(tax))
    check_tax(tax and Decimal(tax), Decimal(amount))


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        (None, None, None),
        (None, date(2026, 11, 2), DeliveryStatus.done),
        (DeliveryStatus.partial, date(2026, 11, 2), DeliveryStatus.partial),
        (DeliveryStatus.pending, None, DeliveryStatus.pending),
    ],
)
def test_a_day_of_delivery_makes_it_delivered(status, day, expected):
    assert delivery_of(status, day) is expected


@pytest.mark.parametrize(
    ("status", "day"), [(DeliveryStatus.pending, date(2026, 11, 2)), (DeliveryStatus.done, None)]
)
def test_a_status_and_a_day_that_contradict_are_refused(status, day):
    with pytest.raises(RuleError):
        delivery_of(status, day)


def region(session, code="east"):
    asked = select(DictionaryWord).where(
        DictionaryWord.dictionary == Dictionary.sales_region, DictionaryWord.code == code
    )
    return session.scalars(asked).one()


def test_an_invoice_is_entered_shown_and_found(finance, machine):
    browser, at = finance
    with machine() as session:
        east = region(session).id
    words = browser.get("/transactions/regions?q=华").get_json()
    assert "华东" in [word["text"] for word in words["results"]]
    told = {**FORM, "customer": at["customer"], "tax_amount": "13.00", "sales_region": east,
            "invoice_type": "vat_special", "delivered_on": "2026-11-03"}  # fmt: skip
    assert browser.post("/transactions/add", data=told).status_code == 302
    with machine() as session:
        kept = session.scalars(select(Transaction)).one()
        assert (kept.tax_amount, kept.sales_region_id, kept.invoice_type) == (
            Decimal("13.00"), east, InvoiceType.vat_special,
        )  # fmt: skip
        assert kept.delivery_status is DeliveryStatus.done
        number, pk = kept.number, kept.id
    page = words_of(browser.get(f"/transactions/show/{pk}"))
    assert [
        word for word in ("13.00", "华东", "增值税专用发票", "已交货") if word not in page
    ] == []
    assert number in words_of(browser.get(f"/transactions/list/?sales_region_id={east}"))
    assert number not in words_of(browser.get("/transactions/list/?delivery_status=pending"))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"tax_amount": "-1"}, "只有退货的税额小于零"),
        ({"kind": "goods_return", "tax_amount": "1"}, "退货的税额应小于零"),
        ({"delivery_status": "done"}, "请填写交货日期"),
        ({"delivery_status": "pending", "delivered_on": "2026-11-03"}, "待交货"),
    ],
)
def test_bad_invoices_get_one_sentence_and_nothing_is_lost(finance, machine, told, sentence):
    browser, at = finance
    form = {**FORM, "customer": at["customer"], "invoice_no": "26112233", **told}
    answer = browser.post("/transactions/add", data=form)
    assert answer.status_code == 200
    assert sentence in words_of(answer)
    assert "26112233" in answer.get_data(as_text=True)
    with machine() as session:
        assert session.scalars(select(Transaction.id)).all() == []


def test_a_region_is_a_word_of_its_own_dictionary(finance, machine):
    browser, at = finance
    with machine() as session:
        asked = select(DictionaryWord.id).where(DictionaryWord.dictionary == Dictionary.occupation)
        other = session.scalars(asked.limit(1)).one()
    told = {**FORM, "customer": at["customer"], "sales_region": other}
    assert browser.post("/transactions/add", data=told).status_code == 200
    with machine() as session:
        assert session.scalars(select(Transaction.id)).all() == []


def test_a_day_taken_away_takes_what_followed_from_it(finance, machine):
    """And a day given ends the waiting, though nobody touched the status."""
    browser, at = finance
    told = {**FORM, "customer": at["customer"], "delivered_on": "2026-11-03"}
    assert browser.post("/transactions/add", data=told).status_code == 302
    for day, status, expected in (
        ("", "done", None), ("", "pending", DeliveryStatus.pending),
        ("2026-11-04", "pending", DeliveryStatus.done),
    ):  # fmt: skip
        with machine() as session:
            kept = session.scalars(select(Transaction)).one()
            pk, version = kept.id, kept.version
        changes = {"delivered_on": day, "delivery_status": status, "row_version": version}
        answer = browser.post(f"/transactions/edit/{pk}", data={**told, **changes})
        assert answer.status_code == 302, words_of(answer)
        with machine() as session:
            assert session.scalars(select(Transaction.delivery_status)).one() is expected


def test_a_page_says_that_the_tax_is_more_than_the_lines(finance, machine):
    """It is typed before them, so it cannot be refused then."""
    browser, at = finance
    with machine() as session:
        customer = session.get_one(CustomerHeading, at["customer"])
        sold = make_transaction(customer, tax_amount=Decimal(500))
        pk = sold.id
    warning = "其中税额大于明细合计"
    assert warning not in words_of(browser.get(f"/transactions/show/{pk}"))
    with machine() as session:
        make_line(session.get_one(Transaction, pk), price="10")
    assert warning in words_of(browser.get(f"/transactions/show/{pk}"))


def test_the_tax_is_no_more_than_the_lines_are_worth(finance, machine):
    browser, at = finance
    told = {**FORM, "customer": at["customer"]}
    assert browser.post("/transactions/add", data=told).status_code == 302
    with machine() as session:
        sold = session.scalars(select(Transaction)).one()
        line = make_line(sold, price="100")
        sold.count(line)
        session.flush()
        version, pk = sold.version, sold.id
    answer = browser.post(
        f"/transactions/edit/{pk}", data={**told, "tax_amount": "200.01", "row_version": version}
    )
    assert "税额包含在金额之内" in words_of(answer)


def test_the_database_itself_refuses_what_makes_no_sense(session):
    sold = make_transaction(make_customer())
    session.commit()
    table = Transaction.__table__
    for told in (
        {"tax_amount": -1}, {"delivery_status": "done"}, {"sales_region_id": 999_999},
        {"delivered_on": DAY}, {"delivered_on": DAY, "delivery_status": "pending"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError):
            session.execute(update(table).where(table.c.id == sold.id).values(told))
        session.rollback()


def test_a_file_says_tax_invoice_region_and_delivery(session, tmp_path):
    make_customer("甲公司")
    session.commit()
    heads = ["客户名称", "订单号", "交易日期", "交易类型", "税额", "发票类型", "销售区域",
             "交货状态"]  # fmt: skip
    rows = [
        ["甲公司", "A1", "2026-11-01", "销售", "13", "专票", "华东", "待发货"],
        ["甲公司", "A2", "2026-11-01", "退货", "-1.30", "普票", "south", ""],
        ["甲公司", "A3", "2026-11-01", "销售", "-1", "", "", ""],
        ["甲公司", "A4", "2026-11-01", "销售", "", "", "火星", ""],
        ["甲公司", "A5", "2026-11-01", "销售", "", "白条", "", ""],
        ["甲公司", "A6", "2026-11-01", "销售", "", "", "", "已交货"],
    ]
    report = bring(sheet(tmp_path / "t.csv", heads, rows), "transaction")
    assert [row.outcome for row in report.rows] == [
        Outcome.created, Outcome.created, *[Outcome.refused] * 4,
    ]  # fmt: skip
    kept = {row.source_no: row for row in session.scalars(select(Transaction))}
    first, second = kept["A1"], kept["A2"]
    assert (first.tax_amount, first.invoice_type, first.delivery_status) == (
        13, InvoiceType.vat_special, DeliveryStatus.pending,
    )  # fmt: skip
    assert first.sales_region_id == region(session).id
    assert (second.tax_amount, second.kind) == (Decimal("-1.30"), BACK)
    assert second.sales_region_id == region(session, "south").id


@pytest.mark.usefixtures("unguarded")
def test_what_was_delivered_before_is_delivered(app, machine):
    with machine():
        customer = make_customer()
        make_transaction(customer, delivered_on=date(2026, 3, 3))
        make_transaction(customer)
    module = migration(MIGRATION)
    with app.app_context(), db.engine.begin() as connection:
        with on(connection):
            module.downgrade()
            found = {c["name"] for c in inspect(connection).get_columns("trade_transaction")}
            assert not found & {"tax_amount", "invoice_type", "sales_region_id", "delivery_status"}
            module.upgrade()
        asked = text("SELECT delivery_status FROM trade_transaction ORDER BY id")
        assert [status for (status,) in connection.execute(asked)] == ["done", None]
