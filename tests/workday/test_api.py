"""What hangs on a follow-up, templates and stages over REST, as far as their tabs show them."""

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.customers.models import Customer
from app.customers.rules import TimeStatus
from app.workday.comments import Comment, Mention
from app.workday.files import FollowUpFile
from app.workday.models import FollowUpTemplate
from tests.core.writing import base, held, one, settle_company
from tests.factories import make_user
from tests.workday.test_follow_up_files import sent

pytestmark = pytest.mark.clause("S5.3.2.3", "S4.10")
EN = {"Accept-Language": "en"}


@pytest.fixture
def company(unguarded, machine, sign_in):
    """(an archivist's browser, ids of a customer in each place)."""
    with machine() as session:
        ids = settle_company(session)
    browser, ids["me"] = sign_in("Archivist", department=ids["here"])
    return browser, ids


def talk(browser, ids):
    told = {"customer": ids["mine"], "what": "谈了供货"}
    made = browser.post(base("follow_up"), json=told)
    assert made.status_code == 201, made.json
    return made.json["id"]


def step(browser, resource, number, name, **body):
    return browser.post(f"{one(resource, number)}/steps/{name}", json=body, headers=EN)


def test_a_comment_calls_a_colleague_who_takes_note_of_it(company, sign_in, machine):
    browser, ids = company
    with machine():
        called = make_user("Archivist", ids["here"], username="lilei").id
    spoken = talk(browser, ids)
    body, key = {"follow_up": spoken, "text": "@lilei 请跟进报价"}, {"Idempotency-Key": "c-1"}
    sent_twice = [browser.post(base("comment"), json=body, headers=key) for _ in "12"]
    assert [answer.status_code for answer in sent_twice] == [201, 201]
    number = sent_twice[0].json["id"]
    assert browser.get(base("comment") + f"?follow_up_id={spoken}").json["ids"] == [number]
    assert browser.get(base("comment") + f"?follow_up_id={spoken + 1}").json["ids"] == []
    assert sent_twice[0].json["steps"] == ["void"]
    refused = step(browser, "comment", number, "note")
    assert refused.json["message"] == "“Read” cannot be done to this record now."
    reader = browser.application.test_client()
    with reader.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(called), True
    assert "note" in reader.get(one("comment", number)).json["steps"]
    assert "note" not in step(reader, "comment", number, "note").json["steps"]
    assert step(reader, "comment", number, "void", reason="不是我写的").status_code == 422
    with machine() as session:
        assert session.scalars(select(Mention.noted_at)).one()
        assert held(session, Comment, number)["voided_at"] is None
    assert step(browser, "comment", number, "void", reason="写错了地方").status_code == 200
    assert browser.get(one("comment", number)).status_code == 404


def test_a_comment_names_a_follow_up_in_sight_and_a_colleague_who_sees_it(company, sign_in):
    browser, ids = company
    spoken = talk(browser, ids)
    told = {"follow_up": spoken, "text": "看过"}
    number = browser.post(base("comment"), json=told).json["id"]
    other, _ = sign_in("Archivist", department=ids["there"])
    for body in (told, {**told, "follow_up": 99}, {"text": "看过"}):
        answer = other.post(base("comment"), json=body)
        assert (answer.status_code, set(answer.json["errors"])) == (422, {"follow_up"})
    assert other.get(base("comment")).json["ids"] == []
    assert other.get(one("comment", number)).status_code == 404
    assert step(other, "comment", number, "void", reason="不是我写的").status_code == 404
    stranger = browser.post(base("comment"), json={**told, "text": "@nobody 看看"}, headers=EN)
    assert stranger.status_code == 422
    assert browser.get(base("comment")).json["count"] == 1


def test_a_program_reads_what_a_file_is_and_sends_none(company, sign_in, machine):
    browser, ids = company
    spoken = talk(browser, ids)
    form = sent("报价单.pdf")
    answer = browser.post(f"/follow-up-files/add?for={spoken}", data=form)
    assert answer.status_code == 302
    (row,) = browser.get(base("follow_up_file") + f"?follow_up_id={spoken}").json["result"]
    assert row["file_name"] == "报价单.pdf"
    assert len(browser.get(one("follow_up_file", row["id"])).json["result"]["sha256"]) == 64
    assert browser.post(base("follow_up_file"), json={"follow_up": spoken}).status_code == 405
    other, _ = sign_in("Archivist", department=ids["there"])
    assert other.get(base("follow_up_file")).json["ids"] == []
    assert other.get(one("follow_up_file", row["id"])).status_code == 404
    gone = step(browser, "follow_up_file", row["id"], "void", reason="传错了文件")
    assert gone.json == {"id": row["id"]}
    with machine() as session:
        assert held(session, FollowUpFile, row["id"])["voided_at"]


def test_a_changed_relation_is_a_stage_more(company, sign_in):
    browser, ids = company
    number = ids["mine"]
    assert browser.get(base("customer_stage")).json["ids"] == []
    now = browser.get(one("customer", number)).json["result"]
    change = {"time_status": "active", "version": now["version"]}
    assert browser.patch(one("customer", number), json=change).status_code == 200
    rows = browser.get(base("customer_stage") + f"?customer_id={number}").json["result"]
    assert [row["stage"] for row in rows] == ["active", now["time_status"]]
    assert (rows[0]["from_on"], rows[1]["to_on"]) == (today().isoformat(),) * 2
    other, _ = sign_in("Archivist", department=ids["there"])
    assert other.get(base("customer_stage")).json["ids"] == []


def test_a_stage_is_begun_with_its_day_and_why(company, sign_in, machine):
    browser, ids = company
    told = {"customer": ids["mine"], "stage": "active", "from_on": today().isoformat(),
            "reason": "签了首单合同"}  # fmt: skip
    wrongs = ({"reason": "短"}, {"stage": "dormant"}, {"from_on": "2001-01-01"}, {"customer": ""})
    for wrong in (*wrongs, {"customer": ids["foreign"]}, {"customer": ids["gone"]}):
        assert browser.post(base("customer_stage"), json={**told, **wrong}).status_code == 422
    with machine() as session:
        assert session.get(Customer, ids["mine"]).time_status is TimeStatus.prospective
    made = [browser.post(base("customer_stage"), json=told, headers={"Idempotency-Key": "a" * 16})
            for _ in range(2)]  # fmt: skip
    assert [answer.status_code for answer in made] == [201, 201]
    rows = browser.get(base("customer_stage") + f"?customer_id={ids['mine']}").json["result"]
    assert [row["stage"] for row in rows] == ["active", "prospective"]
    assert {answer.json["id"] for answer in made} == {rows[0]["id"]}
    with machine() as session:
        assert session.get(Customer, ids["mine"]).time_status is TimeStatus.active
    reader, _ = sign_in("Auditor")
    assert reader.post(base("customer_stage"), json=told).status_code == 403


def test_templates_are_laid_down_by_administrators(company, sign_in, machine):
    browser, _ = company
    admin, _ = sign_in("SystemAdmin")
    told = {"kind": "enterprise", "name_zh": "首次拜访", "name_en": "First visit",
            "text_zh": "谁决定？", "text_en": "Who decides?", "place": 9,
            "is_active": True}  # fmt: skip
    assert browser.post(base("follow_up_template"), json=told).status_code == 403
    made = admin.post(base("follow_up_template"), json=told)
    assert made.status_code == 201, made.json
    change = {"is_active": False, "version": made.json["result"]["version"]}
    assert admin.patch(one("follow_up_template", made.json["id"]), json=change).status_code == 200
    with machine() as session:
        assert not held(session, FollowUpTemplate, made.json["id"])["is_active"]
