"""Lines below a record leave as it does; settings and the trail, for those they are for."""

import csv
import io

import pytest
from sqlalchemy import select, update

from app.audit.models import AuditEntry
from app.contracts.money import Allocation
from app.contracts.trade import Product
from app.customers.models import Customer
from app.customers.rules import TimeStatus
from app.customers.stages import CustomerStage
from app.security.rules import Security
from app.workday.comments import Comment
from tests.care.factories import invite, make_event
from tests.contracts.factories import (
    make_line,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.factories import keep, make_customer, make_user
from tests.workday.factories import day, make_follow_up

pytestmark = pytest.mark.clause("S5.3.4.1")


def rows(answer):
    assert answer.status_code == 200, answer.location
    lines = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    return [row for row in lines if row][1:]


@pytest.fixture
def site(unguarded):
    return unguarded


@pytest.fixture
def parents(site, machine):
    """tab → its parent's id, each parent with a line; beside each another one with its own."""
    found = {}
    with machine() as session:
        writer = make_user()
        for code in ("P-1", "P-2"):
            bearing = keep(Product(code=code, name="轴承", unit="件"))
            customer = make_customer()
            sold = make_transaction(customer)
            make_line(sold, product_id=bearing.id)
            paid, owed = make_payment(customer), make_receivable(customer)
            keep(Allocation(payment_id=paid.id, receivable_id=owed.id, amount=1))
            event = make_event()
            invite(event, customer)
            talk = make_follow_up(customer, writer)
            keep(Comment(follow_up_id=talk.id, text="已约下周", person_id=writer.id))
            keep(
                CustomerStage(customer_id=customer.id, stage=TimeStatus.prospective, from_on=day())
            )
            found = {
                "/transaction-lines": ("transaction_id", sold.id, "轴承"),
                "/allocations": ("payment_id", paid.id, owed.number),
                "/participations": ("event_id", event.id, customer.name),
                "/comments": ("follow_up_id", talk.id, "已约下周"),
                "/stages": ("customer_id", customer.id, customer.name),
            }
        session.flush()
    return found


TABS = ("/transaction-lines", "/allocations", "/participations", "/comments", "/stages")


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_offers_its_parents_lines_as_a_file(site, parents, sign_in, tab):
    browser, _ = sign_in("ChiefArchivist")
    key, parent, word = parents[tab]
    address = f"{tab}/export/csv?{key}={parent}"
    assert f'action="{address}"' in browser.get(f"{tab}/of/{parent}").get_data(as_text=True)
    head, *told = rows(browser.post(address))
    assert len(told) == 1
    assert word in told[0]
    assert len(rows(browser.post(f"{tab}/export/csv"))) == 3
    assert all(name.strip() for name in head)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("role", ["Staff", "Auditor"])
def test_who_takes_no_list_out_takes_no_lines(site, parents, sign_in, tab, role):
    browser, _ = sign_in(role)
    key, parent, _word = parents[tab]
    assert "/export/" not in browser.get(f"{tab}/of/{parent}").get_data(as_text=True)
    answer = browser.post(f"{tab}/export/csv?{key}={parent}")
    assert answer.mimetype != "text/csv"


@pytest.mark.parametrize("tab", TABS)
def test_what_hangs_below_a_customer_too_high_to_leave_stays(site, machine, parents, sign_in, tab):
    with machine() as session:
        table = Customer.__table__
        session.connection().execute(update(table).values(security=Security.restricted))
    browser, _ = sign_in("ChiefArchivist", clearance=Security.restricted)
    key, parent, _word = parents[tab]
    assert browser.get(f"{tab}/of/{parent}").status_code == 200
    answer = browser.post(f"{tab}/export/csv?{key}={parent}", follow_redirects=True)
    assert answer.mimetype != "text/csv"


def test_programs_ask_for_a_payments_allocations_and_a_products_lines(site, parents, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    _key, paid, number = parents["/allocations"]
    (row,) = browser.get(f"/api/v1/allocation/?payment_id={paid}").json["result"]
    assert (row["payment_id"], row["receivable_id_label"]) == (paid, number)
    again = browser.get(f"/api/v1/allocation/?receivable_id={row['receivable_id']}").json
    assert again["count"] == 1
    listed = browser.get("/api/v1/transaction_line/").json["result"]
    assert {line["product_id_label"] for line in listed} == {"轴承"}
    assert all("exact" in line for line in listed)
    found = browser.get(f"/api/v1/transaction_line/?product_id={listed[0]['product_id']}").json
    assert found["count"] == 1


@pytest.mark.parametrize(
    ("role", "address"),
    [("Auditor", "/audit"), ("SystemAdmin", "/dictionaries"), ("SystemAdmin", "/departments")],
)
def test_the_trail_leaves_by_an_auditor_and_settings_by_an_administrator(
    site, machine, sign_in, role, address
):
    browser, _ = sign_in(role)
    assert f"{address}/export/csv" in browser.get(f"{address}/list/").get_data(as_text=True)
    assert len(rows(browser.post(f"{address}/export/csv"))) > 1
    with machine() as session:
        asked = select(AuditEntry.event).where(AuditEntry.event.like("export%"))
        assert session.scalars(asked.order_by(AuditEntry.id)).all() == ["export", "export ended"]


@pytest.mark.parametrize(
    ("role", "address"),
    [("SecurityAdmin", "/audit"), ("ChiefArchivist", "/audit"), ("Auditor", "/customers"),
     ("Auditor", "/contracts"), ("Archivist", "/dictionaries")],
)  # fmt: skip
def test_and_by_nobody_else(site, sign_in, role, address):
    browser, _ = sign_in(role)
    assert browser.post(f"{address}/export/csv").mimetype != "text/csv"
