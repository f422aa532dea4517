"""Steps over REST: what a record's page offers a program does, and is refused in the same words."""

import re

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.care.care_rules import CareStatus
from app.care.visits import CareVisit
from app.contracts.models import Contract
from app.contracts.rules import ContractStage
from app.core.clock import today
from app.security.rules import RecordKind
from app.service.complaint_rules import ComplaintStatus
from app.service.complaints import Complaint, ComplaintPause
from app.workday.rules import TaskState
from app.workday.tasks import Task
from tests.contracts.factories import put_on_duty
from tests.core.writing import CASES, base, held, make_all, one, told

pytestmark = pytest.mark.clause("S4.10")
TOO_SHORT = "Give a reason of at least five characters."
EN = {"Accept-Language": "en"}


def make(browser, ids, resource, **more):
    made = browser.post(base(resource), json=told(CASES[resource], ids, **more))
    assert made.status_code == 201, made.json
    return made.json["id"]


def step(browser, resource, number, name, *, heading=EN, **body):
    return browser.post(f"{one(resource, number)}/steps/{name}", json=body, headers=heading)


def said(answer):
    return answer.status_code, answer.json.get("message")


@pytest.mark.clause("S8.三.1(4)")
def test_a_complaint_is_taken_to_its_confirmed_end(company, machine):
    browser, ids = company
    number = make(browser, ids, "complaint")
    answer = step(browser, "complaint", number, "investigate")
    assert (answer.status_code, answer.json["result"]["status"]) == (200, "investigating")
    assert {"handle", "pause", "void"} <= set(answer.json["steps"])
    assert {"investigate", "close", "resume"}.isdisjoint(answer.json["steps"])
    assert answer.headers["ETag"] == f'"{answer.json["result"]["version"]}"'
    assert said(step(browser, "complaint", number, "pause")) == (422, TOO_SHORT)
    stood = step(browser, "complaint", number, "pause", reason="等客户寄回样件")
    assert (stood.json["result"]["clock"], stood.json["result"]["due_on"]) == ("paused", None)
    assert step(browser, "complaint", number, "resume").json["result"]["clock"] == "running"
    assert step(browser, "complaint", number, "handle").status_code == 200
    assert step(browser, "complaint", number, "reply").status_code == 200
    refused = step(browser, "complaint", number, "close")
    assert refused.status_code == 422
    assert refused.json["message"] == (
        "Before the complaint is settled, say: Cause, Corrective action, "
        "Confirmed by the customer on, Confirmed how."
    )
    found = {
        "cause": "装配间隙", "corrective_action": "换货", "preventive_action": "加检",
        "confirmed_on": today().isoformat(), "confirmed_how": "phone",
        "version": browser.get(one("complaint", number)).json["result"]["version"],
    }  # fmt: skip
    assert browser.patch(one("complaint", number), json=found).status_code == 200
    assert step(browser, "complaint", number, "close").json["result"]["status"] == "closed"
    with machine() as session:
        assert held(session, Complaint, number)["status"] is ComplaintStatus.closed
        assert held(session, ComplaintPause, 1)["until_at"]
        subjects = select(func.count()).where(
            AuditEntry.subject == "complaint", AuditEntry.subject_id == number
        )
        assert session.scalar(subjects) == 8  # One entry each time that something changed.


def test_a_visit_is_made_on_a_day_and_a_skipped_one_says_why(company, machine):
    browser, ids = company
    visit, other = (make(browser, ids, "care_visit") for _ in "12")
    for wrong, word in (
        ("soon", "2025-01-31"),
        (None, "2025-01-31"),
        ([1], "read"),
        (True, "read"),
    ):
        refused = step(browser, "care_visit", visit, "finish", day=wrong)
        assert (refused.status_code, word in refused.json["errors"]["day"]) == (422, True), wrong
    done = step(browser, "care_visit", visit, "finish", day=today().isoformat())
    assert (done.status_code, done.json["result"]["done_on"]) == (200, today().isoformat())
    assert step(browser, "care_visit", other, "skip").status_code == 422
    assert step(browser, "care_visit", other, "skip", reason="客户出差未遇").status_code == 200
    with machine() as session:
        assert held(session, CareVisit, visit)["status"] is CareStatus.done
        assert held(session, CareVisit, other)["status"] is CareStatus.skipped


def test_a_task_is_accepted_and_done_by_whom_it_was_given_to(company, sign_in, machine):
    browser, ids = company
    other, who = sign_in("Staff", department=ids["here"])
    number = make(browser, ids, "task", assignee=who)
    assert step(browser, "task", number, "accept").status_code == 422  # Given by, not given to.
    assert step(other, "task", number, "accept").json["result"]["state"] == "accepted"
    assert step(other, "task", number, "finish").status_code == 422
    assert step(other, "task", number, "cancel", reason="没空去做了").status_code == 403
    done = step(other, "task", number, "finish", reason="扫描件已补齐")
    assert (done.json["result"]["outcome"], done.json["steps"]) == ("扫描件已补齐", [])
    with machine() as session:
        assert held(session, Task, number)["state"] is TaskState.done


def test_what_cannot_be_done_now_is_refused_in_one_sentence(company, machine):
    browser, ids = company
    numbers = make_all(browser, ids)
    with machine() as session:
        rows = {r: held(session, CASES[r].entity, n) for r, n in numbers.items()}
    for resource, name in (
        ("complaint", "close"), ("complaint", "resume"), ("complaint", "mark_repeat"),
        ("contract", "complete"), ("service_record", "close"), ("customer", "file"),
    ):  # fmt: skip
        answer = step(browser, resource, numbers[resource], name)
        assert answer.status_code == 422, (resource, name)
        assert not re.search("[一-鿿]", answer.json["message"])
        assert name not in browser.get(one(resource, numbers[resource])).json["steps"]
    for resource, number in numbers.items():
        answer = step(browser, resource, number, "nosuch")
        assert said(answer) == (404, "There is no step “nosuch” here."), resource
        strange = step(browser, resource, number, "void", reason="x" * 9, on="2026-01-01")
        if CASES[resource].voids:
            assert (strange.status_code, set(strange.json["errors"])) == (422, {"on"})
    with machine() as session:
        assert rows == {r: held(session, CASES[r].entity, n) for r, n in numbers.items()}


BODIES = (b"", b"{", b"[]", b"null", b"[" * 9999, b'{"reason": "\\ud800"}', b"\xff\xfe")


def test_no_body_breaks_a_step(company, machine):
    browser, ids = company
    number = make(browser, ids, "complaint")
    address = f"{one('complaint', number)}/steps/pause"
    for body in BODIES:
        answer = browser.post(address, data=body, content_type="application/json")
        assert (answer.status_code, answer.is_json) == (400, True), body[:20]
    for value in ("\0", 1e308, [], {"id": []}, True, " ", "短", 5):
        answer = browser.post(address, json={"reason": value})
        assert answer.status_code == 422, value
        assert "sql" not in answer.get_data(as_text=True).lower()
    with machine() as session:
        assert held(session, Complaint, number)["due_on"]
    assert browser.post(address, json={"reason": "等客户\0寄回样件"}).status_code == 200
    form = {"rowid": number, "reason": "重复登记\0的投诉"}
    assert browser.post("/complaints/step/void", data=form).status_code == 302
    with machine() as session:
        assert held(session, ComplaintPause, 1)["reason"] == "等客户寄回样件"
        assert held(session, Complaint, number)["void_reason"] == "重复登记的投诉"


def test_of_two_who_step_on_the_same_version_the_second_is_told(company, machine):
    browser, ids = company
    number = make(browser, ids, "contract")
    version = browser.get(one("contract", number)).json["result"]["version"]
    match = {**EN, "If-Match": f'"{version}"'}
    assert step(browser, "contract", number, "sign", heading=match).status_code == 200
    assert step(browser, "contract", number, "start", heading=match).status_code == 409
    assert step(browser, "contract", number, "start", version=version).status_code == 409
    assert step(browser, "contract", number, "start", version=9, heading=match).status_code == 422
    with machine() as session:
        assert held(session, Contract, number)["stage"] is ContractStage.signed
    assert step(browser, "contract", number, "start", version=version + 1).status_code == 200


def test_a_step_sent_twice_under_one_key_is_done_once(company, machine):
    browser, ids = company
    number = make(browser, ids, "contract")
    key = {**EN, "Idempotency-Key": "sign-7"}
    sent = [step(browser, "contract", number, "sign", heading=key) for _ in "12"]
    assert [answer.status_code for answer in sent] == [200, 200]
    assert sent[0].json == sent[1].json
    assert step(browser, "contract", number, "sign", version=1, heading=key).status_code == 422
    assert step(browser, "contract", number, "sign").status_code == 422
    gone = [
        step(browser, "contract", number, "void", reason="重复登记的", heading=key) for _ in "12"
    ]
    assert [(answer.status_code, answer.json) for answer in gone] == [(200, {"id": number})] * 2
    assert step(browser, "contract", number, "void", reason="重复登记的").status_code == 404
    with machine() as session:
        assert held(session, Contract, number)["voided_at"]


@pytest.mark.clause("S1.5(2)", "S6.五.2")
def test_a_step_is_refused_without_the_right_the_duty_or_the_sight(company, sign_in, machine):
    browser, ids = company
    number = make(browser, ids, "contract")
    other, _ = sign_in("Archivist", department=ids["there"])
    leader, _ = sign_in("Leader")
    assert step(other, "contract", number, "sign").status_code == 404
    assert step(leader, "contract", number, "sign").status_code == 403
    assert leader.get(one("contract", number)).json["steps"] == []
    assert leader.get(base("contract") + "_info").json["steps"] == []
    with machine():
        put_on_duty(type("There", (), {"id": ids["there"]}), [RecordKind.contract])
    refused = step(browser, "contract", number, "sign")
    assert refused.status_code == 403
    assert refused.json["message"].endswith("are entered by another department.")
    assert browser.get(one("contract", number)).json["steps"] == []
    with machine() as session:
        assert held(session, Contract, number)["stage"] is ContractStage.drafted


def test_a_step_says_what_it_asks_for_before_it_is_done(company):
    browser, _ = company
    steps = {s["name"]: s for s in browser.get(base("care_visit") + "_info").json["steps"]}
    asked = {name: [field["name"] for field in step["fields"]] for name, step in steps.items()}
    assert asked == {"finish": ["day"], "ask_gift": ["reason"], "skip": ["reason"],
                     "void": ["reason"]}  # fmt: skip
    assert steps["finish"]["fields"][0]["format"] == "date"
    paths = browser.get("/api/v1/_openapi").json["paths"]
    told_of = paths["/api/v1/care_visit/{pk}/steps/finish"]["post"]["requestBody"]
    schema = told_of["content"]["application/json"]["schema"]["properties"]
    assert set(schema) == {"day", "version"}
