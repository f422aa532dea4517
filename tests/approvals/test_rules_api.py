"""Delegations, rules and wishes over REST: by the rules of their screens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.asks import AccessAsk
from app.approvals.delegations import Delegation
from app.approvals.models import ApprovalRequest, ApprovalRule
from app.approvals.rules import RequestStatus
from app.core.clock import today
from tests.approvals.programs import EN, decide, status, step
from tests.core.writing import base, held, one

pytestmark = pytest.mark.clause("S7.5.1", "S4.10")
REQUESTS = base("approval_request")


def delegate(browser, to, first=0, last=7, **more):
    days = {"from_on": today() + timedelta(first), "to_on": today() + timedelta(last)}
    days = {name: day.isoformat() for name, day in days.items()}
    return browser.post(
        base("delegation"), json={"to_person": to, "reason": "on leave", **days, **more}, headers=EN
    )


def test_a_delegate_decides_until_the_giver_ends_it(house, asked, browse, machine):
    head, clerk = browse("head"), browse("clerk")
    made = delegate(head, house["clerk"])
    assert (made.status_code, made.json["steps"]) == (201, ["end"])
    number = made.json["id"]
    assert clerk.get(REQUESTS + "?tab=waiting").json["ids"] == [asked]
    assert clerk.get(one("delegation", number)).json["steps"] == []
    refused = step(clerk, "delegation", number, "end")
    assert refused.json["message"] == "Only whoever delegated ends it early."
    assert browse("other").get(one("delegation", number)).status_code == 404
    assert step(head, "delegation", number, "end").status_code == 200
    assert decide(clerk, asked).status_code == 404
    assert status(machine, asked) is RequestStatus.pending


@pytest.mark.parametrize(("to", "first", "last"), [("head", 0, 7), ("clerk", -1, 7),
                                                   ("clerk", 3, 1), ("clerk", 0, 500)])  # fmt: skip
def test_a_delegation_without_sense_is_not_kept(house, browse, machine, to, first, last):
    assert delegate(browse("head"), house[to], first, last).status_code == 422
    with machine() as session:
        assert session.scalars(select(Delegation)).all() == []


def test_an_administrator_lays_down_who_decides(unguarded, sign_in, machine):
    admin, _ = sign_in("SystemAdmin")
    rule = {"kind": "contract", "place": 1, "role": "Leader", "needed": 1}
    made = admin.post(base("approval_rule"), json=rule)
    assert made.status_code == 201
    assert admin.post(base("approval_rule"), json=rule).status_code == 422
    assert (
        admin.post(base("approval_rule"), json={**rule, "place": 2, "role": ""}).status_code == 422
    )
    number = made.json["id"]
    for needed in (0, 10, "", None, "\0", "x"):
        more = {**rule, "place": 2, "needed": needed}
        assert admin.post(base("approval_rule"), json=more).status_code == 422, needed
    change = {"needed": 0, "version": made.json["result"]["version"]}
    assert admin.patch(one("approval_rule", number), json=change).status_code == 422
    gone = step(admin, "approval_rule", number, "remove")
    assert (gone.status_code, gone.json) == (200, {"id": number})
    last = step(admin, "approval_rule", 1, "remove")
    assert (last.status_code, last.json["message"].startswith("No approval rule")) == (422, True)
    with machine() as session:
        assert held(session, ApprovalRule, 1)


def test_a_wish_to_see_a_customer_is_answered_alike_whether_there_is_one(house, browse, machine):
    asker, day = browse("asker"), (today() + timedelta(7)).isoformat()
    wish = {"last_day": day, "reason": "joint visit"}
    told = [asker.post(base("access_ask"), json={"told": number, **wish}).json
            for number in (house["number"], "KH202699999X")]  # fmt: skip
    for answer in told:
        assert answer["steps"] == ["withdraw"]
        answer["id"] = answer["result"]["id"] = answer["result"]["told"] = None
        answer["result"]["asked_at"] = None
    assert told[0] == told[1]
    assert browse("head").get(base("access_ask")).json["count"] == 0
    assert step(asker, "access_ask", 1, "withdraw").status_code == 200
    assert step(asker, "access_ask", 1, "withdraw").status_code == 422
    with machine() as session:
        assert session.scalar(select(ApprovalRequest.status)) is RequestStatus.recalled
        assert held(session, AccessAsk, 1)["withdrawn_at"]
