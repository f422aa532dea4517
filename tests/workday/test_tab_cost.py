"""A customer's tabs of the working day cost as many statements for many people as for one."""

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.security.models import Person
from tests.factories import make_customer, make_department, make_user
from tests.workday.factories import make_follow_up, make_task


@pytest.fixture
def house(machine, sign_in):
    with machine():
        here = make_department()
        found = {"here": here.id, "customer": make_customer(department_id=here.id).id}
    return {**found, "browser": sign_in("Archivist", department=found["here"])}


def follow_up(customer, person, _reader):
    make_follow_up(customer, person)


def task(customer, person, reader):
    make_task(reader, person, customer_id=customer.id)


def cost(browser, address):
    seen = []

    def see(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    page = browser.get(address).get_data(as_text=True)
    event.remove(Engine, "before_cursor_execute", see)
    return len(seen), page.partition("<tbody")[2].count("<tr")


@pytest.mark.parametrize(
    ("tab", "make"), [("customer-follow-ups", follow_up), ("customer-tasks", task)]
)
def test_more_people_cost_no_more_statements(house, machine, tab, make):
    browser, reader = house["browser"]
    address = f"/{tab}/of/{house['customer']}"

    def plant(count):
        with machine() as session:
            customer = session.get_one(type(make_customer()), house["customer"])
            for _ in range(count):
                person = make_user("Staff", house["here"])
                make(customer, person, session.get_one(Person, reader))

    plant(1)
    cost(browser, address)
    few, rows = cost(browser, address)
    plant(12)
    assert (rows, cost(browser, address)) == (1, (few, 13))
