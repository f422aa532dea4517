"""A return names the sale it comes from: the same customer's, in the same currency."""

import pytest
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.rules import ContractType, PaymentMethod
from app.contracts.trade import Transaction
from app.contracts.trade_rules import TradeKind
from app.core.db import db
from app.customers.models import Customer
from app.exchange.rules import Outcome
from tests.contracts.factories import make_contract, make_payment, make_transaction
from tests.contracts.test_screens import text as words_of
from tests.exchange.test_entries import bring, sheet
from tests.factories import make_customer
from tests.migrating import migration, on


@pytest.fixture
def sold(finance, machine):
    with machine() as session:
        sale = make_transaction(session.get(Customer, finance[1]["customer"]))
        return sale.id, str(sale)


def give_back(browser, at, **fields):
    told = {"customer": at["customer"], "happened_on": "2026-11-02", "kind": "goods_return",
            "currency": "CNY", **fields}  # fmt: skip
    return browser.post("/transactions/add", data=told)


def test_a_return_leads_to_its_sale_and_the_sale_to_it(finance, machine, sold):
    browser, at = finance
    assert give_back(browser, at, returns=sold[0]).status_code == 302
    with machine() as session:
        back = session.scalars(select(Transaction).order_by(Transaction.id.desc())).first()
        pk, told = back.id, str(back)
    assert sold[1] in words_of(browser.get(f"/transactions/show/{pk}"))
    assert told in words_of(browser.get(f"/transaction-returns/of/{sold[0]}"))
    browser.post("/transactions/step/void", data={"rowid": sold[0], "reason": "录入有误，撤销"})
    with machine() as session:
        assert session.get(Transaction, sold[0]).voided_at is None


@pytest.mark.parametrize(
    ("told", "sentence"),
    [({"kind": "sale"}, "只有退货才填写原交易"), ({"currency": "USD"}, "原交易的币种不同"),
     ({"customer": "another"}, "属于另一个客户")],
)  # fmt: skip
def test_a_return_of_something_else_gets_one_sentence(finance, machine, sold, told, sentence):
    browser, at = finance
    if "customer" in told:
        with machine():
            told = {"customer": make_customer("另一家公司", department_id=at["there"]).id}
    assert sentence in words_of(give_back(browser, at, returns=sold[0], **told))


def test_what_came_back_is_nothing_to_return_from(finance, machine, sold):
    browser, at = finance
    give_back(browser, at, returns=sold[0])
    with machine() as session:
        asked = select(Transaction.id).where(Transaction.kind == TradeKind.goods_return)
        back = session.scalars(asked).one()
    assert "退货单不能再被退货" in words_of(give_back(browser, at, returns=back))


def test_a_file_names_the_sale_of_each_return(session, tmp_path):
    make_transaction(make_customer("甲公司"), source_no="S-1")
    session.commit()
    heads = ["客户名称", "交易日期", "交易类型", "原交易编号", "来源编号"]
    rows = [["甲公司", "2026-09-01", kind, "S-1", number] for kind, number in
            (("退货", "R-1"), ("销售", "R-2"))]  # fmt: skip
    report = bring(sheet(tmp_path / "t.csv", heads, rows), "transaction")
    assert [row.outcome for row in report.rows] == [Outcome.created, Outcome.refused]
    asked = select(Transaction.returns_id).where(Transaction.source_no == "R-1")
    assert session.scalars(asked).one() is not None


def test_the_database_itself_lets_returns_alone_name_a_sale(session):
    first, second = (make_transaction(make_customer()) for _ in range(2))
    session.commit()
    table = Transaction.__table__
    changed = update(table).where(table.c.id == first.id).values(returns_id=second.id)
    with pytest.raises(IntegrityError):
        session.connection().execute(changed)
    session.rollback()


def test_a_file_knows_fast_sales_and_money_by_post(session, tmp_path):
    make_customer("甲公司")
    session.commit()
    agreed = [["甲公司", "快销一号", "快销"]]
    bring(sheet(tmp_path / "c.csv", ["客户名称", "合同名称", "合同类型"], agreed), "contract")
    assert session.scalars(select(Contract.type)).one() is ContractType.fast_sale
    paid = [["甲公司", "2026-09-01", "5", "邮汇", "是"]]
    heads = ["客户名称", "收款日期", "金额", "回款方式", "预收"]
    bring(sheet(tmp_path / "p.csv", heads, paid), "payment")
    assert session.scalars(select(Payment.method)).one() is PaymentMethod.postal


@pytest.mark.usefixtures("unguarded")
def test_the_way_back_calls_new_words_other_and_forgets_sales(app, machine):
    with machine():
        customer = make_customer()
        make_contract(customer, type=ContractType.fast_sale)
        make_payment(customer, method=PaymentMethod.postal)
    words = migration("20261127_0264_widen_contract_and_payment_words")
    sales = migration("20261127_0263_name_what_a_return_was_sold_as")
    with app.app_context(), db.engine.begin() as connection, on(connection):
        words.downgrade()
        sales.downgrade()
        told = "SELECT (SELECT type FROM contract), (SELECT method FROM payment)"
        assert tuple(connection.execute(text(told)).one()) == ("other", "other")
        sales.upgrade()
        words.upgrade()
        names = {index["name"] for index in inspect(connection).get_indexes("trade_transaction")}
        assert {"ix_trade_transaction_returns", "uq_trade_transaction_source"} <= names
