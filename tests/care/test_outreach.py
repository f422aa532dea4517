"""The do-not-contact list refuses before anything is sent or planned, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care.care_rules import CareKind, CareStatus
from app.care.plans import CarePlan
from app.care.touched import touched
from app.care.visits import CareVisit
from app.core.clock import now, today
from app.core.words import RuleError
from app.jobs.plan_care import plan_care
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.service.rules import ServiceChannel, ServiceKind, ServiceStatus
from app.workday import contacting
from tests.care.factories import (
    CARE,
    invite,
    leave_alone,
    make_event,
    make_plan,
    make_survey,
    make_visit,
)
from tests.contracts.factories import put_on_duty
from tests.factories import make_contact, make_customer, make_department, make_user
from tests.service.factories import make_service
from tests.workday.factories import make_follow_up

pytestmark = pytest.mark.clause("S8.五.2(3)")
DAY = timedelta(days=1)


def make_return_visit(customer, **told):
    return make_service(customer, kind=ServiceKind.return_visit, happened_on=today() + DAY, **told)


WAYS = {
    "visit": make_visit,
    "survey": make_survey,
    "event": lambda customer, **told: invite(make_event(), customer, **told),
    "plan": make_plan,
    "return visit": make_return_visit,
}


def test_whoever_wants_to_be_left_alone_is(session):
    customer = make_customer()
    leave_alone(customer)
    for approach in WAYS.values():
        with pytest.raises(RuleError, match=r"do-not-contact|勿扰名单"):
            approach(customer, channel=ServiceChannel.phone)


def test_what_they_ask_us_for_and_what_is_over_is_no_outreach(session):
    customer = make_customer()
    leave_alone(customer)
    assert make_service(customer, kind=ServiceKind.repair)
    told = {"status": ServiceStatus.closed, "result": "一切正常"}
    assert make_service(customer, kind=ServiceKind.return_visit, **told)


def test_by_another_way_or_on_another_day_they_may_be_approached(session):
    for told in (
        {"channel": ServiceChannel.email},
        {"until_on": today() - DAY},
        {"since_on": today() + DAY},
    ):
        customer = make_customer()
        leave_alone(customer, **told)
        assert make_visit(customer, channel=ServiceChannel.phone)


def test_a_persons_wish_holds_for_them_alone(session):
    customer = make_customer()
    one, other = make_contact(customer, "钱进"), make_contact(customer, "孙立")
    leave_alone(customer, contact=one)
    session.flush()
    assert make_visit(customer)
    assert make_visit(customer, contact=other)
    with pytest.raises(RuleError):
        make_visit(customer, contact=one)


def test_the_mark_on_the_contact_counts_too(session):
    customer = make_customer()
    contact = make_contact(customer, do_not_contact=True)
    with pytest.raises(RuleError):
        make_survey(customer, contact=contact)


def test_a_wish_taken_back_no_longer_holds(session):
    customer = make_customer()
    leave_alone(customer).void(make_user(), "they asked for news again")
    session.flush()
    assert make_survey(customer)


def test_it_binds_a_department_that_cannot_read_the_list(session):
    """Surveys and care may be two departments' duties."""
    surveyors, carers = make_department(), make_department()
    customer = make_customer(department_id=carers.id)
    leave_alone(customer)
    put_on_duty(surveyors, CARE[:1])
    put_on_duty(carers, CARE[1:])
    clerk = make_user("Staff", surveyors.id).username
    session.commit()
    with acting_as(acting_user(clerk)), pytest.raises(RuleError):
        make_survey(customer)


def test_what_was_planned_before_is_not_done_against_the_wish(session):
    customer = make_customer()
    before, after = make_visit(customer), make_visit(customer)
    other = make_visit(customer, channel=ServiceChannel.email)
    leave_alone(customer, since_on=today() - DAY, channel=ServiceChannel.on_site)
    with pytest.raises(RuleError, match=r"do-not-contact|勿扰名单"):
        after.finish(today(), now())
    assert after.status is CareStatus.planned
    before.finish(today() - 2 * DAY, now())
    other.finish(today(), now())
    assert before.status is other.status is CareStatus.done


def test_a_wish_names_what_is_open_against_it(session):
    customer, person = make_customer(), make_user("Staff")
    visit, done = make_visit(customer), make_visit(customer)
    other = make_visit(customer, channel=ServiceChannel.email)
    later = make_visit(customer, planned_on=today() + 20 * DAY)
    elsewhere = make_visit(make_customer())
    done.finish(today(), now())
    survey = make_survey(customer, channel=ServiceChannel.on_site)
    invite(make_event(name="开放日"), customer, channel=ServiceChannel.on_site)
    invite(make_event(name="旧展会", from_on=today()), make_customer())
    plan = make_follow_up(customer, person, next_on=today() + DAY)
    back = make_return_visit(customer, channel=ServiceChannel.on_site)
    session.flush()
    span = {"until_on": today() + 10 * DAY}
    wish = leave_alone(customer, channel=ServiceChannel.on_site, **span)
    assert set(touched(session, wish)) == {
        str(visit), str(survey), f"开放日 · {customer.name}", str(back)
    }  # fmt: skip
    every = list(touched(session, leave_alone(customer, **span)))
    assert str(other) in every
    assert not {str(later), str(done), str(elsewhere)} & set(every)
    assert any(told.endswith(f" {plan.next_on}") for told in every)


def test_a_wish_tells_it_on_its_page(sign_in, machine):
    with machine():
        here = make_department()
        customer = make_customer(department_id=here.id)
        visit = make_visit(customer)
        visit, wish, place = visit.number, leave_alone(customer).id, here.id
    browser, _ = sign_in("Archivist", department=place)
    page = browser.get(f"/suppressions/show/{wish}").get_data(as_text=True)
    assert f"仍有与此意愿不符的安排：{visit}" in page


@pytest.mark.parametrize("whose", ["customer", "contact"])
def test_no_next_contact_is_planned_with_who_wants_none(session, whose):
    customer, person = make_customer(), make_user("Staff")
    contact = make_contact(customer, "钱进")
    told = {"contact": contact} if whose == "contact" else {}
    earlier = make_follow_up(customer, person, next_on=today() + DAY, **told)
    leave_alone(customer, since_on=today(), **told)
    with pytest.raises(RuleError, match=r"left alone|勿扰|打扰"):
        make_follow_up(customer, person, next_on=today() + DAY, **told)
    assert make_follow_up(customer, person, **told)
    earlier.what = "谈了价格与交期"  # A correction of the words is none of the plan.
    contacting.mend(session, earlier)
    earlier.next_on = today() + 2 * DAY
    with pytest.raises(RuleError):
        contacting.mend(session, earlier)


def test_by_one_way_alone_the_next_contact_stays_open(session):
    customer = make_customer()
    leave_alone(customer, channel=ServiceChannel.phone)
    assert make_follow_up(customer, make_user("Staff"), next_on=today() + DAY)


def visits(session):
    return session.scalars(select(CareVisit).order_by(CareVisit.planned_on)).all()


def test_the_plans_become_visits_once(session):
    customer = make_customer()
    near, far = today() + 3 * DAY, today() + 40 * DAY
    plan = make_plan(customer, recurs_on=near.strftime("%m-%d"), content="电话祝福")
    make_plan(customer, recurs_on=far.strftime("%m-%d"))
    assert plan.next_on == near
    assert plan_care(session, today()) == "1 visits planned, 0 occasions left out"
    assert plan_care(session, today()) == "0 visits planned, 0 occasions left out"
    (visit,) = visits(session)
    assert (visit.planned_on, visit.content, visit.kind) == (near, "电话祝福", CareKind.birthday)
    assert plan.next_on > near
    assert plan_care(session, far) == "1 visits planned, 0 occasions left out"


@pytest.mark.parametrize(
    ("executor", "manager", "maker"),
    [(True, True, "executor"), (False, True, "manager"), (False, False, None),
     (False, None, None), (None, True, None)],
)  # fmt: skip
def test_who_has_left_makes_no_visit_the_account_manager_does(session, executor, manager, maker):
    people = {
        name: None if active is None else make_user("Staff")
        for name, active in (("executor", executor), ("manager", manager))
    }
    numbers = {name: person and person.id for name, person in people.items()}
    customer = make_customer(account_manager_id=numbers["manager"])
    make_plan(customer, executor_id=numbers["executor"])
    for name, active in (("executor", executor), ("manager", manager)):
        if people[name]:
            people[name].active = active
    session.commit()
    plan_care(session, today())
    (visit,) = visits(session)
    assert visit.executor_id == numbers.get(maker)


def test_an_occasion_taken_back_or_a_plan_edited_is_not_planned_again(session):
    plan = make_plan(make_customer())
    plan_care(session, today())
    (visit,) = visits(session)
    visit.void(make_user(), "they are on holiday")
    plan.check_facts()
    session.commit()
    assert plan.next_on == today()
    assert plan_care(session, today()) == "0 visits planned, 1 occasions left out"
    assert visits(session) == []


def test_the_job_leaves_alone_who_wants_it_and_goes_on(session):
    customer = make_customer()
    plan = make_plan(customer)
    leave_alone(customer)
    session.commit()
    assert plan_care(session, today()) == "0 visits planned, 1 occasions left out"
    assert session.get(CarePlan, plan.id).next_on > today()


def test_nothing_is_planned_for_what_is_over_or_out_of_use(session):
    customer = make_customer()
    for told in ({"is_active": False}, {"until_on": today() - DAY}):
        assert make_plan(customer, **told).next_on is None
    assert plan_care(session, today()) == "0 visits planned, 0 occasions left out"
