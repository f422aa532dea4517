"""Whoever settles by hand sees what: the payment in the title, what is left of each receivable."""

from datetime import date
from decimal import Decimal

from app.customers.models import Customer
from tests.contracts.factories import make_payment, make_receivable
from tests.factories import make_user


def test_a_receivable_is_chosen_by_what_is_left_of_it(finance, machine):
    browser, at = finance
    with machine() as session:
        customer = session.get(Customer, at["customer"])
        late = make_receivable(customer, "300.00", date(2026, 9, 30), source_no="FP-2")
        soon = make_receivable(customer, "1250.50", date(2026, 6, 30), source_no="FP-1")
        paid = make_receivable(customer, "10.00", date(2026, 1, 31), source_no="FP-0")
        paid.paid = Decimal("10.00")
        gone = make_receivable(customer, "20.00", date(2026, 1, 31), source_no="FP-3")
        gone.void(make_user(), "录入时写错了")
        soon.paid = Decimal("250.50")
        expected = [
            {"id": soon.id, "text": f"{soon} · 2026-06-30 · 1,000.00 CNY"},
            {"id": late.id, "text": f"{late} · 2026-09-30 · 300.00 CNY"},
        ]
        session.commit()
    assert browser.get("/receivables/find?q=FP").json["results"] == expected
    assert browser.get("/receivables/find?q=FP-2").json["results"] == expected[1:]


def test_a_new_line_says_below_what_it_is_written(finance, machine):
    browser, at = finance
    with machine() as session:
        payment = make_payment(session.get(Customer, at["customer"]))
        number, told = payment.id, str(payment)
    page = browser.get(f"/allocations/add?for={number}").text
    assert f"<h1>新增核销 · {told}</h1>" in page
