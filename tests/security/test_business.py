"""Contracts, money, service and follow-ups over every door: door × place × role."""

import pytest

from tests.conftest import DATABASES
from tests.endurance.scale import in_turn
from tests.security.business import NAMES, VOIDED, listed_below, plant
from tests.security.leaks import readers_today, text_of
from tests.security.planted import (
    ELSEWHERE,
    check_nothing_escapes,
    doors_to,
    plant_all,
    today_of,
)


@pytest.fixture
def planted(machine):
    with machine() as session:
        return plant_all(session, plant, VOIDED)


@pytest.mark.parametrize(("role", "database"), in_turn(readers_today(), DATABASES), scope="session")
@pytest.mark.clause("S4.10", "S6.五.2", "S1.7(2)")
def test_no_door_shows_or_changes_business_out_of_reach(unguarded, planted, sign_in, machine, role):
    here, rows = planted
    browser, _ = sign_in(role, department=here)
    assert list(listed_below(browser, rows, role)) == []
    check_nothing_escapes(unguarded, browser, machine, rows, today_of(role, NAMES), ELSEWHERE)


@pytest.mark.parametrize("database", ["sqlite"], scope="session")
def test_each_row_in_reach_is_shown_by_its_page_and_to_programs(unguarded, planted, sign_in):
    """The table is no table of closed doors alone."""
    here, rows = planted
    browser, _ = sign_in("Archivist", department=here)
    for screen, row in rows["own department"].items():
        doors = [door for door in doors_to(unguarded, screen, row) if door.right == "can_show"]
        own = {door for door in doors if f"{screen.route_base}/" in door.address}
        own |= {door for door in doors if door.address.startswith("/api/")}
        assert own
        assert [door for door in own if row.word not in text_of(door.open(browser))] == []
