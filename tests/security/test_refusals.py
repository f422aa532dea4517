"""What somebody was refused is told in the trail, and nobody can flood it."""

import json

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.security import refusals
from tests.factories import make_customer, make_department

BAD = {"Authorization": "Bearer ey.no.token"}


@pytest.fixture
def foreign(machine):
    """A department, and a customer beyond its reach."""
    with machine():
        here, there = make_department(), make_department()
        return here.id, make_customer("远方重工有限公司", department_id=there.id).id


def told(machine):
    with machine() as session:
        asked = select(AuditEntry).where(AuditEntry.event == "refused").order_by(AuditEntry.id)
        return [
            (entry.user_id, entry.ip, json.loads(entry.detail)) for entry in session.scalars(asked)
        ]


@pytest.mark.parametrize(
    "address", ["/customers/show/{}", "/customers/edit/{}", "/api/v1/customer/{}"]
)
def test_a_record_out_of_reach_is_a_refusal(foreign, sign_in, machine, address):
    department, pk = foreign
    browser, reader = sign_in("Archivist", department=department)
    assert browser.get(address.format(pk)).status_code == 404
    ((who, ip, detail),) = told(machine)
    assert (who, ip, detail["code"]) == (reader, "127.0.0.1", 404)
    assert detail["path"] == address.format(pk)


def test_a_page_that_never_was_is_none(sign_in, machine):
    browser, _ = sign_in("Archivist")
    assert browser.get("/no/such/page").status_code == 404
    assert told(machine) == []


@pytest.mark.parametrize("address", ["/api/v1/customer/", "/api/v1/customer/1"])
def test_a_false_token_is_a_refusal_of_an_address_and_is_not_kept(app, machine, address):
    assert app.test_client().get(address, headers=BAD).status_code == 401
    ((who, ip, detail),) = told(machine)
    assert (who, ip) == (None, "127.0.0.1")
    assert detail == {"path": address, "method": "GET", "code": 401}


def test_no_token_at_all_is_a_question_for_one(app, machine):
    assert app.test_client().get("/api/v1/customer/").status_code == 401
    assert told(machine) == []


def test_a_scanner_fills_no_trail(foreign, sign_in, app, machine, monkeypatch):
    monkeypatch.setattr(refusals, "MOST", 3)
    department, pk = foreign
    browser, reader = sign_in("Archivist", department=department)
    for _ in range(5):
        assert browser.get(f"/customers/show/{pk}").status_code == 404
        assert app.test_client().get("/api/v1/customer/", headers=BAD).status_code == 401
    found = told(machine)
    assert [who for who, _, _ in found].count(reader) == 3
    assert [who for who, _, _ in found].count(None) == 3
    assert [detail.get("more") for who, _, detail in found if who == reader] == [None, None, True]
