"""A request from asking to its end: steps in order, one refusal ends it, nobody twice."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError

from app.approvals import flow
from app.approvals.delegations import Delegation
from app.approvals.models import ApprovalDecision, ApprovalStep
from app.approvals.rules import RequestMove, RequestStatus, StepStatus, Verdict
from app.core.clock import now, today
from app.jobs.expire_requests import expire_requests
from app.security.models import Person, Share
from app.security.rules import ShareStatus
from tests.approvals.house import customer, lay_down, make_house, make_request, person, refused
from tests.factories import keep, make_department

pytestmark = pytest.mark.clause("S7.5.1")
HEAD = {"role": "DepartmentHead"}


@pytest.fixture
def house(session):
    return make_house()


def approve(session, request, house, name):
    flow.approve(session(), request, person(house, name), now())


def refuse(session, request, house, name, reason="not needed"):
    flow.refuse(session(), request, person(house, name), now(), reason)


def delegate(house, giver, taker, days=3):
    return keep(
        Delegation(
            from_id=house[giver], to_id=house[taker], from_on=today(),
            to_on=today() + timedelta(days), reason="on leave",
        )
    )  # fmt: skip


def steps(session, request):
    return [step.status for step in flow.steps_of(session(), request)]


@pytest.mark.parametrize("name", ["head", "chief"])
def test_a_head_above_or_a_chief_approves_and_it_is_done(session, house, name):
    request = make_request(house)
    approve(session, request, house, name)
    assert request.status is RequestStatus.approved
    assert steps(session, request) == [StepStatus.approved]
    share = session.scalars(select(Share)).one()
    assert (share.user_id, share.confirmed_by_id) == (house["asker"], house[name])
    assert share.status is ShareStatus.live


@pytest.mark.parametrize("name", ["asker", "clerk", "stranger"])
def test_nobody_else_decides(session, house, name):
    request = make_request(house)
    for decide in (approve, refuse):
        with refused():
            decide(session, request, house, name)
    assert request.status is RequestStatus.pending


def test_whoever_asked_never_decides_though_their_role_may(session, house):
    request = make_request(house, by="head")
    with refused("own request"):
        approve(session, request, house, "head")


def test_a_refusal_needs_a_reason_and_ends_it(session, house):
    lay_down(HEAD, {"role": "ChiefArchivist"})
    request = make_request(house)
    with refused():
        refuse(session, request, house, "head", " ")
    refuse(session, request, house, "head")
    assert request.status is RequestStatus.refused
    assert steps(session, request) == [StepStatus.refused, StepStatus.closed]
    with refused("already"):
        approve(session, request, house, "other")
    assert session.scalars(select(Share)).all() == []


def test_steps_are_taken_in_order(session, house):
    lay_down(HEAD, {"role": "ChiefArchivist"})
    request = make_request(house)
    with refused("somebody else"):
        approve(session, request, house, "chief")
    approve(session, request, house, "head")
    assert steps(session, request) == [StepStatus.approved, StepStatus.open]
    assert request.status is RequestStatus.pending
    approve(session, request, house, "chief")
    assert request.status is RequestStatus.approved


def test_where_two_are_needed_one_is_not_enough_nor_twice(session, house):
    lay_down({**HEAD, "needed": 2})
    request = make_request(house)
    approve(session, request, house, "head")
    with refused("once"):
        approve(session, request, house, "head")
    assert request.status is RequestStatus.pending
    approve(session, request, house, "other")
    assert request.status is RequestStatus.approved


@pytest.mark.parametrize("may_repeat", [True, False])
def test_nobody_decides_two_steps_unless_the_rule_says_so(session, house, may_repeat):
    lay_down(HEAD, {**HEAD, "may_repeat": may_repeat})
    request = make_request(house)
    approve(session, request, house, "head")
    if may_repeat:
        approve(session, request, house, "head")
        assert request.status is RequestStatus.approved
    else:
        with refused("once"):
            approve(session, request, house, "head")


def test_a_post_decides_too(session, house):
    lay_down({"post": "CFO"})
    person(house, "clerk").post = "CFO"
    session.flush()
    request = make_request(house)
    with refused():
        refuse(session, request, house, "head")
    refuse(session, request, house, "clerk")
    assert request.status is RequestStatus.refused


# ── by delegation ─────────────────────────────────────────────────
def test_a_delegate_decides_and_both_are_remembered(session, house):
    delegate(house, "head", "clerk")
    request = make_request(house)
    approve(session, request, house, "clerk")
    decision = session.scalars(select(ApprovalDecision)).one()
    assert (decision.decided_by_id, decision.for_id) == (house["clerk"], house["head"])


def test_a_requester_decides_neither_as_delegate_nor_by_delegating(session, house):
    delegate(house, "head", "asker")
    with refused():
        approve(session, make_request(house), house, "asker")
    delegate(house, "other", "clerk")
    with refused():
        approve(session, make_request(house, by="other"), house, "clerk")


def test_two_chairs_are_one_person(session, house):
    lay_down({**HEAD, "needed": 2})
    delegate(house, "head", "clerk")
    delegate(house, "other", "clerk")
    request = make_request(house)
    approve(session, request, house, "clerk")
    with refused("once"):
        approve(session, request, house, "clerk")


def test_what_was_delegated_is_not_delegated_on(session, house):
    delegate(house, "head", "stranger")
    delegate(house, "stranger", "clerk")
    with refused():
        approve(session, make_request(house), house, "clerk")


@pytest.mark.parametrize("change", ["ended", "leaves"])
def test_a_delegation_holds_no_longer_than_its_giver_wants_or_works(session, house, change):
    delegation = delegate(house, "head", "clerk")
    if change == "ended":
        delegation.end(person(house, "head"), now(), today())
    else:
        person(house, "head").active = False
    session.flush()
    with refused():
        approve(session, make_request(house), house, "clerk")


# ── what ends it otherwise ────────────────────────────────────────
def test_only_whoever_asked_recalls_and_only_while_it_waits(session, house):
    request = make_request(house)
    with refused():
        flow.recall(session(), request, person(house, "head"), now())
    flow.recall(session(), request, person(house, "asker"), now())
    assert request.status is RequestStatus.recalled
    assert steps(session, request) == [StepStatus.closed]
    with refused():
        approve(session, request, house, "head")
    other = make_request(house)
    approve(session, other, house, "head")
    with refused():
        flow.recall(session(), other, person(house, "asker"), now())


def test_a_decision_on_a_record_changed_since_is_refused_as_stale(session, house):
    request = make_request(house)
    customer(house).department_id = make_department().id
    session.flush()
    with refused("changed"):
        approve(session, request, house, "chief")
    assert flow.settle(session(), request, now()) is RequestMove.overtake
    assert request.status is RequestStatus.stale


def test_a_voided_record_is_no_longer_decided_on(session, house):
    request = make_request(house)
    customer(house).void(person(house, "chief"), "entered twice")
    session.flush()
    assert request.status is RequestStatus.stale
    with refused("closed"):
        approve(session, request, house, "head")


def test_what_runs_out_is_closed_at_night(session, house):
    request = make_request(house, last_on=today() - timedelta(1))
    waits = make_request(house, by="clerk", last_on=today())
    with refused("run out"):
        approve(session, request, house, "head")
    assert expire_requests(session(), today()) == "1 run out"
    assert (request.status, waits.status) == (RequestStatus.expired, RequestStatus.pending)
    assert expire_requests(session(), today()) == "0 run out"


def test_the_job_closes_all_that_ran_out_block_by_block(session, house, monkeypatch):
    monkeypatch.setattr("app.jobs.expire_requests.BLOCK", 2)
    people = ("asker", "clerk", "other", "stranger", "chief")
    yesterday = today() - timedelta(days=1)
    ended = [make_request(house, by=name, last_on=yesterday) for name in people]
    session.commit()
    kept = []
    event.listen(session(), "after_commit", lambda _session: kept.append(1))
    assert expire_requests(session(), today()) == "5 run out"
    assert {request.status for request in ended} == {RequestStatus.expired}
    assert len(kept) == 3


def test_a_rule_changed_later_changes_no_request_under_way(session, house):
    request = make_request(house)
    lay_down({"role": "Leader"})
    approve(session, request, house, "head")
    assert request.status is RequestStatus.approved


def test_without_a_rule_nothing_is_asked(session, house):
    lay_down()
    with refused("approval rule"):
        make_request(house)


def test_a_handler_that_refuses_undoes_the_approval(session, house, machine):
    """The asker's clearance does not reach the class: the share would open nothing."""
    session.get_one(Person, house["asker"])
    session.connection().execute(
        update(Person.__table__).where(Person.id == house["asker"]).values(clearance="public")
    )
    session.expire_all()
    request = make_request(house)
    session.commit()
    with refused("clearance"):
        approve(session, request, house, "head")
    session.rollback()
    assert request.status is RequestStatus.pending
    assert session.scalars(select(ApprovalDecision)).all() == []


# ── the database says it too ──────────────────────────────────────
@pytest.mark.parametrize(
    ("who", "whom", "verdict"),
    [("asker", "head", "approve"), ("clerk", "asker", "approve"), ("head", "head", "refuse")],
)
def test_the_database_refuses_it_too(session, house, who, whom, verdict):
    request = make_request(house)
    step = session.scalars(select(ApprovalStep)).one()
    decision = ApprovalDecision(
        request_id=request.id, step_id=step.id, requested_by_id=house["asker"],
        decided_by_id=house[who], for_id=house[whom], verdict=Verdict[verdict], decided_at=now(),
    )  # fmt: skip
    session.add(decision)
    with pytest.raises(IntegrityError):
        session.flush()


def test_one_open_request_about_one_record(session, house):
    make_request(house)
    with pytest.raises(IntegrityError):
        make_request(house)
