"""Some days after a contact, a delivery or a service its record is asked for (S1.4(3))."""

import pytest

from app.security.models import Person
from tests.care.factories import make_interaction, make_visit
from tests.contracts.factories import make_contract, make_delivery, make_transaction
from tests.factories import keep, make_customer, make_department, make_user
from tests.service.factories import make_service
from tests.workday.factories import day, make_follow_up
from tests.workday.test_follow_ups import as_user

pytestmark = pytest.mark.clause("S1.4(3)")


def met_first(customer, on, _seller):
    customer.first_contact_on = on
    keep(customer)


def delivered(customer, on, _seller):
    make_delivery(make_contract(customer), happened_on=on)


def visited(customer, on, seller):
    visit = make_visit(customer, executor_id=seller.id, planned_on=day())
    visit.finish(on, visit.created_at)
    keep(visit)


KINDS = {
    "first": met_first,
    "traded": lambda c, on, _s: make_transaction(c, happened_on=on),
    "handed over": lambda c, on, _s: make_transaction(c, happened_on=day(-200), delivered_on=on),
    "delivered": delivered,
    "served": lambda c, on, _s: make_service(c, happened_on=on),
    "visited": visited,
    "dealt with": lambda c, on, s: make_interaction(c, s, happened_on=on),
}
#: When it happened, the day of the last follow-up, whether its record is asked for.
CASES = [(-3, None, True), (-3, -4, True), (-3, -3, False), (-9, 0, False), (-2, None, False),
         (-90, -120, True), (-91, None, False)]  # fmt: skip


@pytest.fixture
def seller(machine):
    with machine():
        here = make_department()
        return make_user("Staff", here.id, username="seller").id


def plant(session, number, kind, on, followed, name="近处轻工"):
    seller = session.get(type(make_user()), number)
    place = {"department_id": seller.department_id, "account_manager_id": number}
    customer = make_customer(f"{name}有限公司", **place)
    KINDS[kind](customer, day(on), seller)
    if followed is not None:
        make_follow_up(customer, seller, happened_on=day(followed))
    return customer


def lines(app, number):
    page = as_user(app, number).get("/to-do/").get_data(as_text=True)
    return [line for line in page.split("<li>") if "未留记录：" in line]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_happened_its_record_is_asked_for_after_three_days(
    unguarded, machine, seller, kind
):
    with machine() as session:
        for place, (on, followed, _) in enumerate(CASES):
            plant(session, seller, kind, on, followed, f"第{place}家")
    told = "".join(lines(unguarded, seller))
    asked = [f"第{place}家有限公司" in told for place in range(len(CASES))]
    assert asked == [case[2] for case in CASES]


def test_a_customer_is_named_once_with_the_last_day_and_who_lies_longest_is_first(
    unguarded, machine, seller
):
    with machine() as session:
        both = plant(session, seller, "served", -9, None, "两次")
        make_service(both, happened_on=day(-5))
        plant(session, seller, "delivered", -7, None, "一次")
    first, second = lines(unguarded, seller)
    assert ("一次有限公司" in first, str(day(-7)) in first) == (True, True)
    assert ("两次有限公司" in second, str(day(-5)) in second) == (True, True)


def test_only_its_account_manager_is_asked(unguarded, machine, seller):
    with machine() as session:
        customer = plant(session, seller, "served", -9, None)
        other = make_user("Staff", customer.department_id).id
    assert lines(unguarded, other) == []


def test_after_how_many_days_is_a_setting(unguarded, machine, seller, monkeypatch):
    with machine() as session:
        plant(session, seller, "served", -6, None)
    monkeypatch.setitem(unguarded.config, "RECORD_DAYS", 7)
    assert lines(unguarded, seller) == []
    monkeypatch.setitem(unguarded.config, "RECORD_DAYS", 6)
    assert len(lines(unguarded, seller)) == 1


@pytest.mark.parametrize(("role", "asked"), [("Archivist", True), ("Staff", False)])
def test_whose_nobody_keeps_the_departments_archivists_are_told_how_many(
    unguarded, machine, seller, role, asked
):
    with machine() as session:
        here = session.get(Person, seller).department_id
        other = make_department().id
        for place, on in ((here, -9), (here, -5), (here, -1), (other, -9)):
            make_service(make_customer(department_id=place), happened_on=day(on))
        keeper = make_user(role, here).id
        stranger = make_user(role, make_department().id).id
    page = as_user(unguarded, keeper).get("/to-do/").get_data(as_text=True)
    assert ("2 家客户没有客户经理：有往来而未留记录" in page) is asked
    assert "没有客户经理" not in as_user(unguarded, stranger).get("/to-do/").get_data(as_text=True)
    listed = as_user(unguarded, keeper).get("/customers/list/?account_manager_id=empty:")
    assert listed.status_code == 200


def test_the_page_says_how_long_it_is_asked_for(unguarded, machine, seller):
    page = as_user(unguarded, seller).get("/to-do/").get_data(as_text=True)
    assert "90 天以前的往来" in page
