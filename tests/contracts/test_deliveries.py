"""Delivery documents: under what, received by whom, with a scan or the original's place."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from app.contracts.deliveries import Delivery
from app.contracts.trade_rules import check_delivery
from app.core.words import RuleError
from app.customers.models import Customer
from tests.contracts.factories import make_contract, make_transaction
from tests.factories import make_customer

pytestmark = pytest.mark.clause("S1.5(3)", "S8.三.1(3)")
PDF = b"%PDF-1.7\n%%EOF\n"
DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("told", "good"),
    [
        ({}, True),
        ({"happened_on": date(2026, 11, 3)}, False),
        ({"quantity": 0}, False),
        ({"received_by": None}, False),
        ({"received_by": None, "is_signed": False}, True),
        ({"is_under": False}, False),
    ],
)
def test_a_delivery_has_happened_and_is_signed_by_somebody(told, good):
    facts = {"happened_on": DAY, "quantity": None, "received_by": "王收", "is_signed": True,
             "is_under": True, **told}  # fmt: skip
    day, quantity, by = (facts[name] for name in ("happened_on", "quantity", "received_by"))
    stated = {name: facts[name] for name in ("is_under", "is_signed")}
    if good:
        check_delivery(day, DAY, quantity, by, **stated)
    else:
        with pytest.raises(RuleError):
            check_delivery(day, DAY, quantity, by, **stated)


@pytest.fixture
def finance(finance, machine):
    """Besides, what the customer agreed to and bought, and another customer."""
    browser, found = finance
    with machine() as session:
        customer = session.get(Customer, found["customer"])
        contract = make_contract(customer)
        found |= {
            "other": make_customer("另一家有限公司", department_id=found["there"]).id,
            "contract": contract.id,
            "transaction": make_transaction(customer, contract_id=contract.id).id,
        }
    return browser, found


def sent(at, **fields):
    told = {"customer": at["customer"], "transaction": at["transaction"], "what": "轴承 6204",
            "happened_on": "2026-11-02", "quantity": "500", "unit": "件", "received_by": "王收",
            "is_signed": "y"}  # fmt: skip
    return {**told, **fields}


def only(machine):
    with machine() as session:
        row = session.scalars(select(Delivery)).one()
        return {c.key: getattr(row, c.key) for c in row.__mapper__.columns}


def test_a_note_with_its_scan_is_found_from_all_it_belongs_to(finance, machine, sign_in):
    browser, at = finance
    scan = {"upload": (io.BytesIO(PDF), "送货单.pdf")}
    assert browser.post("/deliveries/add", data=sent(at) | scan).status_code == 302
    note = only(machine)
    assert note["number"].startswith("SH")
    assert (note["contract_id"], note["file_name"]) == (at["contract"], "送货单.pdf")
    for tab, key in (("customer", "customer"), ("transaction", "transaction"),
                     ("contract", "contract")):  # fmt: skip
        page = browser.get(f"/{tab}-deliveries/of/{at[key]}").get_data(as_text=True)
        assert note["number"] in page, tab
    fetched = browser.get(f"/deliveries/file/{note['id']}")
    assert fetched.get_data() == PDF
    keeper, _ = sign_in("Archivist", department=at["there"])
    assert keeper.get(f"/deliveries/show/{note['id']}").status_code == 200
    refused = keeper.post(f"/deliveries/edit/{note['id']}", data=sent(at))
    assert refused.status_code == 302
    assert only(machine)["version"] == note["version"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"transaction": ""},
        {"customer": "other"},
        {"happened_on": "2099-01-01"},
        {"quantity": "-1"},
        {"received_by": ""},
    ],
)
def test_what_does_not_hold_together_is_refused_and_kept_in_the_form(finance, machine, wrong):
    browser, at = finance
    wrong = {name: at.get(value, value) for name, value in wrong.items()}
    answer = browser.post("/deliveries/add", data=sent(at, **wrong))
    assert answer.status_code == 200
    assert "轴承 6204" in answer.get_data(as_text=True)
    with machine() as session:
        assert session.scalars(select(Delivery.id)).all() == []


def test_a_note_without_a_scan_has_nothing_to_fetch(finance, machine):
    browser, at = finance
    told = sent(at, original_place="三号柜 2 夹")
    browser.post("/deliveries/add", data=told)
    number = only(machine)["id"]
    assert "三号柜 2 夹" in browser.get(f"/deliveries/show/{number}").get_data(as_text=True)
    for door in ("file", "preview"):
        assert browser.get(f"/deliveries/{door}/{number}").location.endswith(f"/show/{number}")
    browser.post("/deliveries/step/void", data={"rowid": number, "reason": "entered twice"})
    assert browser.get(f"/deliveries/show/{number}").status_code == 404


@pytest.mark.clause("S9.4(一)")
def test_who_signed_is_masked_at_every_door_and_opened_for_a_reason(finance, machine):
    browser, at = finance
    browser.post("/deliveries/add", data=sent(at, received_by="王收货"))
    number = only(machine)["id"]
    for address in (
        "/deliveries/list/", f"/deliveries/show/{number}", f"/deliveries/edit/{number}",
        f"/customer-deliveries/of/{at['customer']}", "/api/v1/delivery/",
        f"/api/v1/delivery/{number}", "/deliveries/list/?q=收货",
    ):  # fmt: skip
        page = browser.get(address)
        assert page.status_code == 200, address
        assert "王收货" not in page.get_data(as_text=True), address
    assert "王****" in browser.get(f"/deliveries/show/{number}").get_data(as_text=True)
    version = only(machine)["version"]
    kept = sent(at, received_by="王****", remark="已核对", row_version=version)
    assert browser.post(f"/deliveries/edit/{number}", data=kept).status_code == 302
    assert (only(machine)["received_by"], only(machine)["remark"]) == ("王收货", "已核对")
    why = {"field": "received_by", "purpose": "verify", "reason": "核对签收单"}
    opened = browser.post(f"/deliveries/reveal/{number}", data=why)
    assert (opened.status_code, opened.json["value"]) == (200, "王收货")


@pytest.mark.clause("S9.4(一)")
def test_nor_does_a_file_of_them_tell_it(finance, machine, sign_in):
    browser, at = finance
    browser.post("/deliveries/add", data=sent(at, received_by="王收货"))
    keeper, _ = sign_in("Archivist", department=at["there"])
    told = keeper.post("/deliveries/export/csv", data={}).get_data().decode("utf-8-sig")
    assert "轴承 6204" in told
    assert "王收货" not in told
