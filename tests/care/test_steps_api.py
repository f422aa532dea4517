"""The steps of care over REST, and questionnaires from a draft to their first day."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.approvals.models import ApprovalRequest
from app.approvals.rules import RequestStatus
from app.care.care_rules import CareStatus
from app.care.events import Participation
from app.care.questionnaires import Question, Questionnaire
from app.care.survey_rules import SurveyStatus
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.core.clock import today
from tests.care.writing import count
from tests.core.writing import base, held, one

pytestmark = pytest.mark.clause("S1.5(2)", "S4.10")
EN = {"Accept-Language": "en"}
DAY = today().isoformat()


def step(browser, resource, number, name, **body):
    return browser.post(f"{one(resource, number)}/steps/{name}", json=body, headers=EN)


def make(browser, resource, **told):
    made = browser.post(base(resource), json=told)
    assert made.status_code == 201, made.json
    return made.json["id"]


def test_a_dear_gift_is_asked_for_decided_by_another_and_given(company, sign_in, machine):
    browser, ids = company
    gift = {"gift": "茶叶礼盒", "gift_value": "260"}
    visit = make(browser, "care_visit", customer=ids["mine"], **gift)
    early = step(browser, "care_visit", visit, "finish", day=DAY)
    assert (early.status_code, "approv" in early.json["message"]) == (422, True)
    assert step(browser, "care_visit", visit, "ask_gift").status_code == 422
    asked = step(browser, "care_visit", visit, "ask_gift", reason="合作二十周年")
    assert asked.json["result"]["gift_state"] == "asked"
    assert "ask_gift" not in asked.json["steps"]
    number = asked.json["result"]["gift_request"]["id"]
    for name in ("approve", "refuse"):
        own = step(browser, "approval_request", number, name, **(
            {"reason": "不合规矩的"} if name == "refuse" else {}))  # fmt: skip
        assert own.status_code in {403, 422}
    stranger, _ = sign_in("DepartmentHead", department=ids["there"])
    assert step(stranger, "approval_request", number, "approve").status_code == 404
    head, _ = sign_in("DepartmentHead", department=ids["here"])
    assert step(head, "approval_request", number, "approve").status_code == 200
    done = step(browser, "care_visit", visit, "finish", day=DAY)
    assert (done.status_code, done.json["result"]["gift_state"]) == (200, "approved")
    with machine() as session:
        assert held(session, ApprovalRequest, number)["status"] is RequestStatus.approved
        assert held(session, CareVisit, visit)["status"] is CareStatus.done


def test_a_visit_is_not_done_in_the_future_nor_twice(company, machine):
    browser, ids = company
    visit = make(browser, "care_visit", customer=ids["mine"])
    late = (today() + timedelta(2)).isoformat()
    assert step(browser, "care_visit", visit, "finish", day=late).status_code == 422
    assert step(browser, "care_visit", visit, "finish").json["errors"].keys() == {"day"}
    with machine() as session:
        before = held(session, CareVisit, visit)
        assert before["status"] is CareStatus.planned
    assert step(browser, "care_visit", visit, "finish", day=DAY).status_code == 200
    for name, body in (("finish", {"day": DAY}), ("skip", {"reason": "客户出差未遇"})):
        again = step(browser, "care_visit", visit, name, **body)
        assert (again.status_code, "errors" in again.json) == (422, False), name


def test_an_invitation_is_answered_and_a_survey_declined(company, machine):
    browser, ids = company
    invited = make(browser, "participation", customer=ids["mine"], event=ids["event"])
    came = step(browser, "participation", invited, "come")
    assert (came.status_code, came.json["result"]["response"]) == (200, "came")
    assert step(browser, "participation", invited, "decline").status_code == 422
    survey = make(browser, "survey", customer=ids["mine"])
    declined = step(browser, "survey", survey, "decline")
    assert (declined.json["result"]["status"], declined.json["steps"]) == ("declined", ["void"])
    with machine() as session:
        assert held(session, Participation, invited)["response"].name == "came"
        assert held(session, Survey, survey)["status"] is SurveyStatus.declined


@pytest.mark.parametrize("resource", ["care_visit", "survey", "participation"])
def test_care_out_of_sight_is_not_there(company, sign_in, machine, resource):
    browser, ids = company
    event = {"event": ids["event"]} if resource == "participation" else {}
    number = make(browser, resource, customer=ids["mine"], **event)
    other, _ = sign_in("Archivist", department=ids["there"])
    leader, _ = sign_in("Leader")
    for name in [s["name"] for s in browser.get(base(resource) + "_info").json["steps"]]:
        assert step(other, resource, number, name, reason="与我们无关").status_code == 404
        assert step(leader, resource, number, name, reason="与我们无关").status_code == 403
    assert browser.get(one(resource, number)).json["result"]["version"] == 1


# ── questionnaires ───────────────────────────────────────────────
def test_a_questionnaire_is_copied_edited_and_put_in_force(company, sign_in, machine):
    archivist, _ = company
    admin, _ = sign_in("SystemAdmin")
    with machine() as session:
        old = session.scalars(select(Questionnaire).order_by(Questionnaire.id)).first().id
        asked = session.scalar(select(func.count()).where(Question.questionnaire_id == old))
    held_in = {"questionnaire": old, "form": "level", "text_zh": "交货", "text_en": "Delivery",
               "dimension": "overall", "place": 9}  # fmt: skip
    refused = admin.post(base("question"), json=held_in, headers=EN)
    assert (refused.status_code, "not edited" in refused.json["message"]) == (422, True)
    before = count(machine, Questionnaire)
    assert step(archivist, "questionnaire", old, "copy").status_code == 403
    assert step(admin, "questionnaire", old, "copy").status_code == 200
    assert count(machine, Questionnaire) == before + 1
    draft = admin.get(base("questionnaire")).json["ids"][0]
    assert admin.get(one("questionnaire", draft)).json["steps"] == ["copy", "decide"]
    made = admin.post(base("question"), json=held_in | {"questionnaire": draft})
    assert made.status_code == 201, made.json
    listed = admin.get(base("question") + f"?questionnaire_id={draft}&size=200").json
    assert listed["count"] == asked + 1
    yesterday = (today() - timedelta(1)).isoformat()
    assert step(admin, "questionnaire", draft, "decide", day=yesterday).status_code == 422
    assert step(admin, "questionnaire", draft, "decide", day=DAY).status_code == 200
    late = step(admin, "question", made.json["id"], "remove")
    assert (late.status_code, "not edited" in late.json["message"]) == (422, True)
    assert count(machine, Question) >= asked * 2 + 1
