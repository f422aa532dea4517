"""What services and complaints may be: no database, tables of cases from the data itself."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from app.core.words import RuleError
from app.service import complaint_rules as complaints
from app.service import rules as services
from app.service.complaint_rules import ClockState, clock_state

DAY = date(2026, 11, 25)
AT = datetime(2026, 11, 25, tzinfo=UTC)
MACHINES = [
    *((services, *one) for one in product(services.ServiceStatus, services.ServiceStep)),
    *((complaints, *one) for one in product(complaints.ComplaintStatus, complaints.ComplaintStep)),
]


@pytest.mark.parametrize(("machine", "status", "step"), MACHINES)
def test_only_the_drawn_steps_are_allowed(machine, status, step):
    if (status, step) in machine.NEXT:
        assert machine.after(status, step) is machine.NEXT[status, step]
    else:
        with pytest.raises(RuleError):
            machine.after(status, step)


@pytest.mark.parametrize(
    ("status", "ends"), [(services.ServiceStatus, 2), (complaints.ComplaintStatus, 0)]
)
def test_every_status_is_reached_and_only_the_ends_lead_nowhere(status, ends):
    machine = services if status is services.ServiceStatus else complaints
    assert set(status) - set(machine.NEXT.values()) == {next(iter(status))}
    assert len(set(status) - {at for at, _ in machine.NEXT}) == ends


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2, 1), (2, None, 1), (None, 1, 0)])
def test_nothing_is_solved_before_it_is_asked_for(order):
    services.check_times(AT, AT, AT + timedelta(1))
    with pytest.raises(RuleError):
        services.check_times(*(n if n is None else AT + timedelta(n) for n in order))


@pytest.mark.parametrize(
    "missing", [["cause"], ["corrective_action"], ["cause", "confirmed_on"], [*complaints.ENDING]]
)
def test_all_that_a_settled_complaint_still_has_to_say_is_told_at_once(missing):
    told = dict.fromkeys(complaints.ENDING, "换货")
    complaints.check_closing(told)
    with pytest.raises(RuleError) as refusal:
        complaints.check_closing({**told, **dict.fromkeys(missing, "")})
    assert refusal.value.values["names"] == ", ".join(complaints.ENDING[name] for name in missing)
    assert refusal.value.at == missing[0]


@pytest.mark.parametrize(("on", "good"), [(0, True), (1, True), (2, True), (-1, False), (3, False)])
def test_the_customer_confirms_between_its_coming_in_and_today(on, good):
    told = (DAY + timedelta(days=on), DAY, DAY + timedelta(days=2))
    if good:
        assert complaints.check_confirmed_day(*told) is None
    else:
        with pytest.raises(RuleError):
            complaints.check_confirmed_day(*told)


def test_a_compensation_is_not_below_zero():
    complaints.check_compensation(Decimal(0))
    with pytest.raises(RuleError):
        complaints.check_compensation(Decimal("-0.01"))


def test_nobody_complains_tomorrow():
    with pytest.raises(RuleError):
        complaints.check_received(AT + timedelta(seconds=1), AT)


@pytest.mark.parametrize(
    ("due", "closed", "state"),
    [
        (None, None, ClockState.paused),
        (2, None, ClockState.running),
        (1, None, ClockState.near),
        (0, None, ClockState.near),
        (-1, None, ClockState.late),
        (-9, -9, ClockState.kept),
        (-9, -8, ClockState.missed),
    ],
)
def test_how_the_clock_stands_follows_from_its_days(due, closed, state):
    days = [n if n is None else DAY + timedelta(n) for n in (due, closed)]
    assert clock_state(*days, DAY) is state


H = timedelta(hours=1)
LATER, LATEST = AT + H, AT + 2 * H


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ([(None, None), (None, AT)], None),
        ([(LATER, None)], "ongoing"),
        ([(LATER, AT), (LATEST, None)], "ongoing"),
        ([(LATER, LATER), (LATEST, AT)], "met"),
        ([(LATER, LATEST), (None, None)], "breached"),
        ([(AT - H, None), (LATEST, AT)], "breached"),
    ],
)
def test_a_promise_is_kept_broken_or_still_open(told, standing):
    found = services.promise(told, AT)
    assert (found and found.name) == standing


@pytest.mark.parametrize("order", [(1, 0, None), (0, 2, 1), (2, None, 1)])
def test_nothing_is_promised_for_before_it_is_asked_for(order):
    services.check_promised(AT, LATER, LATEST)
    with pytest.raises(RuleError):
        services.check_promised(*(n if n is None else AT + n * H for n in order))


def test_a_service_costs_nothing_or_more_and_the_next_comes_later():
    services.check_cost(Decimal(0))
    services.check_next(DAY, DAY + timedelta(1))
    with pytest.raises(RuleError):
        services.check_cost(Decimal("-0.01"))
    with pytest.raises(RuleError):
        services.check_next(DAY, DAY)
