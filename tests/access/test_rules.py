"""Who may be given what, by whom: tables of cases, without a database."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.access.rules import (
    KEYS,
    NEXT,
    GrantStatus,
    GrantStep,
    after,
    check_cap,
    check_decider,
    check_keys_held,
    check_labels,
    check_menu,
    check_not_widened,
    check_role_key,
    check_until,
)
from app.core.words import RuleError
from app.security.rules import GLASS, Reach, ShareStatus, check_reason, is_broken, share_status

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("drawn", list(product(GrantStatus, GrantStep)))
def test_only_an_open_grant_is_decided_or_withdrawn(drawn):
    if drawn in NEXT:
        assert after(*drawn) is NEXT[drawn]
    else:
        with pytest.raises(RuleError):
            after(*drawn)


@pytest.mark.parametrize(
    ("decider", "proposer", "person", "allowed"),
    [(3, 1, 2, True), (1, 1, 2, False), (2, 1, 2, False), (3, 1, 1, True), (1, 1, 1, False)],
)
def test_nobody_decides_on_their_own_proposal_or_rights(decider, proposer, person, allowed):
    if allowed:
        assert check_decider(decider, proposer, person) is None
    else:
        with pytest.raises(RuleError):
            check_decider(decider, proposer, person)


@pytest.mark.parametrize("words", [None, "", "  ", "ok"])
def test_a_reason_says_something(words):
    with pytest.raises(RuleError):
        check_reason(words)


@pytest.mark.parametrize("key", ["", "a", "admin", "Public", "1st", "销售", "a b", "x" * 41])
def test_a_role_key_is_plain_ascii_and_not_the_frames_own(key):
    with pytest.raises(RuleError):
        check_role_key(key)


@pytest.mark.parametrize("names", [("", "Sales"), ("销售", ""), (None, None)])
def test_a_role_has_both_names(names):
    with pytest.raises(RuleError):
        check_labels(*names)


@pytest.mark.parametrize("cap", [-1, 1_000_001])
def test_an_export_limit_is_bounded(cap):
    with pytest.raises(RuleError):
        check_cap(cap)


def test_a_menu_entry_needs_the_right_that_opens_its_page():
    opening = {"Customers": ("can_list", "Customers")}
    entry = ("menu_access", "Customers")
    assert check_menu({entry, ("can_list", "Customers")}, opening) is None
    with pytest.raises(RuleError, match="Customers"):
        check_menu({entry}, opening)


SMALL = ({("can_list", "Customers")}, Reach.own, 10)


@pytest.mark.parametrize(
    ("new", "allowed"),
    [
        (SMALL, True),
        ((set(), Reach.none, 0), True),
        ((SMALL[0] | {("can_edit", "Customers")}, Reach.own, 10), False),
        ((SMALL[0], Reach.department, 10), False),
        ((SMALL[0], Reach.own, 11), False),
    ],
)
def test_a_role_one_holds_can_be_narrowed_and_never_widened(new, allowed):
    if allowed:
        assert check_not_widened(SMALL, new) is None
    else:
        with pytest.raises(RuleError):
            check_not_widened(SMALL, new)


@pytest.mark.parametrize("lost", KEYS)
def test_no_key_of_the_house_is_ever_lost(lost):
    with pytest.raises(RuleError):
        check_keys_held(set(KEYS) - {lost})


@pytest.mark.parametrize(
    ("confirmed", "ended", "until", "stands"),
    [
        (False, None, NOON + HOUR, ShareStatus.proposed),
        (True, None, NOON + HOUR, ShareStatus.live),
        (True, None, NOON, ShareStatus.expired),
        (False, None, NOON - HOUR, ShareStatus.expired),
        (True, NOON - HOUR, NOON + HOUR, ShareStatus.ended),
        (False, NOON - HOUR, NOON - HOUR, ShareStatus.ended),
    ],
)
@pytest.mark.clause("S7.5.1")
def test_a_share_stands_as_its_dates_say(confirmed, ended, until, stands):
    assert share_status(confirmed, ended, until, NOON) is stands


@pytest.mark.parametrize("until", [NOON, NOON - HOUR, NOON + timedelta(days=367)])
def test_a_share_lasts_from_now_to_a_year_at_most(until):
    with pytest.raises(RuleError):
        check_until(until, NOON)


@pytest.mark.parametrize(
    ("until", "open_"), [(None, False), (NOON, False), (NOON + GLASS, True), (NOON - HOUR, False)]
)
def test_a_broken_glass_closes_by_itself(until, open_):
    assert is_broken(until, NOON) is open_
