"""Care on the calendar and in what waits: on its day, in words, for who makes it and may see it."""

from datetime import date, timedelta

import pytest

from app.care.care_rules import CareKind, Festival
from app.care.due import OCCASIONS_DUE, VISITS_DUE
from app.core.clock import today
from app.core.due import list_filters
from app.security.pairs import lock_rights
from tests.care.factories import CARE, make_plan, make_visit
from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department, make_user
from tests.workday.test_calendar import day_of, page_of
from tests.workday.test_follow_ups import as_user

pytestmark = pytest.mark.clause("S8.五.2(3)")
DUE = date(2031, 3, 14)
NEAR = today() + timedelta(days=3)


@pytest.fixture
def company(machine):
    """An officer on duty for care, somebody else there, and who keeps out of it."""
    with machine():
        here, there = make_department(), make_department()
        put_on_duty(here, CARE)
        officer, other = make_user("Staff", here.id), make_user("Staff", here.id)
        stranger = make_user("Staff", there.id)
        customer = make_customer("近处轻工有限公司", department_id=here.id)
        for who, on in ((officer, DUE), (other, DUE), (officer, NEAR)):
            make_visit(customer, kind=CareKind.condolence, planned_on=on, executor_id=who.id)
        make_visit(customer, planned_on=DUE, executor_id=officer.id).skip("客户出差在外")
        make_visit(customer, planned_on=today() - timedelta(days=2), executor_id=officer.id)
        for kind, fields in (
            (CareKind.birthday, {"recurs_on": NEAR.strftime("%m-%d")}),
            (CareKind.festival, {"festival": Festival.mid_autumn, "recurs_on": None}),
        ):
            make_plan(customer, kind=kind, executor_id=officer.id, **fields)
        people = {"officer": officer, "other": other, "stranger": stranger}
        return {name: person.id for name, person in people.items()}


def test_a_planned_visit_stands_on_its_day_for_who_makes_it(app, company):
    officer, stranger = (as_user(app, company[name]) for name in ("officer", "stranger"))
    due = day_of(page_of(officer), DUE)
    assert due.count("/care-visits/show/") == 1
    assert "慰问 · 近处轻工有限公司" in due
    assert day_of(page_of(officer, of="all"), DUE).count("/care-visits/show/") == 2
    assert "/care-visits/show/" not in page_of(stranger, of="all")


def test_an_occasion_is_told_by_its_name_before_its_visit_is_planned(app, company):
    officer = as_user(app, company["officer"])
    near = page_of(officer, month=f"{NEAR:%Y-%m}")
    assert "生日 · 近处轻工有限公司" in day_of(near, NEAR)
    assert "/care-plans/show/" not in page_of(as_user(app, company["other"]))


@pytest.mark.parametrize(("kind", "day"), [(VISITS_DUE, DUE), (OCCASIONS_DUE, NEAR)])
def test_the_list_of_the_rest_holds_what_the_day_counts(app, company, kind, day):
    with app.test_request_context():
        told = list_filters(kind, day, company["officer"])
        address = app.jinja_env.globals["url_for"](f"{kind.screen}.list", **told)
    answer = as_user(app, company["officer"]).get(address).get_data(as_text=True)
    assert answer.count('<td class="pick">') == 1


def test_what_is_near_and_how_much_is_late_waits_for_who_makes_it(app, company):
    page = as_user(app, company["officer"]).get("/to-do/").get_data(as_text=True)
    assert "慰问 · 近处轻工有限公司" in page
    assert "生日 · 近处轻工有限公司" in page
    assert "1 项关怀已过计划日期" in page
    other = as_user(app, company["other"]).get("/to-do/").get_data(as_text=True)
    assert "近处轻工有限公司" not in other


def test_who_has_no_right_to_care_sees_none_of_it(app, company, machine):
    with machine() as session:
        lock_rights(session).version += 1
        staff = app.appbuilder.sm.find_role("Staff")
        care = {VISITS_DUE.right, OCCASIONS_DUE.right}
        staff.permissions = [p for p in staff.permissions if p.view_menu.name not in care]
    officer = as_user(app, company["officer"])
    for page in (page_of(officer, of="all"), officer.get("/to-do/").get_data(as_text=True)):
        assert "近处轻工" not in page
        assert 'href="/care-' not in page
