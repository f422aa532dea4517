"""The inbox and the decision agree, whoever sits in whichever chair; a recall on screen."""

import random
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from app.access.asks import ACCESS
from app.approvals import flow, kinds
from app.approvals.delegations import Delegation
from app.approvals.models import ApprovalRequest
from app.approvals.rules import ApprovalKind, RequestStatus, StepStatus
from app.core.clock import today
from app.core.words import RuleError
from app.security.models import Person
from tests.access.browsing import post, text
from tests.approvals.house import lay_down, make_house, make_request, person
from tests.factories import keep, make_customer

ROLES = ("DepartmentHead", "ChiefArchivist", "Leader")
NAMES = ("head", "other", "stranger", "chief", "asker", "clerk")


def furnish(dice, house):
    """Posts, delegations and steps by chance; requests, some of them decided on already."""
    for name in NAMES:
        person(house, name).post = dice.choice([None, "CFO"])
    for giver, taker in product(NAMES, NAMES):
        if giver != taker and dice.random() < 0.2:
            first = today() + timedelta(dice.choice([0, 0, 0, 2]))
            told = {"from_on": first, "to_on": first + timedelta(3), "reason": "on leave"}
            keep(Delegation(from_id=house[giver], to_id=house[taker], **told))
    steps = [
        {
            "role": dice.choice(ROLES), "or_role": dice.choice((None, *ROLES)),
            "post": dice.choice([None, "CFO"]), "needed": dice.choice([1, 2, 3]),
            "may_repeat": dice.random() < 0.5,
        }
        for _ in range(2)
    ]  # fmt: skip
    lay_down(*steps)
    places = [house["top"], house["below"], house["beside"]]
    for by in NAMES:
        place = dice.choice(places)
        customer = make_customer(department_id=place)
        wanted = {**house, "below": place, "customer": customer.id, "number": customer.number}
        yield make_request(wanted, by)


def decided_a_little(dice, session, house, requests):
    for request in requests:
        for name in dice.sample(NAMES, 3):
            try:
                flow.approve(session(), request, person(house, name), request.requested_at)
            except RuleError:
                continue


def may(session, request, by):
    """What a decision would be told."""
    if request.status is not RequestStatus.pending:
        return False
    step = next(s for s in flow.steps_of(session(), request) if s.status is StepStatus.open)
    try:
        flow.seat(session(), request, step, by, today())
    except RuleError:
        return False
    return True


@pytest.mark.parametrize("seed", range(6))
def test_exactly_what_one_may_decide_is_offered(app, machine, seed):
    dice = random.Random(seed)
    with machine() as session:
        house = make_house()
        decided_a_little(dice, session, house, list(furnish(dice, house)))
    with machine() as session:
        requests = session.scalars(select(ApprovalRequest)).all()
        wanted = {
            name: {
                r.title for r in requests if may(session, r, session.get_one(Person, house[name]))
            }
            for name in NAMES
        }
        titles = {request.title for request in requests}
    for name in NAMES:
        browser = app.test_client()
        with browser.session_transaction() as visit:
            visit["_user_id"], visit["_fresh"] = str(house[name]), True
        page = text(browser.get("/approvals/list/"))
        assert {title for title in titles if title in page} == wanted[name], name


@pytest.fixture
def told_to_the_asker():
    """A kind whose requests their asker sees from the beginning, as all but access are."""
    kinds.register({ApprovalKind.access: ACCESS._replace(discreet=False)})
    yield
    kinds.register({ApprovalKind.access: ACCESS})


def test_whoever_asked_follows_it_and_recalls_it_from_their_list(app, machine, told_to_the_asker):
    with machine():
        house = make_house()
        asked = make_request(house).id
    browser = app.test_client()
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(house["asker"]), True
    page = text(browser.get("/approvals/list/?tab=mine"))
    assert 'formaction="/approvals/step/recall"' in page
    answer = post(browser, "/approvals/step/recall", rowid=asked)
    assert answer.location == "/approvals/list/?tab=mine"
    assert "step/recall" not in text(browser.get("/approvals/list/?tab=mine"))
    with machine() as session:
        assert session.get_one(ApprovalRequest, asked).status is RequestStatus.recalled
