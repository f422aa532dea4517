"""Surveys, care, events, interactions and entitlements over every door: door × place × role."""

import re

import pytest

from app.care.views.events import ParticipationView
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn
from tests.security.care import HIDDEN_SCORE, NAMES, SEEN_SCORE, plant
from tests.security.leaks import readers_today, text_of
from tests.security.planted import (
    ELSEWHERE,
    PLACES,
    Door,
    betrayed,
    check_nothing_escapes,
    doors_to,
    is_seen,
    plant_all,
    today_of,
)

ROLES = [("Archivist", "sqlite"), ("Leader", "postgresql"), ("Staff", "sqlite")]
BESIDE = (*ELSEWHERE, Door("GET", "/satisfaction/"), Door("GET", "/participations/of/1"))


@pytest.fixture
def planted(machine):
    with machine() as session:
        return plant_all(session, plant, NAMES)


@pytest.mark.parametrize(("role", "database"), in_turn(readers_today(), DATABASES), scope="session")
@pytest.mark.clause("S4.10", "S6.五.2", "S1.7(2)")
def test_no_door_shows_or_changes_care_out_of_reach(unguarded, planted, sign_in, machine, role):
    here, rows = planted
    browser, _ = sign_in(role, department=here)
    check_nothing_escapes(unguarded, browser, machine, rows, today_of(role, NAMES), BESIDE)


@pytest.mark.parametrize(("role", "database"), ROLES, scope="session")
def test_counts_and_lines_without_a_name_tell_of_nobody_out_of_reach(
    unguarded, planted, sign_in, role
):
    here, rows = planted
    browser, _ = sign_in(role, department=here)
    seen = [rows[place][ParticipationView] for place in PLACES if is_seen(role, place)]
    base = "/api/v1/participation/"
    for query in ("?size=200", "?event_id=1", "?sort=-id"):
        assert set(browser.get(base + query).json["ids"]) == {row.id for row in seen}
    for place in PLACES[1:4]:
        if not is_seen(role, place):
            narrowed = f"{base}?customer_id={rows[place][ParticipationView].customer}"
            assert browser.get(narrowed).json["count"] == 0
    invited = browser.get("/participations/of/1").get_data(as_text=True)
    shown = re.findall(r"/participations/show/(\d+)", invited)
    assert {int(number) for number in shown} == {row.id for row in seen}
    assert [row for row in seen if row.word not in invited] == []
    figures = browser.get("/satisfaction/").get_data(as_text=True)
    assert (SEEN_SCORE in figures, HIDDEN_SCORE in figures) == (bool(seen), False)


@pytest.mark.parametrize("database", ["sqlite"], scope="session")
def test_each_row_in_reach_is_shown_and_what_was_taken_back_is_on_no_sheet(
    unguarded, planted, sign_in
):
    """The table is no table of closed doors alone."""
    here, rows = planted
    browser, _ = sign_in("Archivist", department=here)
    for screen, row in rows["own department"].items():
        doors = [door for door in doors_to(unguarded, screen, row) if door.right == "can_show"]
        own = {d for d in doors if d.address.startswith((f"{screen.route_base}/", "/api/"))}
        assert len(own) == 2
        assert [door for door in own if row.word not in text_of(door.open(browser))] == []
    sheet = browser.get(f"/sheets/filled/{row.customer}").get_data(as_text=True)
    assert "PLANT-survey-A" in sheet
    assert betrayed(sheet, [row.word for row in rows["voided"].values()]) == []
