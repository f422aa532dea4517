"""A gift above the limit: given once somebody else approved it; on both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.approvals import flow
from app.approvals.models import ApprovalRequest
from app.approvals.rules import RequestStatus
from app.care.care_rules import CareStatus, GiftState
from app.care.gift_limits import GiftLimit, limit_on
from app.care.gifts import ask_gift
from app.care.visits import CareVisit
from app.core.clock import now, today
from app.core.words import RuleError
from tests.care.factories import CARE, make_visit
from tests.contracts.factories import put_on_duty
from tests.factories import keep, make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S1.5(2)")
REASON = "twenty years together"


@pytest.fixture
def house(session):
    service = make_department()
    put_on_duty(service, CARE)
    people = {
        "clerk": make_user("Staff", service.id),
        "head": make_user("DepartmentHead", service.id),
        "stranger": make_user("DepartmentHead", make_department().id),
    }
    visit = make_visit(make_customer(), "300")
    visit.executor_id = people["clerk"].id
    session.flush()
    return {**people, "visit": visit}


def asked(session, house):
    ask_gift(session, house["visit"], house["clerk"], REASON, now())
    session.flush()
    session.expire(house["visit"])
    return session.scalars(select(ApprovalRequest)).one()


def test_it_is_given_once_the_head_approved(session, house):
    visit = house["visit"]
    with pytest.raises(RuleError):
        visit.finish(today(), now())
    request = asked(session, house)
    assert visit.gift_state is GiftState.asked
    flow.approve(session, request, house["head"], now())
    assert visit.gift_state is GiftState.approved
    visit.finish(today(), now())
    session.flush()
    assert visit.status is CareStatus.done


def test_neither_the_asker_nor_a_stranger_nor_who_makes_the_visit_approves(session, house):
    house["visit"].executor_id = house["head"].id
    request = asked(session, house)
    for name in ("clerk", "stranger", "head"):
        with pytest.raises(RuleError), session.begin_nested():
            flow.approve(session, request, house[name], now())
    assert house["visit"].gift_state is GiftState.asked


def test_another_gift_is_another_question(session, house):
    request, visit = asked(session, house), house["visit"]
    visit.gift_value = Decimal(500)
    session.flush()
    assert flow.settle(session, request, now()) is not None
    assert request.status is RequestStatus.stale
    assert visit.gift_state is GiftState.needed


def test_who_decides_does_not_become_who_makes_the_visit(session, house):
    request, visit = asked(session, house), house["visit"]
    visit.executor_id = house["head"].id
    session.flush()
    assert flow.settle(session, request, now()) is not None
    assert request.status is RequestStatus.stale
    assert visit.gift_state is GiftState.needed


def test_nor_after_the_decision(session, house):
    request, visit = asked(session, house), house["visit"]
    flow.approve(session, request, house["head"], now())
    assert visit.gift_state is GiftState.approved
    visit.executor = house["head"]
    for _ in range(2):
        with pytest.raises(RuleError):
            visit.finish(today(), now())
        session.flush()
    visit.executor = None
    session.flush()
    assert visit.gift_state is GiftState.approved


def test_an_approval_holds_up_to_its_value(session, house):
    request, visit = asked(session, house), house["visit"]
    flow.approve(session, request, house["head"], now())
    for change, state in (
        ({"gift_value": Decimal(250)}, GiftState.approved),
        ({"gift_value": Decimal(301)}, GiftState.needed),
        ({"gift_value": Decimal(300), "gift": "手表"}, GiftState.needed),
    ):
        for name, value in change.items():
            setattr(visit, name, value)
        assert visit.gift_state is state


def test_it_is_asked_for_once_and_only_if_dear(session, house):
    asked(session, house)
    with pytest.raises(RuleError):
        ask_gift(session, house["visit"], house["clerk"], REASON, now())
    with pytest.raises(RuleError):
        ask_gift(session, make_visit(make_customer(), "199.99"), house["clerk"], REASON, now())


def test_the_limit_is_the_days(session):
    assert limit_on(session, today()) == 200
    keep(GiftLimit(from_on=today() + timedelta(days=5), amount=Decimal("100.50")))
    assert limit_on(session, today() + timedelta(days=4)) == 200
    assert limit_on(session, today() + timedelta(days=5)) == Decimal("100.50")


def test_the_database_itself_refuses(session, house):
    session.commit()
    changed = update(CareVisit.__table__).where(CareVisit.__table__.c.id == house["visit"].id)
    given = {"status": CareStatus.done, "done_on": today()}
    for wrong in (given, {"gift": None}, {"gift_value": -1}):
        with pytest.raises(IntegrityError):
            session.connection().execute(changed.values(**wrong))
        session.rollback()
