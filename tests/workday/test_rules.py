"""Follow-ups, tasks and months as values: no database, no web."""

from datetime import date

import pytest

from app.core.words import RuleError
from app.workday.rules import (
    NEXT,
    FollowUpState,
    TaskState,
    TaskStep,
    after,
    answers,
    check_author,
    check_contact_days,
    check_due,
    check_mover,
    follow_up_state,
    longest,
    mentioned,
    month_after,
    month_before,
    month_of,
    weeks_of,
)

DAY = date(2026, 11, 26)


@pytest.mark.parametrize("state", TaskState)
@pytest.mark.parametrize("step", TaskStep)
@pytest.mark.clause("S3.员工.2")
def test_a_task_moves_only_as_the_table_says(state, step):
    if (state, step) in NEXT:
        assert after(state, step) is NEXT[state, step]
    else:
        with pytest.raises(RuleError):
            after(state, step)


def test_what_has_ended_never_moves_again():
    assert {state for state, _ in NEXT} == {TaskState.open, TaskState.accepted}


def test_nobody_else_moves_a_task_or_corrects_a_report():
    assert check_mover(1, 1) is check_author(1, 1) is None
    for check in (check_mover, check_author):
        for pair in ((1, 2), (None, None), (None, 1)):
            with pytest.raises(RuleError):
                check(*pair)


def test_a_task_is_due_today_at_the_earliest():
    assert check_due(DAY, DAY) is None
    with pytest.raises(RuleError):
        check_due(date(2026, 11, 25), DAY)


@pytest.mark.parametrize(
    ("happened", "following", "good"),
    [
        (DAY, None, True), (DAY, DAY, True), (date(2026, 11, 1), DAY, True),
        (date(2026, 11, 27), None, False), (DAY, date(2026, 11, 25), False),
    ],
)  # fmt: skip
def test_a_contact_has_happened_and_the_next_comes_after_it(happened, following, good):
    if good:
        assert check_contact_days(happened, following, DAY) is None
    else:
        with pytest.raises(RuleError):
            check_contact_days(happened, following, DAY)


def test_how_a_follow_up_stands():
    assert follow_up_state(None, False, DAY) is FollowUpState.closed
    assert follow_up_state(DAY, False, DAY) is FollowUpState.due
    assert follow_up_state(date(2026, 11, 27), False, DAY) is FollowUpState.planned
    assert follow_up_state(DAY, True, DAY) is FollowUpState.answered


def test_a_chance_contact_leaves_what_is_planned_for_later():
    assert answers(DAY, DAY, plans_again=False)
    assert not answers(date(2026, 12, 1), DAY, plans_again=False)
    assert answers(date(2026, 12, 1), DAY, plans_again=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请@李档看一下", ["李档看一下"]),
        ("@li, @wang.w 请看", ["li", "wang.w"]),
        ("写信到 office@a.test 或 ＠陈总", ["陈总"]),
        ("@li @li", ["li"]),
        ("没有", []),
    ],
)
def test_who_is_called_stands_behind_the_sign(text, found):
    assert mentioned(text) == found


def test_the_longest_name_is_meant():
    assert longest(["李", "李档", "王"], "李档看一下") == "李档"
    assert longest(["王"], "李档") is None


@pytest.mark.parametrize(
    "told", ["", "2026-13", "0000-01", "abc", "2026-1", "9999-12", "2026-01-01"]
)
def test_an_impossible_month_is_this_one(told):
    assert month_of(told, DAY) == date(2026, 11, 1)


def test_a_month_lies_in_whole_weeks():
    for number in range(1, 13):
        month = date(2026, number, 1)
        weeks = weeks_of(month)
        days = [day for week in weeks for day in week]
        assert (days[0].weekday(), days[-1].weekday(), len(days) % 7) == (0, 6, 0)
        assert days[0] <= month < days[7]
        assert days[-8] < month_after(month) <= days[-1] + (days[1] - days[0])
        assert month_before(month_after(month)) == month
