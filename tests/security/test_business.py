"""Contracts, money, service and follow-ups over every door: door × place × role."""

import pytest
from sqlalchemy import select

from app.security.roles import ROLES
from app.security.rules import Reach
from tests.security.business import (
    ELSEWHERE,
    NAMES,
    PLACES,
    doors_to,
    lists_at,
    lists_of,
    plant_all,
)
from tests.security.leaks import text_of

SECRETS = ("远方重工", "机密二号", "作废三号")


def is_seen(role, place):
    """Whether someone cleared for Internal sees what is kept at a customer in this place."""
    reach = ROLES[role].reach
    if place not in PLACES[:2] or reach is Reach.own:
        return False
    return reach is Reach.company or place == "own department"


@pytest.fixture
def planted(machine):
    with machine() as session:
        return plant_all(session)


def held(machine, hidden):
    """The hidden rows and their lines as the tables hold them."""
    with machine() as session:
        found = {}
        for screen, row in hidden:
            ids = {screen: row.id, **row.lines}
            for kind, number in ids.items():
                table = kind.plan.entity.__table__
                asked = select(table).where(table.c.id == number)
                found[kind, number] = session.execute(asked).all()
        return found


def betrayed(text, words):
    return [word for word in words if word in text]


def pointed(app, browser, hidden, words):
    """The doors that opened although they name a row out of reach."""
    for screen, row in hidden:
        for door in doors_to(app, screen, row):
            answer = door.open(browser)
            leaked = betrayed(text_of(answer), words)
            if leaked or answer.status_code not in {403, 404}:
                yield door, answer.status_code, leaked


def listed(browser, planted, role, words):
    """The doors that ask for many, where they showed too much or not what they should."""
    for screen in NAMES:
        rights = ROLES[role].screens.get(screen.class_permission_name, ())
        rows = [(is_seen(role, place), planted[place][screen]) for place in PLACES]
        doors = [(door, rows) for door in lists_of(screen)]
        doors += [(d, [pair]) for pair in rows for d in lists_at(screen, pair[1].customer)]
        for door, about in doors:
            text = text_of(door.open(browser))
            due = [row.word for seen, row in about if seen and door.right in rights]
            missing = [word for word in due if word not in text]
            if missing or betrayed(text, words):
                yield door, missing, betrayed(text, words)


@pytest.mark.parametrize(
    ("role", "database"),
    [("Archivist", "sqlite"), ("Leader", "postgresql"), ("Staff", "sqlite")],
    scope="session",
)
@pytest.mark.clause("S4.10", "S6.五.2", "S1.7(2)")
def test_no_door_shows_or_changes_business_out_of_reach(unguarded, planted, sign_in, machine, role):
    here, rows = planted
    browser, _ = sign_in(role, department=here)
    unseen = [place for place in PLACES if not is_seen(role, place)]
    hidden = [(screen, row) for place in unseen for screen, row in rows[place].items()]
    words = [row.word for _, row in hidden]
    words += [name for name, place in zip(SECRETS, PLACES[1:4], strict=True) if place in unseen]
    before = held(machine, hidden)
    assert list(pointed(unguarded, browser, hidden, words)) == []
    assert list(listed(browser, rows, role, words)) == []
    assert [d for d in ELSEWHERE if betrayed(text_of(d.open(browser)), words)] == []
    assert held(machine, hidden) == before


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
