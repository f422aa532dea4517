"""The calendar: what falls due, for whom, on which day, and how much of it one page tells."""

import re
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.contracts.rules import ContractStage
from app.core.due import list_filters
from app.core.workdays import mark_of
from app.views import CALENDAR
from tests.care.factories import make_entitlement, make_event
from tests.contracts.factories import make_contract, make_receivable
from tests.factories import make_customer, make_department, make_user
from tests.service.factories import make_complaint, make_service
from tests.workday.factories import make_follow_up, make_task
from tests.workday.test_follow_ups import as_user

pytestmark = pytest.mark.clause("S3.员工.2", "S5.3.2.3")
MONTH = "2031-03"
DUE = date(2031, 3, 14)
KINDS = ["follow_up", "task", "receivable", "complaint", "service", "contract_end", "next_service",
         "customer_event", "entitlement_end"]  # fmt: skip


@pytest.fixture
def company(machine):
    with machine():
        here, there = make_department(), make_department()
        seller = make_user("Staff", here.id, username="seller")
        keeper = make_user("Archivist", here.id, username="keeper")
        mine = make_customer(
            "近处轻工有限公司", department_id=here.id, account_manager_id=seller.id
        )
        foreign = make_customer("远方重工有限公司", department_id=there.id)
        make_follow_up(mine, seller, next_on=DUE)
        make_task(keeper, seller, title="补齐扫描件", due_on=DUE)
        for customer, name in ((mine, "年度供货合同"), (foreign, "远方供货合同")):
            contract = make_contract(customer, name=name, end_on="2031-03", remind_days=30)
            contract.stage = ContractStage.signed
            make_receivable(customer, due_on=DUE)
        make_complaint(mine).due_on = DUE
        make_service(mine, happened_on=DUE, handler=seller)
        make_service(mine, content="年度保养", next_on=DUE, handler=seller)
        make_event(name="春季开放日", from_on=DUE)
        for customer, what in ((mine, "延保两年"), (foreign, "远方返利")):
            make_entitlement(customer, what=what, to_on=DUE)
        rows = {"seller": seller, "keeper": keeper, "mine": mine, "foreign": foreign, "here": here}
        return {name: row.id for name, row in rows.items()}


def page_of(browser, **told):
    answer = browser.get("/calendar/", query_string={"month": MONTH, **told})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def day_of(page, day):
    return page.partition(f'<time datetime="{day}">')[2].partition("</td>")[0]


def test_each_kind_stands_on_its_day_and_only_what_the_reader_sees(app, company):
    page = page_of(as_user(app, company["seller"]))
    due = day_of(page, DUE)
    shown = {"follow-ups": 1, "tasks": 1, "receivables": 1, "complaints": 1, "service-records": 2,
             "customer-events": 1, "entitlements": 1}  # fmt: skip
    assert {screen: due.count(f"/{screen}/show/") for screen in shown} == shown
    assert "春季开放日" in due
    assert "延保两年" in due
    assert "补齐扫描件" in due
    assert "年度供货合同" in day_of(page, "2031-03-31")
    assert "年度供货合同" in day_of(page, "2031-03-01")  # The reminder, 30 days before.
    assert "远方" not in page


def test_of_others_contacts_and_tasks_are_shown_when_asked_for(app, company):
    keeper = as_user(app, company["keeper"])
    assert "/follow-ups/show/" not in page_of(keeper)
    assert "/follow-ups/show/" in page_of(keeper, of="all")
    assert "/receivables/show/" in page_of(keeper)


def test_a_kind_is_hidden_and_shown_again(app, company):
    seller = as_user(app, company["seller"])
    page = page_of(seller, hide="task,receivable")
    assert "/tasks/show/" not in page
    assert "/receivables/show/" not in page
    assert "/follow-ups/show/" in page


def test_of_many_a_day_names_three_and_leads_to_the_others(app, company, machine):
    with machine() as session:
        seller = session.get(type(make_user()), company["seller"])
        for number in range(5):
            make_task(seller, seller, title=f"任务{number}", due_on=DUE)
    browser = as_user(app, company["seller"])
    due = day_of(page_of(browser), DUE)
    assert due.count("/tasks/show/") == 3
    (address,) = re.findall(r'class="cal-more" href="([^"]+)"', due)
    assert "另 3 项" in due
    rest = browser.get(address.replace("&amp;", "&")).get_data(as_text=True)
    assert rest.count("/tasks/show/") >= 6
    assert "任务4" in rest


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_of_the_rest_holds_what_the_day_counts(app, company, kind):
    with app.test_request_context():
        found = next(one for one in CALENDAR if one.name == kind)
        day = date(2031, 3, 31) if kind == "contract_end" else DUE
        address = app.jinja_env.globals["url_for"](
            f"{found.screen}.list", **list_filters(found, day, company["seller"])
        )
    answer = as_user(app, company["seller"]).get(address).get_data(as_text=True)
    assert answer.count('class="chip"') >= 1
    assert "/show/" in answer


@pytest.mark.parametrize("told", ["", "2031-13", "x", "0000-01"])
def test_a_month_that_is_none_is_this_one(app, company, told):
    browser = as_user(app, company["seller"])
    assert browser.get(f"/calendar/?month={told}").status_code == 200


def test_the_page_costs_as_many_statements_for_many_as_for_few(app, company, machine):
    def cost():
        seen = []
        browser = as_user(app, company["seller"])

        def see(_c, _cursor, statement, *_rest):
            seen.append(statement)

        event.listen(Engine, "before_cursor_execute", see)
        page_of(browser)
        event.remove(Engine, "before_cursor_execute", see)
        return len(seen)

    cost()
    few = cost()
    with machine() as session:
        seller = session.get(type(make_user()), company["seller"])
        for number in range(30):
            make_task(seller, seller, title=f"任务{number}", due_on=date(2031, 3, number % 28 + 1))
    assert cost() == few


def test_holidays_and_the_days_worked_for_them_are_marked(app, company):
    seller = as_user(app, company["seller"])
    page = page_of(seller, month="2026-10")
    assert "国庆节" in day_of(page, "2026-10-01")
    assert "班" in day_of(page, "2026-10-10")
    assert "tag" not in day_of(page, "2026-10-14")


def test_a_mark_says_what_the_weekday_does_not():
    assert mark_of(date(2026, 10, 1), "en").name == "National Day"
    assert mark_of(date(2026, 10, 10), "zh").is_off is False
    assert mark_of(date(2026, 10, 11), "zh") is None
    assert mark_of(date(2026, 10, 14), "zh") is None
