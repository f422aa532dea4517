"""Care over REST: a program is refused what a form is, in the same sentence, and nothing is kept.

What all resources share (create, change, versions, strangers' fields, duties) is proved for these
too in ``tests/core/test_api_writing.py``.
"""

from datetime import timedelta

import pytest

from app.care.events import CustomerEvent, Participation
from app.care.gift_limits import GiftLimit
from app.care.plans import CarePlan
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.core.clock import today
from app.security.rules import RecordKind
from app.service.models import ServiceRecord
from tests.care.factories import leave_alone
from tests.care.writing import count, customer
from tests.contracts.factories import put_on_duty
from tests.core.writing import PLACES, base, held, one
from tests.factories import make_contact

pytestmark = pytest.mark.clause("S1.5(2)", "S4.10")
EN = {"Accept-Language": "en"}
DAY = today().isoformat()
LEFT_ALONE = "must not be contacted by"


#: resource → (its table, what makes one); each is an outreach.
OUTREACH = {
    "survey": (Survey, {}),
    "care_plan": (CarePlan, {"kind": "birthday", "recurs_on": "05-20"}),
    "care_visit": (CareVisit, {}),
    "participation": (Participation, {"event": "{event}"}),
    "service_record": (ServiceRecord,
                       {"kind": "return_visit", "happened_on": DAY, "content": "回访"}),
}  # fmt: skip


def told(resource, ids, place="mine", **more):
    _, new = OUTREACH[resource]
    named = {name: ids["event"] if name == "event" else value for name, value in new.items()}
    return {"customer": ids[place], **named, **more}


@pytest.mark.clause("S8.五.2(3)")
@pytest.mark.parametrize("resource", OUTREACH)
def test_whoever_wants_to_be_left_alone_is_left_alone_by_programs_too(company, machine, resource):
    browser, ids = company
    with machine():
        leave_alone(customer(ids))
        quiet = make_contact(customer(ids), do_not_contact=True).id
    entity, _ = OUTREACH[resource]
    for more in ({}, {"contact": quiet}):
        answer = browser.post(base(resource), json=told(resource, ids, **more), headers=EN)
        assert answer.status_code == 422
        assert LEFT_ALONE in answer.json["errors"]["channel"]
    assert count(machine, entity) == 0


@pytest.mark.clause("S8.五.2(3)")
def test_a_plan_is_not_moved_to_somebody_who_wants_to_be_left_alone(company, machine):
    browser, ids = company
    made = browser.post(base("care_visit"), json=told("care_visit", ids)).json["result"]
    with machine() as session:
        quiet = make_contact(customer(ids), do_not_contact=True).id
        before = held(session, CareVisit, made["id"])
    change = {"contact": quiet, "version": made["version"]}
    answer = browser.patch(one("care_visit", made["id"]), json=change, headers=EN)
    assert (answer.status_code, LEFT_ALONE in answer.json["errors"]["channel"]) == (422, True)
    with machine() as session:
        assert held(session, CareVisit, made["id"]) == before


@pytest.mark.parametrize("resource", [*OUTREACH, "customer_event"])
def test_the_same_request_sent_twice_makes_one_record(company, machine, resource):
    browser, ids = company
    if resource == "customer_event":
        entity, body = CustomerEvent, {"name": "客户答谢会", "from_on": DAY}
    else:
        entity, body = OUTREACH[resource][0], told(resource, ids)
    before = count(machine, entity)
    key = {"Idempotency-Key": f"{resource}-7"}
    sent = [browser.post(base(resource), json=body, headers=key) for _ in range(2)]
    assert {answer.status_code for answer in sent} == {201}
    assert len({answer.json["id"] for answer in sent}) == 1
    assert count(machine, entity) == before + 1


# ── events and who is invited ────────────────────────────────────
def test_one_is_invited_to_an_event_once_and_taken_back_with_a_reason(company, machine):
    browser, ids = company
    body = told("participation", ids, remark="请带样品")
    made = browser.post(base("participation"), json=body)
    assert made.status_code == 201, made.json
    assert made.json["result"]["event"] == {"id": ids["event"], "label": "新品发布会"}
    again = browser.post(base("participation"), json=body, headers=EN)
    assert (again.status_code, "already invited" in again.json["message"]) == (422, True)
    address = one("participation", made.json["id"])
    assert browser.patch(address, json={"remark": "x", "version": 1}).status_code == 405
    assert browser.post(address + "/void", json={}).status_code == 422
    assert browser.post(address + "/void", json={"reason": "not wanted"}).status_code == 200
    assert browser.post(base("participation"), json=body).status_code == 201
    assert browser.get(base("participation")).json["count"] == count(machine, Participation) == 1


def test_an_invitation_names_an_event_and_a_customer_in_sight(company, machine):
    browser, ids = company
    for wrong in ({"event": 99}, {"event": "x"}, {"event": None}):
        answer = browser.post(base("participation"), json=told("participation", ids) | wrong)
        assert (answer.status_code, set(answer.json["errors"])) == (422, {"event"}), wrong
    nameless = {"customer": ids["mine"]}
    assert set(browser.post(base("participation"), json=nameless).json["errors"]) == {"event"}
    for place in PLACES[1:]:
        answer = browser.post(base("participation"), json=told("participation", ids, place))
        assert (answer.status_code, set(answer.json["errors"])) == (422, {"customer"})
    late = {"invited_on": (today() + timedelta(days=3)).isoformat()}
    answer = browser.post(base("participation"), json=told("participation", ids, **late))
    assert answer.status_code == 422
    assert count(machine, Participation) == 0


def test_an_invitation_out_of_sight_is_not_there(company, sign_in, machine):
    browser, ids = company
    number = browser.post(base("participation"), json=told("participation", ids)).json["id"]
    other, _ = sign_in("Archivist", department=ids["there"])
    address = one("participation", number)
    assert other.get(address).status_code == 404
    assert other.post(address + "/void", json={"reason": "not wanted"}).status_code == 404
    assert other.get(base("participation")).json["ids"] == []
    with machine() as session:
        assert held(session, Participation, number)["voided_at"] is None


def test_an_event_is_entered_and_changed_by_whom_care_is_the_duty_of(company, sign_in, machine):
    browser, ids = company
    late = {"name": "客户答谢会", "from_on": DAY, "to_on": "2020-01-01"}
    answer = browser.post(base("customer_event"), json=late, headers=EN)
    assert (answer.status_code, answer.json["message"]) == (
        422, "The last day lies before the first.",
    )  # fmt: skip
    del late["to_on"]
    made = browser.post(base("customer_event"), json=late).json["result"]
    address = one("customer_event", made["id"])
    change = {"place": "深圳", "version": made["version"]}
    assert browser.patch(address, json=change).json["result"]["place"] == "深圳"
    assert browser.patch(address, json=change).status_code == 409
    assert browser.post(address + "/void", json={"reason": "not wanted"}).status_code == 404
    with machine():
        put_on_duty(type("There", (), {"id": ids["there"]}), [RecordKind.care])
    for send, where in ((browser.post, base("customer_event")), (browser.patch, address)):
        refused = send(where, json={"version": 2, **late}, headers=EN)
        assert refused.status_code == 403
        assert refused.json["message"].endswith("are entered by another department.")


# ── the limit of gifts ───────────────────────────────────────────
def test_a_gift_limit_is_added_for_coming_days_by_administrators(company, sign_in, machine):
    archivist, _ = company
    admin, _ = sign_in("SystemAdmin")
    before = count(machine, GiftLimit)
    body, key = {"amount": "150.00"}, {"Idempotency-Key": "limit-7"}
    assert archivist.post(base("gift_limit"), json=body).status_code == 403
    early = admin.post(base("gift_limit"), json={**body, "from_on": "2020-01-01"}, headers=EN)
    assert (early.status_code, early.json["message"]) == (
        422, "A new limit begins today or later.",
    )  # fmt: skip
    sent = [admin.post(base("gift_limit"), json=body, headers=key) for _ in range(2)]
    assert {(a.status_code, a.json["id"]) for a in sent} == {(201, sent[0].json["id"])}
    assert set(admin.post(base("gift_limit"), json=body).json["errors"]) == {"from_on"}
    address = one("gift_limit", sent[0].json["id"])
    assert admin.get(address).json["result"]["amount"] == "150.00"
    assert admin.patch(address, json={"amount": "1", "version": 1}).status_code == 405
    assert admin.post(address + "/void", json={"reason": "not wanted"}).status_code == 404
    assert count(machine, GiftLimit) == before + 1


def test_a_dear_gift_is_measured_by_the_days_limit(company):
    """Approval is asked for on the page; a program learns that it is needed."""
    browser, ids = company
    body = told("care_visit", ids, gift="茶叶礼盒", gift_value="260")
    result = browser.post(base("care_visit"), json=body).json["result"]
    assert (result["gift_limit"], result["gift_state"]) == ("200.00", "needed")
    half = told("care_visit", ids, gift="茶叶礼盒")
    assert browser.post(base("care_visit"), json=half).status_code == 422
