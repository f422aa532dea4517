"""What fell in each stage: the count in SQL is the one by hand, for every kind and way of a day."""

from datetime import date, datetime

import pytest
from sqlalchemy import null, select

from app.contracts.rules import ContractStage
from app.core.clock import local
from app.core.partial import first_day
from app.customers.rules import TimeStatus
from app.customers.stages import CustomerStage
from app.feeds import FEEDS
from app.workday.tally import tally
from tests.contracts.factories import make_contract, make_payment
from tests.factories import keep, make_customer, make_department, make_user
from tests.security import business, care
from tests.test_weight import counting
from tests.workday.factories import day, make_follow_up, make_task
from tests.workday.test_follow_ups import as_user

pytestmark = pytest.mark.clause("S9.3(三)")
STARTS = [date(2025, 1, 1), date(2026, 2, 1), date(2026, 2, 1), date(2026, 6, 15)]


@pytest.fixture
def company(session):
    here = make_department()
    seller = make_user("Archivist", here.id)
    customer = make_customer("近处轻工有限公司", department_id=here.id)
    business.plant(customer, "A")
    care.plant(customer, "A")
    for told in ("2024", "2025", "2026-02", "2026-06-14", "2026-06-15"):
        make_contract(customer, signed_on=told, stage=ContractStage.signed)
    make_contract(customer)
    make_payment(customer, happened_on=date(2026, 5, 31))
    make_follow_up(customer, seller, happened_on=date(2025, 3, 1))
    make_task(seller, seller, customer_id=customer.id, due_on=day(3))
    return customer


def by_hand(session, feed, customer):
    """The stage of each of a feed's rows."""
    asked = select(feed.entity.created_at, null() if feed.day is None else feed.day)
    asked = asked.select_from(feed.entity).where(feed.whose == customer.id)
    rows = session.execute(asked.join(*feed.beside) if feed.beside else asked)
    for entered, told in rows:
        happened = local(told).date() if isinstance(told, datetime) else told
        happened = first_day(happened) if isinstance(happened, str) else happened
        happened = happened or local(entered).date()
        yield max((n for n, start in enumerate(STARTS) if start <= happened), default=0)


def test_every_kind_is_counted_where_its_own_day_falls(session, company):
    wanted = [{} for _ in STARTS]
    for feed in FEEDS:
        for place in by_hand(session, feed, company):
            wanted[place][feed.name] = wanted[place].get(feed.name, 0) + 1
    told = tally(session(), FEEDS, company.id, STARTS)
    assert told == wanted
    assert [stage.get("contract") for stage in told[:3]] == [2, None, 2]
    kinds = {name for stage in told for name in stage}
    assert {"payment", "service_record", "complaint", "care_visit", "survey",
            "staff_interaction", "follow_up", "task"} <= kinds  # fmt: skip


def test_it_is_one_count_however_many_rows_stages_and_kinds(session, company):
    for number in range(40):
        make_contract(company, name=f"合同{number}", signed_on="2026-07")
    session.flush()
    with counting() as seen:
        told = tally(session(), FEEDS, company.id, STARTS)
    assert told[-1]["contract"] > 40
    shown, counted = seen  # Which requests the reader is shown, and the count itself.
    assert "approval_request" in shown
    assert counted.count("GROUP BY") == len(FEEDS)
    assert tally(session(), FEEDS, company.id, STARTS[:1])[0]["contract"] > 45


def test_the_tab_costs_as_many_statements_for_many_stages_as_for_one(app, machine):
    with machine():
        here = make_department()
        seller, customer = make_user("Archivist", here.id), make_customer(department_id=here.id)
        busy = make_customer(department_id=here.id)
        for number in range(5):
            make_contract(busy, name=f"合同{number}")
            told = {"stage": TimeStatus.active, "from_on": day(number - 9), "to_on": day(-1)}
            keep(CustomerStage(customer_id=busy.id, **told))
        ids = customer.id, busy.id, seller.id
    browser = as_user(app, ids[2])
    browser.get(f"/stages/of/{ids[0]}")
    costs = []
    for pk in ids[:2]:
        with counting() as seen:
            assert browser.get(f"/stages/of/{pk}").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 7
