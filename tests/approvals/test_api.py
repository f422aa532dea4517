"""Requests over REST: who may decide decides, whoever asked recalls, and nobody else reads one."""

import pytest
from sqlalchemy import func, select

from app.access.asks import ACCESS
from app.approvals import kinds
from app.approvals.models import ApprovalDecision, ApprovalRule
from app.approvals.rules import ApprovalKind, RequestStatus
from app.security.models import Share
from app.security.rules import Security
from tests.approvals.house import customer, lay_down, make_request
from tests.approvals.programs import EN, REASON, decide, status, step
from tests.contracts.factories import make_contract
from tests.core.writing import base, one
from tests.factories import keep, make_customer, make_department

pytestmark = pytest.mark.clause("S7.5.1", "S4.10")
REQUESTS = base("approval_request")


@pytest.fixture
def told_to_the_asker():
    """A kind whose requests their asker sees from the beginning, as all but access are."""
    kinds.register({ApprovalKind.access: ACCESS._replace(discreet=False)})
    yield
    kinds.register({ApprovalKind.access: ACCESS})


def opinions(machine):
    with machine() as session:
        return session.scalar(select(func.count()).select_from(ApprovalDecision))


def test_the_inbox_is_read_tab_by_tab(house, asked, browse):
    found = {
        name: [browse(name).get(f"{REQUESTS}?tab={tab}").json["ids"]
               for tab in ("waiting", "mine", "decided", "")]
        for name in ("head", "stranger", "asker")
    }  # fmt: skip
    assert found == {"head": [[asked], [], [], [asked]], "stranger": [[]] * 4, "asker": [[]] * 4}
    row = browse("head").get(REQUESTS).json["result"][0]
    assert (row["status"], row["payload"]) == ("pending", {"until": "2027-01-31"})
    assert house["number"] in row["title"]
    for wrong in ("?tab=nosuch", "?nosuch=1", "?requested_at=contains:x", "?status=nosuch"):
        assert browse("head").get(REQUESTS + wrong).status_code == 400
    assert decide(browse("head"), asked).status_code == 200
    assert browse("head").get(REQUESTS + "?tab=waiting").json["count"] == 0
    assert browse("head").get(REQUESTS + "?tab=decided").json["ids"] == [asked]


def test_a_request_says_its_course_and_what_may_be_done(house, asked, browse, machine):
    head = browse("head")
    shown = head.get(one("approval_request", asked)).json
    assert shown["steps"] == ["approve", "refuse"]
    (first,) = shown["result"]["course"]
    assert (first["place"], first["status"], first["decisions"]) == (1, "open", [])
    assert shown["result"]["subject"] == {"table": "customer", "id": house["customer"]}
    answer = decide(head, asked, "refuse", reason=REASON)
    assert (answer.status_code, answer.json["steps"]) == (200, [])
    assert answer.json["result"]["status"] == "refused"
    (given,) = answer.json["result"]["course"][0]["decisions"]
    assert (given["verdict"], given["reason"]) == ("refuse", REASON)
    assert status(machine, asked) is RequestStatus.refused


def test_an_approval_does_what_was_asked_for(house, asked, browse, machine):
    assert decide(browse("head"), asked).json["result"]["status"] == "approved"
    with machine() as session:
        assert session.scalars(select(Share.granted_by_id)).one() == house["asker"]
    again = decide(browse("head"), asked)
    assert (again.status_code, opinions(machine)) == (422, 1)
    assert "already been decided" in again.json["message"]


def test_a_refusal_asks_for_its_reason(asked, browse, machine):
    for body in ({}, {"reason": ""}, {"reason": "no"}, {"reason": None}):
        assert decide(browse("head"), asked, "refuse", **body).status_code == 422
    strange = decide(browse("head"), asked, reason=REASON)  # An approval asks for none.
    assert (strange.status_code, set(strange.json["errors"])) == (422, {"reason"})
    assert (status(machine, asked), opinions(machine)) == (RequestStatus.pending, 0)


def test_nobody_decides_on_their_own_request(house, browse, machine, told_to_the_asker):
    with machine():
        own = make_request(house, "head").id
    head = browse("head")
    assert head.get(one("approval_request", own)).json["steps"] == ["recall"]
    for name in ("approve", "refuse"):
        answer = decide(head, own, name, **({"reason": REASON} if name == "refuse" else {}))
        assert answer.status_code == 422
        assert answer.json["message"].startswith("Nobody decides on their own request")
    assert (status(machine, own), opinions(machine)) == (RequestStatus.pending, 0)
    assert decide(browse("other"), own).status_code == 200


@pytest.mark.parametrize("name", ["stranger", "clerk", "asker"])
def test_a_request_of_others_is_not_there(asked, browse, machine, name):
    browser = browse(name)
    assert browser.get(one("approval_request", asked)).status_code == 404
    for verb in ("approve", "refuse", "recall"):
        assert decide(browser, asked, verb, reason=REASON).status_code == 404
    assert status(machine, asked) is RequestStatus.pending


def test_whoever_looks_on_decides_nothing(asked, sign_in, machine):
    auditor, _ = sign_in("Auditor")
    assert auditor.get(REQUESTS + "?tab=all").json["ids"] == [asked]
    shown = auditor.get(one("approval_request", asked)).json
    assert shown["steps"] == []
    assert decide(auditor, asked).status_code == 403
    assert status(machine, asked) is RequestStatus.pending


def test_whoever_asked_recalls_it_and_nobody_else(house, asked, browse, machine, told_to_the_asker):
    refused = decide(browse("head"), asked, "recall")
    assert refused.json["message"] == "Only whoever asked recalls a request."
    answer = decide(browse("asker"), asked, "recall")
    assert (answer.status_code, answer.json["result"]["status"]) == (200, "recalled")
    assert decide(browse("head"), asked).status_code in {404, 422}
    assert (status(machine, asked), opinions(machine)) == (RequestStatus.recalled, 0)


def test_what_was_changed_since_is_refused_and_closed(house, asked, browse, machine):
    with machine():
        customer(house).department_id = make_department().id
    answer = decide(browse("chief"), asked)
    assert answer.status_code == 422
    assert answer.json["message"].startswith("The record has changed since.")
    assert (status(machine, asked), opinions(machine)) == (RequestStatus.stale, 0)


def test_a_decision_names_the_version_it_read_and_is_given_once(house, browse, machine):
    with machine():
        lay_down({"role": "DepartmentHead", "needed": 2})
        asked = make_request(house).id
    version = browse("head").get(one("approval_request", asked)).json["result"]["version"]
    assert decide(browse("head"), asked, version=version + 1).status_code == 409
    key = {**EN, "Idempotency-Key": "yes-1"}
    sent = [step(browse("head"), "approval_request", asked, "approve", key) for _ in "12"]
    assert [(a.status_code, a.json["steps"]) for a in sent] == [(200, [])] * 2
    twice = decide(browse("head"), asked)
    assert (twice.status_code, "decides once" in twice.json["message"]) == (422, True)
    assert (status(machine, asked), opinions(machine)) == (RequestStatus.pending, 1)
    assert decide(browse("other"), asked).json["result"]["status"] == "approved"


# ── asked for, decided, done: by programs alone ───────────────────
def test_a_contract_is_asked_for_decided_and_signed(house, browse, sign_in, machine):
    with machine() as session:
        session.add(ApprovalRule(kind=ApprovalKind.contract, place=1, role="DepartmentHead"))
        number = make_contract(customer(house), name="密约").id
    keeper, _ = sign_in("Archivist", department=house["below"])
    assert "ask" in keeper.get(one("contract", number)).json["steps"]
    refused = step(keeper, "contract", number, "sign")
    assert (refused.status_code, "approv" in refused.json["message"].lower()) == (422, True)
    assert step(keeper, "contract", number, "ask").status_code == 422
    answer = step(keeper, "contract", number, "ask", reason="请审批年度合同")
    assert (answer.status_code, "ask" in answer.json["steps"]) == (200, False)
    (mine,) = keeper.get(REQUESTS + "?tab=mine").json["ids"]
    assert decide(keeper, mine).status_code == 422
    read = browse("stranger").get(REQUESTS).json
    assert (read["ids"], "密约" in str(read)) == ([], False)
    assert decide(browse("head"), mine).status_code == 200
    assert step(keeper, "contract", number, "sign").json["result"]["stage"] == "signed"


def test_whoever_does_not_see_the_record_reads_neither_its_number_nor_its_name(
    house, browse, machine
):
    with machine():
        hidden = make_customer(
            "机密二号有限公司", department_id=house["below"], security=Security.confidential
        )
        other = dict(house, customer=keep(hidden).id, number="KH-MASKED")
        asked = make_request(other).id
    shown = browse("head").get(one("approval_request", asked))
    assert shown.json["result"]["subject"] is None
    assert "机密二号" not in shown.get_data(as_text=True)
