"""Lists show how many days after it happened a record was entered (S1.4(3))."""

from datetime import timedelta

import pytest

from app.contracts.models import Project
from app.core.clock import now, today
from tests.care.factories import leave_alone, make_entitlement, make_event, make_visit
from tests.contracts.factories import (
    _entry,
    make_contract,
    make_delivery,
    make_payment,
    make_receivable,
)
from tests.factories import keep, make_customer, make_department, make_user
from tests.service.factories import make_complaint
from tests.workday.factories import make_follow_up

BEFORE = today() - timedelta(days=4)
MONTH = f"{BEFORE.replace(day=1) - timedelta(days=1):%Y-%m}"
LATE_MONTH = (today() - (BEFORE.replace(day=1) - timedelta(days=1))).days


def done(customer):
    visit = make_visit(customer)
    visit.finish(BEFORE, now())
    keep(visit)


#: What was entered today, where it is listed, how late that was.
CASES = {
    "contract": ("contracts", lambda c: make_contract(c, signed_on=str(BEFORE)), 4),
    "month": ("contracts", lambda c: make_contract(c, signed_on=MONTH), LATE_MONTH),
    "undated": ("contracts", make_contract, None),
    "project": ("projects", lambda c: _entry(Project, c, {"name": "扩建", "from_on": BEFORE}), 4),
    "event": ("customer-events", lambda _: make_event(from_on=BEFORE), 4),
    "coming": ("customer-events", lambda _: make_event(from_on=today() + timedelta(days=9)), None),
    "visit": ("care-visits", done, 4),
    "entitlement": ("entitlements", lambda c: make_entitlement(c, from_on=BEFORE), 4),
    "wish": ("suppressions", lambda c: leave_alone(c, since_on=BEFORE), 4),
    "planned": ("care-visits", make_visit, None),
}


@pytest.mark.clause("S1.4(3)")
@pytest.mark.parametrize("case", CASES)
def test_a_list_shows_the_lag(sign_in, machine, case):
    address, make, days = CASES[case]
    with machine():
        here = make_department()
        make(make_customer(department_id=here.id))
        place = here.id
    browser, _ = sign_in("Archivist", department=place)
    rows = browser.get(f"/{address}/list/").get_data(as_text=True).partition("<tbody")[2]
    assert rows.count("<tr") == 1
    if days is None:
        assert "天）" not in rows
    else:
        assert f"{today()}（晚 {days} 天）" in rows


@pytest.mark.clause("S1.4(3)")
def test_a_list_of_customers_shows_it_of_the_first_contact(sign_in, machine):
    with machine():
        here = make_department()
        make_customer("近处轻工有限公司", department_id=here.id, first_contact_on=BEFORE)
        place = here.id
    browser, _ = sign_in("Archivist", department=place)
    page = browser.get("/customers/list/?cols=name,created_at").get_data(as_text=True)
    assert f"{today()}（晚 4 天）" in page.partition("<tbody")[2]


#: A tab of the customer's page, what is entered late there.
TABS = {
    "customer-contracts": CASES["contract"][1],
    "customer-projects": CASES["project"][1],
    "customer-care-visits": done,
    "customer-deliveries": lambda c: make_delivery(make_contract(c), happened_on=BEFORE),
    "customer-receivables": lambda c: make_receivable(c, happened_on=BEFORE, due_on=today()),
    "customer-payments": lambda c: make_payment(c, happened_on=BEFORE, is_advance=True),
    "customer-entitlements": CASES["entitlement"][1],
    "customer-suppressions": CASES["wish"][1],
    "customer-complaints": lambda c: make_complaint(c, received_at=now() - timedelta(days=4)),
    "customer-follow-ups": lambda c: make_follow_up(c, make_user("Staff"), happened_on=BEFORE),
}


@pytest.mark.clause("S1.4(3)")
@pytest.mark.parametrize("tab", TABS)
def test_a_tab_and_the_page_show_it_too(sign_in, machine, tab):
    with machine():
        here = make_department()
        customer = make_customer(department_id=here.id)
        TABS[tab](customer)
        place, number = here.id, customer.id
    browser, _ = sign_in("Archivist", department=place)
    assert "（晚 4 天）" in browser.get(f"/{tab}/of/{number}").get_data(as_text=True)
    page = browser.get(f"/{tab.removeprefix('customer-')}/show/1").get_data(as_text=True)
    assert "（晚 4 天）" in page or "4 天后" in page
