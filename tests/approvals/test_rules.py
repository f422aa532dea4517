"""Requests and their steps: only the drawn moves, and nobody decides on their own request."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.approvals.deciders import Demand, Holder, Mandate, Seat, mandators, qualifies, seat_of
from app.approvals.rules import (
    NEXT,
    STEP_NEXT,
    ApprovalKind,
    RequestMove,
    RequestStatus,
    StepMove,
    StepStatus,
    after,
    check_delegation,
    check_demand,
    check_not_over,
    check_recaller,
    check_route,
    check_same,
    step_after,
)
from app.core.words import RuleError

DAY = date(2026, 3, 2)
HEAD = frozenset({"DepartmentHead"})
NOTHING: frozenset[str] = frozenset()


def holder(number, roles=HEAD, wide=NOTHING, post=None, departments=(1,)):
    return Holder(number, roles | wide, wide, post, frozenset(departments))


def demand(department=1, roles=HEAD, post=None):
    return Demand(department, roles, post)


def mandate(giver, taker, first=0, last=1, kind=None, is_ended=False):
    days = (DAY + timedelta(days=first), DAY + timedelta(days=last))
    return Mandate(giver, taker, *days, kind, is_ended)


@pytest.mark.parametrize("drawn", list(product(RequestStatus, RequestMove)))
def test_a_request_moves_only_as_drawn(drawn):
    if drawn in NEXT:
        assert after(*drawn) is NEXT[drawn]
    else:
        with pytest.raises(RuleError):
            after(*drawn)


@pytest.mark.parametrize("drawn", list(product(StepStatus, StepMove)))
def test_a_step_moves_only_as_drawn(drawn):
    if drawn in STEP_NEXT:
        assert step_after(*drawn) is STEP_NEXT[drawn]
    else:
        with pytest.raises(RuleError):
            step_after(*drawn)


@pytest.mark.parametrize(
    ("who", "asked", "does"),
    [
        (holder(1), demand(), True),
        (holder(1, departments=(1, 2, 3)), demand(department=3), True),  # A department above.
        (holder(1, departments=(2,)), demand(department=1), False),  # One beside or below.
        (holder(1, roles=NOTHING), demand(), False),
        (holder(1, wide=HEAD, departments=()), demand(), True),  # Reaches the company.
        (holder(1, wide=frozenset({"Leader"}), departments=()), demand(), False),
        (holder(1, roles=NOTHING, post="CFO"), demand(roles=NOTHING, post="CFO"), True),
        (holder(1, roles=NOTHING, post="CFO", departments=()), demand(post="CFO"), False),
        (holder(1, roles=NOTHING), demand(roles=NOTHING, post=None), False),
    ],
)
def test_whom_a_step_asks(who, asked, does):
    assert qualifies(who, asked) is does


def test_whoever_holds_both_chairs_decides_for_themselves():
    assert seat_of(holder(1), [holder(2)], demand(), requester=9, past=[]) == 1


def test_a_delegate_decides_for_who_delegated():
    assert seat_of(holder(1, roles=NOTHING), [holder(2)], demand(), requester=9, past=[]) == 2


@pytest.mark.parametrize(
    ("decider", "others", "past"),
    [
        (holder(9), [], []),  # The requester themselves,
        (holder(9), [holder(2)], []),  # as somebody's delegate,
        (holder(1, roles=NOTHING), [holder(9)], []),  # through their own delegate.
        (holder(1, roles=NOTHING), [], []),
        (holder(1), [], [Seat(1, 1)]),
        (holder(1), [], [Seat(3, 1)]),  # Somebody decided for them,
        (holder(1), [holder(2)], [Seat(1, 2)]),  # they decided for somebody,
        (holder(3, roles=NOTHING), [holder(1)], [Seat(1, 1)]),  # or did so themselves.
    ],
)
@pytest.mark.clause("S7.5.1")
def test_who_does_not_decide(decider, others, past):
    with pytest.raises(RuleError):
        seat_of(decider, others, demand(), requester=9, past=past)


@pytest.mark.parametrize(
    ("given_to", "found"),
    [
        ([mandate(2, 1)], {2}),
        ([mandate(2, 1, kind=ApprovalKind.access)], {2}),
        ([mandate(2, 1, first=1, last=2)], set()),
        ([mandate(2, 1, first=-2, last=-1)], set()),
        ([mandate(2, 1, is_ended=True)], set()),
        ([mandate(2, 3), mandate(3, 1)], {3}),  # A chain is not followed.
        ([mandate(1, 2)], set()),
    ],
)
def test_whose_decisions_one_may_take(given_to, found):
    assert mandators(1, given_to, ApprovalKind.access, DAY) == found


@pytest.mark.parametrize(
    ("to_id", "first", "last"), [(1, 0, 1), (2, -1, 1), (2, 1, 0), (2, 0, 400)]
)
def test_a_delegation_without_sense_is_refused(to_id, first, last):
    with pytest.raises(RuleError):
        check_delegation(1, to_id, DAY + timedelta(first), DAY + timedelta(last), DAY)
    check_delegation(1, 2, DAY, DAY + timedelta(7), DAY)


@pytest.mark.parametrize(
    ("check", "wrong", "right"),
    [
        (check_recaller, (1, 2), (1, 1)),
        (check_not_over, (DAY, DAY + timedelta(1)), (DAY, DAY)),
        (check_not_over, (DAY, DAY + timedelta(1)), (None, DAY)),
        (check_same, (3, 4), (3, 3)),
        (check_same, (3, None), (None, 4)),
        (check_route, ([],), ([1],)),
        (check_demand, ([], None, 1), ([], "CFO", 1)),
        (check_demand, (HEAD, None, 0), (HEAD, None, 9)),
        (check_demand, (HEAD, None, 10), (HEAD, None, 1)),
    ],
)
def test_what_else_is_refused(check, wrong, right):
    with pytest.raises(RuleError):
        check(*wrong)
    check(*right)


# ── whatever the roles, posts and delegations ─────────────────────
PEOPLE = range(1, 7)
ROLES = st.frozensets(st.sampled_from(["A", "B", "C"]))
POSTS = st.sampled_from([None, "head", "deputy"])
PLACES = st.frozensets(st.integers(1, 3))


@st.composite
def houses(draw):
    """People, who delegated to whom, and the steps of one request."""
    people = {}
    for number in PEOPLE:
        roles = draw(ROLES)
        wide = draw(st.frozensets(st.sampled_from(sorted(roles)))) if roles else NOTHING
        people[number] = Holder(number, roles, wide, draw(POSTS), draw(PLACES))
    pairs = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))
    given_to = [mandate(*pair) for pair in draw(st.lists(pairs, max_size=12)) if pair[0] != pair[1]]
    demands = st.builds(Demand, st.integers(1, 3), ROLES, POSTS)
    return people, given_to, draw(st.lists(demands, min_size=1, max_size=3))


def decided(people, given_to, asked, requester, tries):
    """The seats taken when people try in this order, step by step."""
    past, steps = [], iter(asked)
    wanted = next(steps)
    for number in tries:
        found = mandators(number, given_to, ApprovalKind.access, DAY)
        others = [people[giver] for giver in sorted(found)]
        try:
            past.append(Seat(number, seat_of(people[number], others, wanted, requester, past)))
        except RuleError:
            continue
        wanted = next(steps, wanted)
    return past


@settings(max_examples=600, deadline=None)
@given(houses(), st.sampled_from(PEOPLE), st.lists(st.sampled_from(PEOPLE), max_size=30))
@pytest.mark.clause("S7.5.1")
def test_nobody_ever_decides_on_their_own_request(house, requester, tries):
    people, given_to, asked = house
    for seat in decided(people, given_to, asked, requester, tries):
        assert requester not in seat


@settings(max_examples=400, deadline=None)
@given(houses(), st.sampled_from(PEOPLE), st.lists(st.sampled_from(PEOPLE), max_size=30))
def test_one_person_counts_once_in_whatever_chair(house, requester, tries):
    people, given_to, asked = house
    seats = decided(people, given_to, asked, requester, tries)
    heard = [person for seat in seats for person in set(seat)]
    assert len(heard) == len(set(heard))


@settings(max_examples=400, deadline=None)
@given(houses(), st.sampled_from(PEOPLE), st.lists(st.sampled_from(PEOPLE), max_size=30))
def test_for_whom_a_decision_is_taken_is_always_asked(house, requester, tries):
    people, given_to, asked = house
    for seat in decided(people, given_to, asked, requester, tries):
        assert any(qualifies(people[seat.for_id], wanted) for wanted in asked)
        is_own = seat.for_id == seat.decided_by
        assert is_own or (seat.for_id, seat.decided_by) in {(m.from_id, m.to_id) for m in given_to}
