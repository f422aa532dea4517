"""What hangs on a follow-up, templates and stages over REST, as far as their tabs show them."""

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.clock import today
from app.customers.models import Customer
from app.customers.rules import TimeStatus
from app.security.models import Person
from app.security.tokens import token_for
from app.workday.comments import Comment, Mention
from app.workday.files import FollowUpFile
from app.workday.models import FollowUpTemplate
from tests.core.writing import base, held, one, settle_company
from tests.factories import make_user
from tests.workday.test_follow_up_files import PDF, sent

pytestmark = pytest.mark.clause("S5.3.2.3", "S4.10")
FORM, EN = "multipart/form-data", {"Accept-Language": "en"}


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


def test_a_program_sends_a_file_once_and_fetches_it(company, sign_in, machine):
    browser, ids = company
    spoken, address = talk(browser, ids), base("follow_up_file")

    def post(content=PDF, key="f-1", **more):
        form = {"follow_up": str(spoken), **sent("报价单.pdf", content), **more}
        return browser.post(address, data=form, headers={"Idempotency-Key": key})

    made = post()
    assert made.status_code == 201, made.json
    number = made.json["id"]
    assert (post().json["id"], post(PDF + b"2").status_code) == (number, 422)
    (row,) = browser.get(f"{address}?follow_up_id={spoken}").json["result"]
    assert row["file_name"] == "报价单.pdf"
    assert len(browser.get(one("follow_up_file", number)).json["result"]["sha256"]) == 64
    got = browser.get(one("follow_up_file", number) + "/file")
    assert (got.data, got.mimetype) == (PDF, "application/pdf")
    assert "attachment" in got.headers["Content-Disposition"]
    with machine() as session:
        asked = select(AuditEntry.event).where(AuditEntry.subject == "follow_up_file")
        assert session.scalars(asked.order_by(AuditEntry.id)).all()[-1] == "download"
    wrong = {"b": b"<html>", "c": b""}
    assert [set(post(told, n).json["errors"]) for n, told in wrong.items()] == [{"upload"}] * 2
    assert set(post(key="d", follow_up="99").json["errors"]) == {"follow_up"}
    assert set(post(key="e", size="1").json["errors"]) == {"size"}
    bare = browser.post(address, json={"follow_up": spoken})
    assert (bare.status_code, set(bare.json["errors"])) == (422, {"upload"})
    named = browser.post(address, json={"follow_up": spoken, "upload": "报价单.pdf"})
    assert set(named.json["errors"]) == {"upload"}
    other, _ = sign_in("Archivist", department=ids["there"])
    assert other.get(address).json["ids"] == []
    for door in ("", "/file"):
        assert other.get(one("follow_up_file", number) + door).status_code == 404
    reader, _ = sign_in("Auditor")
    assert reader.get(one("follow_up_file", number)).status_code == 200
    assert reader.get(one("follow_up_file", number) + "/file").status_code == 403
    gone = step(browser, "follow_up_file", number, "void", reason="传错了文件")
    assert gone.json == {"id": number}
    with machine() as session:
        assert held(session, FollowUpFile, number)["voided_at"]


def test_evidence_and_scans_come_by_forms_as_well(company, machine):
    browser, ids = company
    form = {"customer": str(ids["mine"]), "kind": "other", **sent("合同.pdf")}
    made = browser.post(base("evidence"), data=form)
    assert made.status_code == 201, made.json
    assert browser.get(one("evidence", made.json["id"]) + "/file").data == PDF
    with machine() as session:
        bearer = {"Authorization": f"Bearer {token_for(session.get_one(Person, ids['me']))}"}
    large = PDF.replace(b"\n", b" " * 3_000_000 + b"\n", 1)
    body = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{told}\r\n'.encode()
        for name, told in form.items()
        if name != "upload"
    )
    body += b'--x\r\nContent-Disposition: form-data; name="upload"; filename="a.pdf"\r\n\r\n'
    program = browser.application.test_client()
    answer = program.post(base("evidence"), data=body + large + b"\r\n--x--\r\n", headers=bearer,
                          content_type=f"{FORM}; boundary=x")  # fmt: skip
    assert answer.status_code == 201, answer.json
    assert browser.post(base("evidence"), data={**form, **sent("a.exe", b"MZ")}).status_code == 422
    sold = browser.post(base("transaction"), json={"customer": ids["mine"], "kind": "sale"})
    note = {"customer": str(ids["mine"]), "transaction": str(sold.json["id"]), "what": "轴承",
            "is_signed": "true", "received_by": "王库管"}  # fmt: skip
    made = browser.post(base("delivery"), data=note, content_type=FORM)
    assert made.status_code == 201, made.json
    number = made.json["id"]
    assert browser.get(one("delivery", number) + "/file").status_code == 404
    change = {"version": str(made.json["result"]["version"]), **sent("签收单.pdf")}
    scanned = browser.put(one("delivery", number), data=change)
    assert scanned.status_code == 200, scanned.json
    told = scanned.json["result"]
    assert (told["file_name"], told["is_signed"], told["what"]) == ("签收单.pdf", True, "轴承")
    assert browser.get(one("delivery", number) + "/file").data == PDF
    assert (
        browser.post(
            base("delivery"), data={**note, "is_signed": "maybe"}, content_type=FORM
        ).status_code
        == 422
    )


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
