"""Products, deliveries and allocations over REST: one sentence each where a form has one."""

import pytest

from tests.contracts.factories import make_contract, put_on_duty
from tests.core.writing import DAY, base, one
from tests.factories import make_customer, make_department

EN = {"Accept-Language": "en"}


@pytest.fixture
def finance(unguarded, machine, sign_in):
    """(a browser of the department on duty, ids of a customer and its contract)."""
    with machine():
        here = make_department()
        put_on_duty(here)
        customer = make_customer(department_id=here.id)
        ids = {"customer": customer.id, "contract": make_contract(customer).id, "here": here.id}
    return sign_in("Archivist", department=ids["here"])[0], ids


def test_a_product_is_made_and_changed_and_its_code_is_its_own(finance):
    browser, _ = finance
    said = {"code": "P-1", "name": "轴承 6204", "price": "12.5"}
    made = browser.post(base("product"), json=said).json
    assert made["result"]["price"] == "12.5000"
    assert set(browser.post(base("product"), json=said).json["errors"]) == {"code"}
    change = {"name": "轴承 6205", "version": made["result"]["version"]}
    answer = browser.patch(one("product", made["id"]), json=change)
    assert answer.json["result"]["name"] == "轴承 6205"
    assert browser.post(one("product", made["id"]) + "/void", json={}).status_code == 404


def test_a_delivery_hangs_under_its_contract(finance):
    browser, ids = finance
    said = {"customer": ids["customer"], "happened_on": DAY, "what": "轴承一箱"}
    bare = browser.post(base("delivery"), json=said, headers=EN)
    assert (bare.status_code, "contract" in bare.json["message"]) == (422, True)
    made = browser.post(base("delivery"), json={**said, "contract": ids["contract"]})
    assert made.status_code == 201, made.json
    assert browser.get(base("delivery")).json["ids"] == [made.json["id"]]


@pytest.mark.clause("S9.3(二)")
def test_a_payment_settles_no_more_than_is_owed(finance):
    browser, ids = finance
    money = {"customer": ids["customer"], "amount": "100.00"}
    owed = browser.post(base("receivable"), json={**money, "due_on": DAY}).json["id"]
    paid = {**money, "amount": "150.00", "is_advance": True, "settles": False}
    payment = browser.post(base("payment"), json=paid).json["id"]
    said = {"payment": payment, "receivable": owed}
    refused = browser.post(base("allocation"), json={**said, "amount": "100.01"}, headers=EN)
    assert refused.status_code == 422, refused.json
    made = browser.post(base("allocation"), json={**said, "amount": "100.00"})
    assert made.status_code == 201, made.json
    assert browser.get(one("receivable", owed)).json["result"]["paid"] == "100.00"
    nowhere = browser.post(base("allocation"), json={**said, "payment": 99, "amount": "1.00"})
    assert (nowhere.status_code, set(nowhere.json["errors"])) == (422, {"payment"})
    address = one("allocation", made.json["id"]) + "/void"
    assert browser.post(address, json={"reason": "wrong invoice"}).status_code == 200
    assert browser.get(one("receivable", owed)).json["result"]["paid"] == "0.00"
