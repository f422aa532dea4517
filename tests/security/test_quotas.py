"""So much a day for each person, also when they ask twice at once; the watch is told once."""

import json
from functools import partial

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from tests.endurance.test_races import at_once
from tests.factories import make_customer, make_person

pytestmark = pytest.mark.usefixtures("unguarded")


@pytest.fixture
def person(machine):
    with machine():
        return make_person("赵六", mobile="13912345678").id


@pytest.fixture
def two(app, sign_in):
    """Two browsers of one person."""
    first, number = sign_in("ChiefArchivist")
    second = app.test_client()
    with second.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(number), True
    return first, second


def reveal(person, browser):
    told = {"field": "mobile", "purpose": "contact", "reason": "回访客户需求"}
    return browser.post(f"/customers/reveal/{person}", data=told).status_code


def take(browser):
    answer = browser.post("/customers/export/csv")
    answer.get_data()  # To its end: so long the file is on its way.
    return answer.status_code


def count(machine, event):
    with machine() as session:
        return session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.event == event))


def test_of_two_looks_at_once_only_one_takes_the_last_place(two, machine, person, monkeypatch):
    monkeypatch.setattr("app.security.reveal.REVEALS_A_DAY", 3)
    assert [reveal(person, two[0]) for _ in range(2)] == [200, 200]
    assert sorted(at_once(partial(reveal, person), two)) == [200, 429]
    assert count(machine, "reveal") == 3


def test_the_watch_is_told_once_though_the_mark_was_passed_unseen(
    two, machine, person, monkeypatch
):
    for _ in range(3):
        reveal(person, two[0])
    assert count(machine, "reveal alert") == 0
    monkeypatch.setattr("app.security.reveal.REVEALS_A_DAY", 3)  # Its mark, 2, lies behind.
    monkeypatch.setattr("app.security.reveal.ALERT_AT", 0.5)
    assert reveal(person, two[0]) == 429
    monkeypatch.setattr("app.security.reveal.REVEALS_A_DAY", 6)
    assert [reveal(person, two[0]) for _ in range(3)] == [200] * 3
    with machine() as session:
        asked = select(AuditEntry.detail).where(AuditEntry.event == "reveal alert")
        assert [json.loads(one) for one in session.scalars(asked)] == [{"seen": 4}]


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_day_holds_only_so_many_files(app, two, sign_in, machine, monkeypatch, locale):
    with machine():
        make_customer()
    monkeypatch.setitem(app.config, "EXPORTS_A_DAY", 2)
    two[0].post(f"/language/{locale}")
    assert [take(browser) for browser in (two[0], two[1], two[0])] == [200, 200, 302]
    page = two[0].get("/customers/list/").get_data(as_text=True)
    told = {"zh": "您今日已导出 2 个文件，达到上限", "en": "You have exported 2 files today"}
    assert told[locale] in page
    assert take(sign_in("ChiefArchivist")[0]) == 200
    assert count(machine, "export") == 3


def test_of_two_files_at_once_only_one_takes_the_last_place(app, two, machine, monkeypatch):
    with machine():
        make_customer()
    monkeypatch.setitem(app.config, "EXPORTS_A_DAY", 1)
    assert sorted(at_once(take, two)) == [200, 302]
    assert count(machine, "export") == 1
