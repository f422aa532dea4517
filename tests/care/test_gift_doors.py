"""A dear gift from outside: who asks, who had a hand in it, and which limit it is measured by."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.approvals.models import ApprovalRequest
from app.approvals.rules import RequestStatus
from app.care.visits import CareVisit
from app.core.clock import today
from tests.access.browsing import post, text
from tests.care.factories import CARE
from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department

pytestmark = pytest.mark.clause("S9.4(四)")
DAY = today().isoformat()
VISIT = {"kind": "visit", "channel": "on_site", "planned_on": DAY, "content": "送年历",
         "gift": "茶叶礼盒"}  # fmt: skip


@pytest.fixture
def company(machine):
    """Service is on duty for care; sales keeps the customer."""
    with machine():
        service, sales = make_department(), make_department()
        put_on_duty(service, CARE)
        customer = make_customer("销售一号有限公司", department_id=sales.id)
        return {"service": service.id, "sales": sales.id, "customer": customer.id}


@pytest.fixture
def clerk(sign_in, company):
    return sign_in("Staff", department=company["service"])[0]


def head_of(sign_in, department):
    return sign_in("DepartmentHead", department=department)[0]


def plan(browser, company, value):
    form = {**VISIT, "customer": company["customer"], "gift_value": value}
    assert post(browser, "/care-visits/add", **form).status_code == 302


def change(browser, company, **fields):
    page = text(browser.get("/care-visits/edit/1"))
    version = re.search(r'name="row_version"[^>]*value="(\d+)"', page)[1]
    form = {**VISIT, "customer": company["customer"], "row_version": version, **fields}
    assert post(browser, "/care-visits/edit/1", **form).status_code == 302


def ask(browser, machine):
    """(the request's number, whose it is to decide)"""
    post(browser, "/care-visits/step/ask_gift", rowid=1, reason="合作二十周年")
    with machine() as session:
        request = session.scalar(select(ApprovalRequest))
        return request.id, request.department_id


def approve(browser, machine, number):
    post(browser, "/approvals/step/approve", rowid=number)
    with machine() as session:
        return session.get(ApprovalRequest, number).status


def test_whoever_raised_the_value_does_not_approve_it(sign_in, clerk, company, machine):
    plan(clerk, company, "100")
    raiser, mender, free = (head_of(sign_in, company["service"]) for _ in range(3))
    change(raiser, company, gift_value="900")
    number, _ = ask(clerk, machine)
    assert approve(raiser, machine, number) is RequestStatus.pending
    change(mender, company, gift_value="900", content="登门")
    assert approve(mender, machine, number) is RequestStatus.pending
    assert approve(free, machine, number) is RequestStatus.approved


def test_the_department_on_duty_decides(sign_in, clerk, company, machine):
    plan(clerk, company, "900")
    number, owner = ask(clerk, machine)
    assert owner == company["service"]
    keeper = head_of(sign_in, company["sales"])
    assert approve(keeper, machine, number) is RequestStatus.pending


def test_where_none_is_on_duty_whoever_keeps_the_customer_does(sign_in, machine):
    with machine():
        sales, other = make_department().id, make_department().id
        company = {"customer": make_customer(department_id=sales).id}
    asker, _ = sign_in("ChiefArchivist", department=other)
    plan(asker, company, "900")
    number, owner = ask(asker, machine)
    assert owner == sales
    assert approve(head_of(sign_in, sales), machine, number) is RequestStatus.approved


def test_it_is_measured_by_the_limit_of_the_day_it_is_given(sign_in, clerk, company, machine):
    plan(clerk, company, "150")
    admin, _ = sign_in("SystemAdmin")
    assert post(admin, "/gift-limits/add", from_on=DAY, amount="50").status_code == 302
    assert done(clerk, machine) == (None, Decimal(200))
    page = text(clerk.get("/care-visits/show/1"))
    assert "审批通过后方可赠送" in page
    assert "50.00" in page
    told = clerk.get("/api/v1/care_visit/1").json["result"]
    assert (told["gift_limit"], told["gift_state"]) == ("50.00", "needed")
    number, _ = ask(clerk, machine)
    approve(head_of(sign_in, company["service"]), machine, number)
    assert done(clerk, machine) == (today(), Decimal(50))


def done(browser, machine):
    post(browser, "/care-visits/step/finish", rowid=1, day=DAY)
    with machine() as session:
        visit = session.get(CareVisit, 1)
        return visit.done_on, visit.gift_limit
