"""What somebody sees, and why: the page says what the gate does, and shows no record."""

import random
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access import sight
from app.core.clock import now
from app.customers.models import Customer
from app.security.actor import acting_as
from app.security.models import Duty, Share
from app.security.pairs import find_role
from app.security.roles import ROLES
from app.security.rules import LEVELS, RecordKind
from tests.access.browsing import text
from tests.factories import keep, make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S4.10", "S1.7(2)")
PEOPLE, CUSTOMERS = 14, 40


def crowd(draw):
    """People of any roles and clearances in a small tree, customers anywhere in it."""
    top = make_department()
    places = [top, make_department(top), make_department()]
    places.append(make_department(places[1]))
    people = [
        make_user(draw.choice(list(ROLES)), draw.choice(places).id, draw.choice(LEVELS))
        for _ in range(PEOPLE)
    ]
    customers = [
        make_customer(
            department_id=draw.choice(places).id,
            security=draw.choice(LEVELS),
            account_manager_id=draw.choice(people).id if draw.random() < 0.4 else None,
        )
        for _ in range(CUSTOMERS)
    ]
    return people, customers


def share(draw, people, customers):
    giver, confirmer, reader = draw.sample(people, 3)
    keep(
        Share(
            user_id=reader.id, subject="customer", subject_id=draw.choice(customers).id,
            until=now() + timedelta(days=draw.choice((-1, 1))), reason="joint visit",
            granted_by_id=giver.id, confirmed_by_id=draw.choice((None, confirmer.id)),
            ended_at=now() if draw.random() < 0.2 else None,
        )
    )  # fmt: skip


def shown_by_the_gate(session, who):
    with acting_as(who):
        return set(session.scalars(select(Customer.id)))


@pytest.mark.parametrize("seed", range(4))
def test_the_verdict_agrees_with_the_gate_for_everybody_and_everything(session, seed):
    draw = random.Random(seed)
    people, customers = crowd(draw)
    for _ in range(30):
        share(draw, people, customers)
    lucky = next(person for person in people if person.roles[0].name != "Leader")
    lucky.roles.append(find_role(session, "Leader"))
    for customer in draw.sample(customers, 4):
        customer.voided_at = now()
    session.commit()
    asked = [(customer.id, customer.number) for customer in customers]
    for person in people:
        who = sight.actor_of(person)
        seen = shown_by_the_gate(session, who)
        assert sight.visible_count(who) == len(seen)
        for pk, number in asked:
            visible, words = sight.verdict(draw.choice((str(pk), number)), who)
            assert visible == (pk in seen), (person.username, number)
            assert (words in sight.WHY.values()) == visible


def test_each_sentence_has_its_case(session):
    here, there = make_department(), make_department()
    head = make_user("DepartmentHead", here.id)
    staff, nobody = make_user("Staff", here.id), make_user("SystemAdmin")
    ours, theirs = make_customer(department_id=here.id), make_customer(department_id=there.id)
    kept = make_customer(department_id=here.id, account_manager_id=staff.id)
    secret = make_customer(department_id=here.id, security=LEVELS[-1])
    gone = make_customer(department_id=here.id, voided_at=now())
    said = [
        sight.verdict(record.number, sight.actor_of(person))[1]
        for person, record in (
            (head, ours), (head, theirs), (staff, kept), (head, secret), (head, gone),
            (nobody, ours),
        )
    ]  # fmt: skip
    assert said == [
        sight.WHY["department"], sight.OUTSIDE, sight.WHY["owner"], sight.ABOVE, sight.VOIDED,
        sight.NO_REACH,
    ]  # fmt: skip
    assert sight.verdict("KH-none", sight.actor_of(head)) == (False, sight.UNKNOWN)


@pytest.fixture
def somebody(machine):
    with machine():
        place = make_department()
        head = make_user("DepartmentHead", place.id)
        customer = make_customer("远方重工有限公司", department_id=place.id)
        return {
            "id": head.id,
            "number": customer.number,
            "place": place.name_zh,
            "pk": customer.id,
            "department": place.id,
        }


@pytest.mark.parametrize("role", ["SystemAdmin", "SecurityAdmin", "Auditor"])
def test_watchers_read_it_without_a_record(sign_in, somebody, role):
    browser, _ = sign_in(role)
    page = text(browser.get(f"/people/why/{somebody['id']}?customer={somebody['number']}"))
    assert "可见：属于其部门或下级部门。" in page
    assert somebody["place"] in page
    assert "部门负责人" in page
    assert "远方重工" not in page


WATCHERS = ("SystemAdmin", "SecurityAdmin", "Auditor")


@pytest.mark.parametrize("role", sorted(set(ROLES) - set(WATCHERS)))
def test_nobody_else_asks_what_others_see(sign_in, somebody, role):
    browser, _ = sign_in(role)
    assert browser.get(f"/people/why/{somebody['id']}").status_code == 403


def test_live_shares_are_told_by_number(sign_in, somebody, machine):
    with machine():
        giver, confirmer, reader = make_user(), make_user(), make_user("Staff")
        keep(
            Share(
                user_id=reader.id, subject="customer", subject_id=somebody["pk"],
                until=now() + timedelta(days=3), reason="joint visit", granted_by_id=giver.id,
                confirmed_by_id=confirmer.id,
            )
        )  # fmt: skip
        reader_id = reader.id
    browser, _ = sign_in("SecurityAdmin")
    page = text(browser.get(f"/people/why/{reader_id}"))
    assert somebody["number"] in page
    assert "远方重工" not in page


@pytest.mark.parametrize("told", ["", "%", "'", "9" * 30, "0", "x" * 200, "%00"])
def test_any_question_is_answered(sign_in, somebody, told):
    browser, _ = sign_in("Auditor")
    assert browser.get(f"/people/why/{somebody['id']}?customer={told}").status_code == 200


def test_a_person_without_the_right_is_told_so(sign_in, machine):
    with machine():
        trainee = make_user("Trainee").id
    browser, _ = sign_in("Auditor")
    assert "不能打开客户登记页面" in text(browser.get(f"/people/why/{trainee}"))


def test_the_count_is_the_one_the_persons_own_list_shows(sign_in, somebody, machine):
    browser, user_id = sign_in("DepartmentHead", department=somebody["department"])
    watcher, _ = sign_in("Auditor")
    own = re.search(r'<span class="count"[^>]*>([^<]+)<', text(browser.get("/customers/list/")))[1]
    page = text(watcher.get(f"/people/why/{user_id}"))
    assert re.search(r"<dt>可见客户数</dt><dd>([^<]+)<", page)[1] == own == "1"


def test_who_is_on_duty_sees_the_heading_alone_and_is_told_so(machine, sign_in):
    with machine() as session:
        here, there = make_department(), make_department()
        far = make_customer("远方重工有限公司", department_id=there.id)
        secret = make_customer("机密重工有限公司", department_id=there.id, security=LEVELS[-1])
        duty = session.scalars(select(Duty).where(Duty.kind == RecordKind.billing)).one()
        duty.department_id = here.id
        person, numbers = make_user("Staff", here.id).id, (far.number, secret.number)
    browser, _ = sign_in("SecurityAdmin")
    page = text(browser.get(f"/people/why/{person}?customer={numbers[0]}"))
    assert "只见客户抬头（编号与名称）" in page
    assert page.count("开票") >= 2  # In the sentence and among what their department enters.
    assert "不可见" in text(browser.get(f"/people/why/{person}?customer={numbers[1]}"))


def test_an_open_glass_is_said_to_be_what_shows_it(machine, sign_in):
    with machine():
        here, there = make_department(), make_department()
        far = make_customer(department_id=there.id).number
        person = make_user("Staff", here.id)
        person.glass_until, person.glass_reason = now() + timedelta(minutes=30), "灾备演练"
        number = person.id
    browser, _ = sign_in("SecurityAdmin")
    page = text(browser.get(f"/people/why/{number}?customer={far}"))
    assert "可见：为其开启了紧急访问" in page
    assert "灾备演练" in page
    assert "可见：其可见范围为全公司" not in page
