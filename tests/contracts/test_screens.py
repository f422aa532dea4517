"""Finance's day from outside: a contract entered, planned, paid; and each bad input in words."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import ContractStage
from app.contracts.trade import Transaction
from app.customers.headings import CustomerHeading
from tests.contracts.factories import (
    make_contract,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.factories import make_department, make_user

TAG = re.compile(r"<[^>]+>")


def text(answer):
    return TAG.sub(" ", answer.get_data(as_text=True))


def only(machine, entity):
    """The one row there is, as plain values."""
    with machine() as session:
        row = session.scalars(select(entity)).one()
        return {column.key: getattr(row, column.key) for column in entity.__mapper__.column_attrs}


@pytest.mark.clause("S1.5(3)", "S8.三.1(3)")
def test_a_contract_from_its_form_to_its_last_payment(finance, machine):
    browser, at = finance
    told = {"customer": at["customer"], "name": "年度供货合同", "signed_on": "2026年8月",
            "start_on": "2026-09-01", "end_on": "2027-08", "amount": "1,000.00",
            "currency": "CNY", "type": "direct", "remind_days": "30", "original_count": "2",
            "copy_count": "1"}  # fmt: skip
    assert browser.post("/contracts/add", data=told).status_code == 302
    contract = only(machine, Contract)
    assert contract["signed_on"] == "2026-08"
    assert str(contract["remind_on"]) == "2027-08-01"
    pk = contract["id"]
    browser.post("/contracts/step/sign", data={"rowid": pk})
    for day in ("2026-10-01", "2026-11-01"):
        plan = {"customer": at["customer"], "contract": pk, "happened_on": "2026-09-01",
                "due_on": day, "amount": "500", "currency": "CNY"}  # fmt: skip
        assert browser.post("/receivables/add", data=plan).status_code == 302
    paid = {"customer": at["customer"], "contract": pk, "kind": "receipt", "method": "wire",
            "happened_on": "2026-11-02", "amount": "1000", "currency": "CNY",
            "settles": "y"}  # fmt: skip
    assert browser.post("/payments/add", data=paid).status_code == 302
    assert only(machine, Payment)["allocated"] == 1000
    page = text(browser.get(f"/contracts/show/{pk}"))
    assert page.count("1,000.00") >= 3
    browser.post("/contracts/step/complete", data={"rowid": pk})
    assert only(machine, Contract)["stage"] is ContractStage.completed


def test_a_new_version_takes_the_old_ones_place(finance, machine):
    browser, at = finance
    with machine() as session:
        old = make_contract(session.get_one(CustomerHeading, at["customer"]))
        old.stage = ContractStage.signed
        pk = old.id
    assert "供货合同" in browser.get(f"/contracts/add?version={pk}").get_data(as_text=True)
    told = {"customer": at["customer"], "name": "供货合同（修订）", "supersedes": pk,
            "currency": "CNY", "type": "direct", "remind_days": "30", "original_count": "1",
            "copy_count": "0"}  # fmt: skip
    assert browser.post("/contracts/add", data=told).status_code == 302
    assert browser.post("/contracts/add", data=told).status_code == 200  # Once is enough.
    assert stages(machine) == {
        "供货合同": ContractStage.signed, "供货合同（修订）": ContractStage.drafted,
    }  # fmt: skip
    browser.post("/contracts/step/sign", data={"rowid": pk + 1})
    assert stages(machine) == {
        "供货合同": ContractStage.superseded, "供货合同（修订）": ContractStage.signed,
    }  # fmt: skip
    told = {"rowid": pk, "reason": "这一版录入重复"}
    browser.post("/contracts/step/void", data=told)
    assert "请先撤回" in text(browser.get(f"/contracts/show/{pk}"))
    browser.post("/contracts/step/void", data={**told, "rowid": pk + 1})
    assert stages(machine) == {"供货合同": ContractStage.performing}


def stages(machine):
    with machine() as session:
        asked = select(Contract.name, Contract.stage).where(Contract.voided_at.is_(None))
        return dict(session.execute(asked).all())


@pytest.mark.clause("S9.4(二)")
def test_lines_add_up_and_a_taken_back_one_is_out_of_the_sum(finance, machine):
    browser, at = finance
    told = {"customer": at["customer"], "happened_on": "2026-11-01", "kind": "sale",
            "currency": "CNY"}  # fmt: skip
    answer = browser.post("/transactions/add", data=told)
    assert "/transaction-lines/add?for=" in answer.location
    for quantity, price in (("3", "18.2345"), ("1.5", "2")):
        line = {"description": "轴承", "quantity": quantity, "price": price, "discount": "0.15"}
        assert browser.post(answer.location, data=line).status_code == 302
    assert str(only(machine, Transaction)["exact"]) == "49.047975"
    browser.post("/transaction-lines/step/void", data={"rowid": 1, "reason": "entered twice"})
    assert str(only(machine, Transaction)["exact"]) == "2.550000"


BAD = {
    "ends before it starts": (
        "/contracts/add",
        {"name": "合同", "start_on": "2026-05-01", "end_on": "2026-04-30", "currency": "CNY"},
        "结束日期早于开始日期",
    ),
    "unknown currency": (
        "/contracts/add",
        {"name": "合同", "currency": "XXQ"},
        "不是有效的选项",
    ),
    "more than is owed": (
        "/payments/add",
        {"kind": "receipt", "method": "wire", "happened_on": "2026-11-01", "amount": "100.01",
         "currency": "CNY", "settles": "y"},
        "多 0.01",
    ),
    "due before it began": (
        "/receivables/add",
        {"happened_on": "2026-05-02", "due_on": "2026-05-01", "amount": "1", "currency": "CNY"},
        "到期日早于",
    ),
    "nothing": (
        "/payments/add",
        {"kind": "receipt", "method": "wire", "happened_on": "2026-11-01", "amount": "0",
         "currency": "CNY", "settles": "y"},
        "金额须大于零",
    ),
    "a rate for yuan": (
        "/transactions/add",
        {"happened_on": "2026-11-01", "kind": "sale", "currency": "CNY", "rate": "7.1"},
        "汇率只对外币填写",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_sentence_and_nothing_is_saved_or_lost(finance, machine, case):
    browser, at = finance
    address, told, sentence = BAD[case]
    with machine() as session:
        make_receivable(session.get_one(CustomerHeading, at["customer"]))
    common = {"customer": at["customer"], "type": "direct", "remind_days": "30",
              "original_count": "1", "copy_count": "0", "remark": "原样保留"}  # fmt: skip
    page = browser.post(address, data={**common, **told})
    assert page.status_code == 200
    assert sentence in text(page)
    assert "原样保留" in page.get_data(as_text=True)
    with machine() as session:
        for entity in (Contract, Payment, Transaction):
            assert session.scalars(select(entity)).all() == []
        assert len(session.scalars(select(Receivable)).all()) == 1


@pytest.mark.parametrize(("kind", "quantity"), [("sale", "-1"), ("goods_return", "1")])
def test_a_negative_quantity_is_a_return_and_nothing_else(finance, machine, kind, quantity):
    browser, at = finance
    told = {"customer": at["customer"], "happened_on": "2026-11-01", "kind": kind,
            "currency": "CNY"}  # fmt: skip
    line = browser.post("/transactions/add", data=told).location
    page = browser.post(line, data={"description": "轴承", "quantity": quantity, "price": "1"})
    assert "退货" in text(page)
    assert only(machine, Transaction)["amount"] == 0


PAGES = (
    "/customer-headings/list/", "/customer-headings/show/{customer}", "/contracts/list/",
    "/contracts/show/1", "/contracts/edit/1", "/contracts/history/1", "/contracts/find?q=供",
    "/receivables/list/?state=overdue", "/receivables/show/1", "/payments/list/", "/ageing/",
    "/transactions/list/", "/transactions/show/1", "/products/list/", "/products/add",
    "/customer-contracts/of/{customer}", "/contract-receivables/of/1", "/",
)  # fmt: skip


@pytest.fixture
def filled(finance, machine):
    browser, at = finance
    with machine() as session:
        customer = session.get_one(CustomerHeading, at["customer"])
        contract = make_contract(customer)
        make_receivable(customer, contract_id=contract.id)
        make_transaction(customer, contract_id=contract.id)
    return browser, at


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_page_opens_and_names_the_customer(filled, locale):
    browser, at = filled
    browser.post(f"/language/{locale}")
    for page in PAGES:
        answer = browser.get(page.format(**at))
        assert answer.status_code == 200, page
    for page in ("/contracts/list/", "/receivables/list/", "/transactions/list/", "/ageing/"):
        assert "远方重工有限公司" in browser.get(page).get_data(as_text=True), page


def test_another_department_is_told_who_enters_contracts(filled, machine, sign_in, app):
    _, at = filled
    browser, _ = sign_in("Archivist", department=at["there"])
    page = browser.get("/contracts/add", follow_redirects=True)
    assert "由其他部门登记" in text(page)
    assert "远方重工有限公司" in text(browser.get("/contracts/list/"))
    assert 'href="/contracts/add"' not in browser.get("/contracts/list/").get_data(as_text=True)
    with machine():
        name = make_user("Archivist", at["there"]).username
    assert name


def test_who_has_nothing_to_do_with_the_customer_finds_nothing(filled, machine, sign_in):
    with machine():
        elsewhere = make_department().id
    browser, _ = sign_in("Archivist", department=elsewhere)
    for page in PAGES[1:5]:
        answer = browser.get(page.format(**filled[1]))
        assert answer.status_code in {302, 404} or "远方重工" not in text(answer), page
    assert "远方重工" not in text(browser.get("/ageing/"))


@pytest.mark.parametrize(
    ("make", "path"),
    [(make_contract, "contracts"), (make_transaction, "transactions"), (make_payment, "payments")],
)
def test_a_rate_is_shown_as_it_was_stated(finance, machine, make, path):
    browser, at = finance
    with machine() as session:
        customer = session.get_one(CustomerHeading, at["customer"])
        pk = make(customer, currency="USD", rate=Decimal("7.12345678")).id
    assert "7.12345678" in text(browser.get(f"/{path}/show/{pk}"))
