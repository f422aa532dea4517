"""Lists and tabs of business: exact budgets whatever the rows and the reader, and the same rows
by the short way of who sees few customers as by the gate alone.
"""

import pytest
from sqlalchemy import select

from app.contracts.trade import Transaction
from app.contracts.views.trade import TransactionView
from app.core.asking import Asked
from app.core.listing import find
from app.customers.models import Customer
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.rules import RecordKind
from app.service.models import ServiceRecord
from tests.contracts.factories import make_transaction, put_on_duty
from tests.factories import make_customer, make_department, make_user
from tests.service.factories import make_service
from tests.test_weight import counting

MOST = 8
LISTS = ("/transactions/list/", "/service-records/list/")
PAGES = (
    *LISTS,
    "/transactions/list/?sort=-happened_on",
    "/transactions/list/?kind=service&currency=USD",
    "/transactions/list/?q=202",
    "/service-records/list/?status=new&kind=consulting",
    "/service-records/list/?q=保修",
    "/customer-transactions/of/{customer}",
    "/customer-services/of/{customer}",
)
READERS = ("Leader", "Archivist", "on duty")


@pytest.fixture
def business(machine):
    """Thirty records of each kind in a department, ten elsewhere; another department enters them.

    Returns the reader by name: whose role, in which department.
    """
    with machine():
        here, there, duty = make_department(), make_department(), make_department()
        put_on_duty(duty, (RecordKind.transaction, RecordKind.service))
        mine = [make_customer(department_id=here.id) for _ in range(3)]
        theirs = make_customer(department_id=there.id)
        for customer in (*mine, theirs):
            for _ in range(10):
                make_transaction(customer)
                make_service(customer)
        places = {"Leader": here.id, "Archivist": here.id, "on duty": duty.id}
        return {"customer": mine[0].id, "places": places}


@pytest.fixture
def reader(request, business, sign_in):
    name = request.param
    role = "Staff" if name == "on duty" else name
    return sign_in(role, department=business["places"][name])[0]


def cost(browser, page):
    browser.get(page)  # Permissions are warm from here on.
    with counting() as seen:
        assert browser.get(page).status_code == 200
    return seen


@pytest.mark.parametrize("reader", READERS, indirect=True)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_no_more_statements_than_its_budget(business, reader, page):
    seen = cost(reader, page.format(**business))
    assert len(seen) <= MOST, "\n".join(seen)


@pytest.mark.parametrize("reader", READERS, indirect=True)
@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("few", [500, 2])
def test_who_sees_more_customers_than_are_named_costs_no_more(
    business, reader, page, few, monkeypatch
):
    monkeypatch.setattr("app.security.lists.FEW", few)
    seen = cost(reader, page)
    assert len(seen) <= MOST, "\n".join(seen)


@pytest.mark.parametrize("reader", READERS, indirect=True)
@pytest.mark.parametrize("page", LISTS)
def test_a_list_of_25_weighs_at_most_50_kb(business, reader, page):
    assert len(reader.get(page).data) <= 50 * 1024


WAYS = {"named": (500, 1_000), "asked": (2, 1_000), "walked": (500, 5), "asked, walked": (2, 5)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", ["Archivist", "Staff", "Leader"])
def test_every_way_finds_what_the_gate_shows(session, role, way, monkeypatch):
    few, limit = WAYS[way]
    monkeypatch.setattr("app.security.lists.FEW", few)
    monkeypatch.setattr("app.core.listing.COUNT_LIMIT", limit)
    here, there = make_department(), make_department()
    name = make_user(role, here.id)
    for department in (here, there):
        for _ in range(3):
            customer = make_customer(department_id=department.id, account_manager_id=name.id)
            make_transaction(customer)
            make_transaction(customer)
    gone = session.scalars(select(Transaction).order_by(Transaction.id)).first()
    gone.void(name, "entered twice")
    username, out = name.username, gone.id
    session.commit()
    session.expunge_all()
    with acting_as(acting_user(username)):
        shown = set(session.scalars(select(Transaction.id)))
        found = find(session, TransactionView.plan, Asked())
    assert {row.id for row in found.rows} == shown
    assert out not in shown


def test_a_customer_made_since_is_among_those_seen(session):
    """What is known of the customers is forgotten with each change, not with the transaction."""
    here = make_department()
    username = make_user("Archivist", here.id).username
    make_transaction(make_customer(department_id=here.id))
    session.commit()
    with acting_as(acting_user(username)):
        assert len(find(session, TransactionView.plan, Asked()).rows) == 1
        customer = make_customer(department_id=here.id)
        make_transaction(customer)
        assert len(find(session, TransactionView.plan, Asked()).rows) == 2
        assert session.get(Customer, customer.id) is customer
    assert session.scalars(select(ServiceRecord)).all() == []
