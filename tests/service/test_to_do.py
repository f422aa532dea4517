"""What is in one's hands waits on one's to-do: services, complaints, one's department's."""

import pytest
from sqlalchemy import select, text

from app.core.clock import today
from app.customers.models import Customer
from app.security.models import Department, Person
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.service.rules import ServiceStatus
from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department, make_user
from tests.service.factories import SERVICE, make_complaint, make_service, settled
from tests.workday.test_follow_ups import as_user

pytestmark = pytest.mark.clause("S3.员工.2")


@pytest.fixture
def company(machine):
    with machine():
        here, beside = make_department(), make_department()
        seller, other = make_user("Staff", here.id), make_user("Staff", here.id)
        mine = make_customer(
            "近处轻工有限公司", department_id=here.id, account_manager_id=seller.id
        )
        rows = {"here": here, "beside": beside, "seller": seller, "other": other, "mine": mine}
        return {name: row.id for name, row in rows.items()}


@pytest.fixture
def mine(company, machine):
    """Open and ended of the seller's; open of a colleague's and of nobody's."""
    with machine() as session:
        seller, other = (session.get(Person, company[name]) for name in ("seller", "other"))
        customer = session.get_one(type(make_customer()), company["mine"])
        for number, status in enumerate(ServiceStatus):
            told = {"status": status, "result": "已办", "source_no": f"S{number}"}
            make_service(customer, handler=seller, **told)
        make_service(customer, handler=other)
        make_service(customer)
        make_complaint(customer, handler=seller, responsible_id=company["beside"])
        make_complaint(customer, handler=other, responsible_id=company["here"])
        settled(customer, handler=seller, responsible_id=company["here"])
        make_complaint(customer)
    return company


def test_what_is_in_ones_hands_and_open_is_counted_and_named(app, mine):
    browser = as_user(app, mine["seller"])
    page = browser.get("/").get_data(as_text=True)
    assert "您手上有 3 件服务未办结" in page
    assert "您手上有 1 件投诉未办结" in page
    assert "本部门负责的投诉有 1 件未办结" in page
    assert page.count("待办服务：") == 3
    assert page.count("待处理投诉：") == 1


@pytest.mark.parametrize(
    ("line", "count"),
    [("件服务未办结", 3), ("您手上有 1 件投诉", 1), ("本部门负责的投诉", 1)],
)
def test_each_count_leads_to_as_many_rows(app, mine, line, count):
    browser = as_user(app, mine["seller"])
    (before,) = (x for x in browser.get("/").get_data(as_text=True).split("<li>") if line in x)
    address = before.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    rows = browser.get(address).get_data(as_text=True).partition("<tbody")[2]
    assert rows.count("<tr") == count


def test_one_is_not_told_of_what_is_in_others_hands(app, mine, machine):
    with machine():
        stranger = make_user("Staff", mine["beside"]).id
    page = as_user(app, stranger).get("/").get_data(as_text=True)
    for told in ("您手上", "本部门负责", "待办服务"):
        assert told not in page


def test_ones_own_complaint_that_is_nearly_due_is_named_once(app, company, machine):
    with machine() as session:
        customer = session.get_one(type(make_customer()), company["mine"])
        clerk = make_user("Staff", company["here"])
        put_on_duty(session.get_one(Department, company["here"]), SERVICE)
        for handler in (clerk, None):
            make_complaint(customer, handler=handler).due_on = today()
        number = clerk.id
    page = as_user(app, number).get("/").get_data(as_text=True)
    assert [page.count(told) for told in ("待处理投诉：", "投诉即将到期：")] == [1, 1]


@pytest.mark.parametrize("entity", [ServiceRecord, Complaint])
def test_ones_own_are_found_by_their_index_though_hardly_any_names_a_handler(
    company, database, machine, entity
):
    """As after an import from a system that knew none: averages then speak against the index."""
    make = make_service if entity is ServiceRecord else make_complaint
    with machine() as session:
        customer = session.get_one(Customer, company["mine"])
        (status,) = {make(customer, source_no=f"X{number}").status for number in range(120)}
        asked = select(entity).where(entity.handler_id == 1, entity.status.in_([status]))
        ordered = asked.order_by(entity.customer_id, entity.id).limit(5)
        session.execute(text("ANALYZE"))
        literal = ordered.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        is_lite = database == "sqlite"
        if not is_lite:
            session.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if is_lite else "EXPLAIN"
        plan = [
            str(row[3 if is_lite else 0]) for row in session.execute(text(f"{explain} {literal}"))
        ]
    assert any(f"ix_{entity.__tablename__}_handler" in line for line in plan), plan
