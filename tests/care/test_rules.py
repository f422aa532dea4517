"""What surveys, care, gifts and events may be: no database, tables of cases from the data."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from app.care import care_rules, event_rules, survey_rules
from app.care.care_rules import CareKind, Festival, GiftState, gift_state, next_day
from app.care.entitlements import EntitlementState, state_on
from app.care.outreach_rules import check_coming, check_past, check_since
from app.care.survey_rules import Level, QuestionForm, is_low, net_promoters, satisfaction
from app.core.words import RuleError
from app.service.rules import check_left_alone

DAY = date(2026, 11, 25)
MACHINES = [
    *((survey_rules, *one) for one in product(survey_rules.SurveyStatus, survey_rules.SurveyStep)),
    *((care_rules, *one) for one in product(care_rules.CareStatus, care_rules.CareStep)),
    *((event_rules, *one) for one in product(event_rules.Response, event_rules.ResponseStep)),
]


@pytest.mark.parametrize(("machine", "status", "step"), MACHINES)
def test_only_the_drawn_steps_are_allowed(machine, status, step):
    if (status, step) in machine.NEXT:
        assert machine.after(status, step) is machine.NEXT[status, step]
    else:
        with pytest.raises(RuleError):
            machine.after(status, step)


@pytest.mark.parametrize(
    ("levels", "score"),
    [
        ([], None),
        ([Level.very_satisfied], "100"),
        ([Level.very_satisfied, Level.satisfied, Level.satisfied], "86.67"),
        ([Level.neutral, Level.dissatisfied], "50"),
        ([Level.very_dissatisfied], "20"),
    ],
)
def test_satisfaction_is_the_exact_mean_of_a_hundred(levels, score):
    assert satisfaction(levels) == (Decimal(score) if score else None)


@pytest.mark.parametrize(
    ("count", "nines", "sixes", "nps"),
    [(0, 0, 0, None), (1, 1, 0, 100), (1, 0, 1, -100), (3, 1, 1, 0), (3, 2, 0, 67), (8, 1, 0, 13)],
)
def test_the_net_promoters_are_nines_less_sixes(count, nines, sixes, nps):
    assert net_promoters(count, nines, sixes) == nps


@pytest.mark.parametrize(
    ("score", "points", "low"),
    [(None, None, False), (60, None, False), ("59.99", 9, True), (100, 6, True), (100, 7, False)],
)
def test_what_is_low_is_below_the_middle(score, points, low):
    assert is_low(None if score is None else Decimal(score), points) is low


@pytest.mark.parametrize("level", Level)
def test_who_is_dissatisfied_as_a_whole_is_not_hidden_by_the_mean(level):
    is_bad = level in {Level.dissatisfied, Level.very_dissatisfied}
    assert is_low(Decimal(90), 10, [level]) is is_bad


ASKED = {1: QuestionForm.level, 2: QuestionForm.points, 3: QuestionForm.text}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {1: Level.neutral},
        {2: 5},
        {1: Level.neutral, 2: 11},
        {1: Level.neutral, 2: -1},
        {1: Level.neutral, 2: 5, 4: "no such question"},
    ],
)
def test_every_question_but_words_is_answered_within_its_range(told):
    survey_rules.check_answers(ASKED, {1: Level.neutral, 2: 0})
    with pytest.raises(RuleError):
        survey_rules.check_answers(ASKED, told)


@pytest.mark.parametrize(
    ("told", "kept"),
    [("5-2", "05-02"), ("05-20", "05-20"), ("02-29", "02-29"), (" 12-31", "12-31")],
)
def test_a_day_of_the_year_is_read(told, kept):
    assert care_rules.read_month_day(told) == kept


@pytest.mark.parametrize("told", ["", "02-30", "13-01", "0-1", "2026-05-20", "5月20日", "x"])
def test_what_is_no_day_of_the_year_is_refused(told):
    with pytest.raises(RuleError):
        care_rules.read_month_day(told)


@pytest.mark.parametrize(
    ("recurs_on", "festival", "since", "found"),
    [
        ("11-25", None, DAY, DAY),
        ("11-24", None, DAY, date(2027, 11, 24)),
        ("02-29", None, DAY, date(2027, 2, 28)),
        ("02-29", None, date(2027, 12, 1), date(2028, 2, 29)),
        (None, Festival.spring_festival, DAY, date(2027, 2, 6)),
        (None, Festival.mid_autumn, date(2026, 9, 25), date(2026, 9, 25)),
        (None, Festival.dragon_boat, date(2026, 6, 20), date(2027, 6, 9)),
        (None, Festival.new_year, DAY, date(2027, 1, 1)),
        (None, Festival.national_day, DAY, date(2027, 10, 1)),
    ],
)
def test_an_occasion_comes_every_year(recurs_on, festival, since, found):
    assert next_day(recurs_on, festival, since) == found


def test_a_festival_says_which_and_only_what_comes_again_is_planned():
    care_rules.check_plan(CareKind.festival, Festival.new_year)
    for kind, festival in (
        (CareKind.festival, None),
        (CareKind.birthday, Festival.new_year),
        (CareKind.condolence, None),
    ):
        with pytest.raises(RuleError):
            care_rules.check_plan(kind, festival)


LIMIT = Decimal(200)


@pytest.mark.parametrize(
    ("value", "is_asked", "allowed", "state"),
    [
        (None, False, None, GiftState.none),
        ("200", False, None, GiftState.free),
        ("200.01", False, None, GiftState.needed),
        ("200.01", True, None, GiftState.asked),
        ("300", False, "300", GiftState.approved),
        ("300.01", False, "300", GiftState.needed),
    ],
)
def test_a_gift_above_the_limit_waits_for_its_approval(value, is_asked, allowed, state):
    told = [None if word is None else Decimal(word) for word in (value, allowed)]
    found = gift_state(told[0], LIMIT, is_asked=is_asked, allowed=told[1])
    assert found is state
    if state in {GiftState.needed, GiftState.asked}:
        with pytest.raises(RuleError):
            care_rules.check_gift_allowed(found)
    else:
        care_rules.check_gift_allowed(found)


@pytest.mark.parametrize(
    ("gift", "value"), [("茶叶", None), (None, Decimal(1)), ("茶叶", Decimal("-0.01"))]
)
def test_a_gift_has_a_value_and_a_value_its_gift(gift, value):
    care_rules.check_gift("茶叶", Decimal(0))
    care_rules.check_gift(None, None)
    with pytest.raises(RuleError):
        care_rules.check_gift(gift, value)


def test_maker_and_checker_are_two_people():
    care_rules.check_another(3, {1, 2})
    with pytest.raises(RuleError):
        care_rules.check_another(2, {1, 2})


def test_days_make_sense():
    check_past(DAY, DAY)
    check_since(DAY, None)
    check_coming(DAY, DAY)
    for wrong in (
        lambda: check_past(date(2026, 11, 26), DAY),
        lambda: check_since(DAY, date(2026, 11, 24)),
        lambda: check_coming(date(2026, 11, 24), DAY),
        lambda: check_left_alone("甲", "电话", is_left_alone=True),
    ):
        with pytest.raises(RuleError):
            wrong()


@pytest.mark.parametrize(
    ("from_on", "to_on", "state"),
    [
        (DAY, None, EntitlementState.valid),
        (DAY, DAY, EntitlementState.valid),
        (date(2026, 11, 26), None, EntitlementState.coming),
        (date(2026, 1, 1), date(2026, 11, 24), EntitlementState.over),
    ],
)
def test_an_entitlement_is_valid_on_its_first_and_last_day(from_on, to_on, state):
    assert state_on(from_on, to_on, DAY) is state
