"""Customer stages: from when to when, who changed them, by whichever door."""

from datetime import date

import pytest
from sqlalchemy import select

from app.contracts.rules import ContractStage
from app.core.clock import local
from app.core.words import RuleError
from app.customers import stages
from app.customers.models import Customer
from app.customers.rules import TimeStatus
from app.customers.stage_rules import NEXT_STAGES, check_stage, check_stage_day
from app.customers.stages import CustomerStage
from app.workday.rules import STALE_AFTER_DAYS
from tests.contracts.factories import make_contract, make_transaction
from tests.factories import make_customer, make_department, make_user
from tests.workday.factories import day, make_follow_up
from tests.workday.test_follow_ups import as_user

pytestmark = pytest.mark.clause("S9.3(三)")


@pytest.mark.parametrize("old", TimeStatus)
@pytest.mark.parametrize("new", TimeStatus)
def test_a_customer_comes_only_where_the_table_says(old, new):
    if new in NEXT_STAGES[old]:
        assert check_stage(old, new) is None
    else:
        with pytest.raises(RuleError):
            check_stage(old, new)


@pytest.mark.parametrize(("on", "good"), [(0, True), (-3, True), (-6, False), (1, False)])
def test_a_stage_begins_within_its_time(on, good):
    if good:
        assert check_stage_day(day(-5), day(on), day()) is None
    else:
        with pytest.raises(RuleError):
            check_stage_day(day(-5), day(on), day())


def test_the_first_stage_begins_with_the_customer(session):
    customer = make_customer()
    (only,) = stages.stages_of(session, customer)
    begun = local(customer.created_at).date()
    assert (only.stage, only.from_on, only.to_on) == (TimeStatus.prospective, begun, None)
    stages.change(session, customer, TimeStatus.active, begun, None, "first order came in")
    session.flush()
    first, second = stages.stages_of(session, customer)
    assert (first.from_on, first.to_on) == (begun, begun)
    assert (second.stage, second.to_on, second.reason) == (
        TimeStatus.active, None, "first order came in"
    )  # fmt: skip
    assert customer.time_status is TimeStatus.active


@pytest.mark.parametrize("known", ["first_contact_on", "relation_started_on"])
def test_or_with_what_the_file_knows_of_it_from_before(session, known):
    since = date(2012, 1, 1)
    customer = make_customer(**{known: since})
    stages.change(session, customer, TimeStatus.active, since, None, "first order came in")
    session.flush()
    first, second = stages.stages_of(session, customer)
    assert (first.from_on, first.to_on, second.from_on) == (since,) * 3


def test_what_is_known_to_come_moves_no_beginning(session):
    customer = make_customer(relation_started_on=day(30))
    (only,) = stages.stages_of(session, customer)
    assert only.from_on == local(customer.created_at).date()


@pytest.fixture
def company(machine):
    with machine():
        here, there = make_department(), make_department()
        seller = make_user("Staff", here.id, username="seller")
        mine = make_customer(
            "近处轻工有限公司", department_id=here.id, account_manager_id=seller.id
        )
        make_follow_up(mine, seller)
        make_contract(mine, signed_on="2025-03", stage=ContractStage.signed)
        make_transaction(mine)
        rows = {"here": here, "there": there, "seller": seller, "mine": mine}
        return {name: row.id for name, row in rows.items()}


def rows_of(machine):
    with machine() as session:
        rows = session.scalars(select(CustomerStage).order_by(CustomerStage.id))
        return [(row.stage.name, row.to_on is None, row.person_id) for row in rows]


def test_the_tab_tells_what_fell_in_each_stage(unguarded, company):
    seller = as_user(unguarded, company["seller"])
    page = seller.get(f"/stages/of/{company['mine']}").get_data(as_text=True)
    assert page.count("<tr>") == 2
    assert "合同 1 · 交易 1 · 跟进记录 1" in page
    assert ">3</td>" in page


def test_what_fell_in_a_stage_is_read_in_the_timeline_of_its_days(unguarded, company):
    seller = as_user(unguarded, company["seller"])
    address = f"/customers/history/{company['mine']}"

    def told(**days):
        page = seller.get(address, query_string=days).get_data(as_text=True)
        return "供货合同" in page, "<time>" in page

    assert told() == (True, True)
    assert told(to="2025-03-01")[0] is False
    assert told(to="2025-03-02") == told(**{"from": "2025-03-01", "to": "2025-03-02"})
    assert told(**{"from": "2025-03-01", "to": "2025-03-02"}) == (True, True)
    assert told(**{"from": "2025-03-02"})[0] is False
    assert told(**{"from": "2125-03-02"}) == (False, False)
    assert told(**{"from": "tomorrow", "to": "2025-02-30"}) == (True, True)
    tab = seller.get(f"/stages/of/{company['mine']}").get_data(as_text=True)
    assert f'hx-get="{address}"' in tab


@pytest.mark.clause("S11.2a")
def test_a_stage_is_changed_with_a_day_and_a_reason(unguarded, company, machine):
    seller = as_user(unguarded, company["seller"])
    form = {"stage": "active", "from_on": str(day()), "reason": "签了首单合同"}
    address = f"/stages/add?for={company['mine']}"
    wrongs = (({"reason": "x"}, "原因"), ({"from_on": str(day(1))}, "将来"),
              ({"stage": "dormant"}, "不能由"), ({"from_on": "2001-01-01"}, "早于"))  # fmt: skip
    for wrong, sentence in wrongs:
        answer = seller.post(address, data={**form, **wrong})
        assert answer.status_code == 200, wrong
        page = answer.get_data(as_text=True)
        assert (sentence in page, wrong.get("reason", "签了首单") in page) == (True, True), wrong
    assert rows_of(machine) == []
    answer = seller.post(address, data=form)
    assert answer.location.endswith(f"/customers/show/{company['mine']}#stages")
    assert rows_of(machine) == [("prospective", False, None), ("active", True, company["seller"])]
    with machine() as session:
        assert session.get(Customer, company["mine"]).time_status is TimeStatus.active


def test_a_form_that_changes_the_status_in_passing_leaves_the_row_too(unguarded, company, machine):
    seller = as_user(unguarded, company["seller"])
    with machine() as session:
        customer = session.get(Customer, company["mine"])
        form = {"name": customer.name, "market": "domestic", "security": "internal",
                "department": str(company["here"]), "account_manager": str(company["seller"]),
                "row_version": str(customer.version)}  # fmt: skip
    address = f"/customers/edit/{company['mine']}"
    assert seller.post(address, data={**form, "time_status": "dormant"}).status_code == 200
    assert rows_of(machine) == []
    assert seller.post(address, data={**form, "time_status": "active"}).status_code == 302
    assert rows_of(machine) == [("prospective", False, None), ("active", True, company["seller"])]


@pytest.mark.clause("S6.五.2")
def test_another_department_sees_no_stage_and_changes_none(unguarded, company, sign_in, machine):
    browser, _ = sign_in("Archivist", department=company["there"])
    form = {"stage": "active", "from_on": str(day()), "reason": "a good reason"}
    assert browser.get(f"/stages/of/{company['mine']}").status_code == 404
    assert browser.post(f"/stages/add?for={company['mine']}", data=form).status_code == 404
    assert rows_of(machine) == []


# ── customers nobody contacted ───────────────────────────────────
@pytest.fixture
def lain(company, machine):
    """The seller's customers: contacted today, 45 and 70 days ago; one of another department."""
    with machine() as session:
        seller = session.get(type(make_user()), company["seller"])
        told = {"department_id": company["here"], "account_manager_id": seller.id}
        for name, ago in (("四十五天", 45), ("七十天", 70)):
            make_follow_up(make_customer(f"{name}有限公司", **told), seller, happened_on=day(-ago))
        gone = make_customer("已终止有限公司", time_status=TimeStatus.ended, **told)
        make_follow_up(gone, seller, happened_on=day(-90))
        foreign = make_customer("外部门有限公司", department_id=company["there"])
        make_follow_up(foreign, seller, happened_on=day(-90))
    return company


@pytest.mark.clause("S5.3.2.3")
@pytest.mark.parametrize(("days", "names"), [(None, "四七"), (60, "七"), (90, "")])
def test_the_quietest_come_first_and_a_list_names_only_who_is_seen(unguarded, lain, days, names):
    seller = as_user(unguarded, lain["seller"])
    query = f"?quiet_since=between:,{day(-days)}" if days else ""
    page = seller.get(f"/stale-customers/list/{query}").get_data(as_text=True)
    found = {"四": "四十五天有限公司", "七": "七十天有限公司"}
    assert {key for key, name in found.items() if name in page} == set(names)
    assert not [name for name in ("近处轻工", "已终止有限", "外部门") if name in page]
    if names == "四七":
        assert page.index(found["七"]) < page.index(found["四"])


def test_the_manager_is_reminded_of_who_lies(unguarded, lain):
    page = as_user(unguarded, lain["seller"]).get("/").get_data(as_text=True)
    assert f"您有 2 家客户超过 {STALE_AFTER_DAYS} 天未跟进" in page
