"""A contract's page says what came in for it, settled or in advance, and what is still to come."""

from decimal import Decimal

import pytest

from app.contracts.balance import Balance, balances, outstanding
from app.contracts.models import Contract
from app.contracts.rules import PaymentKind
from tests.contracts.factories import make_contract, make_payment, make_receivable
from tests.contracts.test_effect import draft, newest
from tests.contracts.test_screens import text
from tests.factories import make_customer


def test_what_was_paid_in_advance_has_been_received(finance, machine):
    browser, at = finance
    draft(browser, at)
    pk = newest(machine, Contract)
    paid = {"customer": at["customer"], "contract": pk, "kind": "receipt", "method": "wire",
            "happened_on": "2026-11-02", "amount": "100", "currency": "CNY",
            "is_advance": "y"}  # fmt: skip
    assert browser.post("/payments/add", data=paid).status_code == 302
    page = " ".join(text(browser.get(f"/contracts/show/{pk}")).split())
    assert "已收 100.00 CNY" in page
    assert "未收 900.00 CNY" in page


def test_settled_and_unused_money_of_all_versions_counts_once(session):
    customer = make_customer()
    old = make_contract(customer, amount=Decimal(1000))
    new = make_contract(customer, amount=Decimal(1200), supersedes_id=old.id)
    other = make_contract(customer)
    first = make_receivable(customer, "300", contract_id=old.id)
    second = make_receivable(customer, "500", contract_id=new.id)
    elsewhere = make_receivable(customer, "70", contract_id=other.id)
    for contract, owed, used in ((old, first, 300), (new, second, 200), (new, elsewhere, 70)):
        payment = make_payment(customer, "350", contract_id=contract.id, is_advance=True)
        session.add(payment.settle(owed, Decimal(used)))
    make_payment(customer, "9", contract_id=new.id, currency="USD")
    make_payment(customer, "11", contract_id=new.id, kind=PaymentKind.refund)
    session.flush()
    found = balances(session, new)
    assert found == {
        "CNY": Balance(Decimal(800), Decimal(300 + 200 + 50 + 150 + 280)),
        "USD": Balance(Decimal(0), Decimal(9)),
    }
    assert outstanding(new, found) == Decimal(1200 - 980)
    assert balances(session, old)["CNY"] == Balance(Decimal(300), Decimal(350))


@pytest.mark.parametrize("amount", [None, Decimal(0)])
def test_without_a_stated_amount_nothing_is_outstanding(session, amount):
    contract = make_contract(make_customer(), amount=amount)
    assert outstanding(contract, balances(session, contract)) == amount
