"""我的审批: what waits for one, decided from the list; delegations and rules on their screens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.approvals.delegations import Delegation
from app.approvals.models import ApprovalRequest, ApprovalRule
from app.approvals.rules import ApprovalKind, RequestStatus
from app.audit.models import AuditEntry
from app.core.clock import now, today
from app.security.models import Share
from tests.access.browsing import post, text, told
from tests.approvals.house import customer, lay_down, make_house, make_request
from tests.factories import make_department

pytestmark = pytest.mark.clause("S7.5.1")
REASON = "not part of the project"


@pytest.fixture
def house(machine):
    with machine():
        return make_house()


@pytest.fixture
def asked(machine, house):
    with machine():
        return make_request(house).id


@pytest.fixture
def browse(app, house):
    """A browser of one of the house's people."""

    def _browse(name):
        browser = app.test_client()
        with browser.session_transaction() as visit:
            visit["_user_id"], visit["_fresh"] = str(house[name]), True
        return browser

    return _browse


def status(machine, pk):
    with machine() as session:
        return session.get_one(ApprovalRequest, pk).status


def waits(browser, house):
    return house["number"] in text(browser.get("/approvals/list/"))


def to_do(browser):
    return text(browser.get("/")).partition('id="todo-title"')[2].partition("</section>")[0]


def test_a_request_waits_for_those_who_may_decide_and_for_nobody_else(house, asked, browse):
    found = {name: waits(browse(name), house) for name in
             ("head", "other", "chief", "stranger", "clerk", "asker")}  # fmt: skip
    assert found == {
        "head": True, "other": True, "chief": True,
        "stranger": False, "clerk": False, "asker": False,
    }  # fmt: skip


def test_it_is_decided_from_the_list_and_leaves_it(house, asked, browse, machine):
    head = browse("head")
    page = text(head.get("/approvals/list/"))
    assert 'formaction="/approvals/step/approve"' in page
    assert "至 2027-01-31" in page or "2027-01-31" in page
    answer = post(head, "/approvals/step/approve", rowid=asked)
    assert answer.location == "/approvals/list/?tab=waiting"
    assert status(machine, asked) is RequestStatus.approved
    assert not waits(head, house)
    assert house["number"] in text(head.get("/approvals/list/?tab=decided"))


def test_a_refusal_asks_for_its_reason(house, asked, browse, machine):
    head = browse("head")
    assert "data-reason" in text(head.get("/approvals/list/"))
    post(head, "/approvals/step/refuse", rowid=asked)
    assert status(machine, asked) is RequestStatus.pending
    post(head, "/approvals/step/refuse", rowid=asked, reason=REASON)
    assert status(machine, asked) is RequestStatus.refused
    assert REASON in text(head.get(f"/approvals/show/{asked}"))


def test_many_are_decided_at_once_or_none(house, machine, browse):
    with machine():
        ids = [make_request(house, by).id for by in ("asker", "clerk", "other")]
        own = make_request(house, "head").id
    head = browse("head")
    assert post(head, "/approvals/step/approve", rowid=[*ids, own]).status_code == 404
    assert {status(machine, pk) for pk in ids} == {RequestStatus.pending}
    post(head, "/approvals/step/approve", rowid=ids)
    assert {status(machine, pk) for pk in ids} == {RequestStatus.approved}


def test_all_results_are_those_of_the_tab(house, machine, browse):
    with machine():
        ids = [make_request(house, by).id for by in ("asker", "clerk")]
        own = make_request(house, "head").id
    post(browse("head"), "/approvals/step/approve", all=1, query="tab=waiting")
    assert {status(machine, pk) for pk in ids} == {RequestStatus.approved}
    assert status(machine, own) is RequestStatus.pending


@pytest.mark.parametrize("name", ["stranger", "clerk", "asker"])
def test_a_request_of_others_is_not_there(house, asked, browse, machine, name):
    browser = browse(name)
    assert browser.get(f"/approvals/show/{asked}").status_code == 404
    assert post(browser, "/approvals/step/approve", rowid=asked).status_code == 404
    assert status(machine, asked) is RequestStatus.pending


def test_nobody_is_offered_to_decide_what_they_cannot(house, machine, browse):
    with machine():
        lay_down({"role": "DepartmentHead", "needed": 2})
        asked = make_request(house).id
    head = browse("head")
    assert "step/approve" in text(head.get(f"/approvals/show/{asked}"))
    post(head, "/approvals/step/approve", rowid=asked)
    assert status(machine, asked) is RequestStatus.pending
    assert not waits(head, house)
    assert "step/approve" not in text(head.get(f"/approvals/show/{asked}"))


def test_what_was_changed_since_is_closed_and_told(house, asked, browse, machine):
    with machine():
        customer(house).department_id = make_department().id
    chief = browse("chief")
    post(chief, "/approvals/step/approve", rowid=asked)
    assert "该记录在此期间已变更" in told(chief)
    assert status(machine, asked) is RequestStatus.stale


def test_an_auditor_watches_all_and_decides_nothing(house, asked, sign_in, machine):
    auditor, _ = sign_in("Auditor")
    assert house["number"] in text(auditor.get("/approvals/list/?tab=all"))
    assert auditor.get(f"/approvals/show/{asked}").status_code == 200
    assert post(auditor, "/approvals/step/approve", rowid=asked).status_code == 403


def test_the_start_page_counts_what_waits_and_tells_what_was_granted(house, asked, browse):
    assert "1 项申请待您审批" in to_do(browse("head"))
    assert "待您审批" not in to_do(browse("stranger"))
    post(browse("head"), "/approvals/step/approve", rowid=asked)
    assert house["number"] in to_do(browse("asker"))
    assert "待您审批" not in to_do(browse("head"))


def test_each_move_is_in_the_trail(house, asked, browse, machine):
    post(browse("head"), "/approvals/step/approve", rowid=asked)
    with machine() as session:
        found = session.execute(select(AuditEntry.subject, AuditEntry.event)).all()
    assert {("approval_request", "add"), ("approval_request", "change")} <= set(map(tuple, found))
    assert {("approval_decision", "add"), ("share", "add"), ("customer", "share confirmed")} <= set(
        map(tuple, found)
    )


# ── delegations ───────────────────────────────────────────────────
def delegate(browser, to, first=0, last=7, **more):
    days = {"from_on": today() + timedelta(first), "to_on": today() + timedelta(last)}
    sent = {"to_person": to, "reason": "on leave", **days, **more}
    return post(browser, "/delegations/add", **sent)


def test_a_delegate_finds_it_in_their_own_list_until_it_ends(house, asked, browse, machine):
    head, clerk = browse("head"), browse("clerk")
    assert delegate(head, house["clerk"]).status_code == 302
    assert waits(clerk, house)
    post(head, "/delegations/step/end", rowid=1)
    assert not waits(clerk, house)
    assert post(clerk, "/approvals/step/approve", rowid=asked).status_code == 404


def test_a_delegate_who_asked_decides_nothing(house, browse, machine):
    with machine():
        asked = make_request(house, "clerk").id
    delegate(browse("head"), house["clerk"])
    assert not waits(browse("clerk"), house)
    post(browse("clerk"), "/approvals/step/approve", rowid=asked)
    assert status(machine, asked) is RequestStatus.pending


@pytest.mark.parametrize(("to", "first", "last"), [("head", 0, 7), ("clerk", -1, 7),
                                                   ("clerk", 3, 1), ("clerk", 0, 500)])  # fmt: skip
def test_a_delegation_without_sense_is_not_kept(house, browse, machine, to, first, last):
    assert delegate(browse("head"), house[to], first, last).status_code == 200
    with machine() as session:
        assert session.scalars(select(Delegation)).all() == []


def test_only_the_two_it_concerns_see_a_delegation_and_only_the_giver_ends_it(house, browse):
    delegate(browse("head"), house["clerk"], kind=ApprovalKind.access.name)
    assert browse("clerk").get("/delegations/show/1").status_code == 200
    assert browse("other").get("/delegations/show/1").status_code == 404
    clerk = browse("clerk")
    assert "step/end" not in text(clerk.get("/delegations/show/1"))
    post(clerk, "/delegations/step/end", rowid=1)
    assert "只有委托人" in told(clerk)


# ── rules ─────────────────────────────────────────────────────────
def test_an_administrator_lays_down_who_decides(house, sign_in, browse, machine):
    admin, _ = sign_in("SystemAdmin")
    assert "部门负责人" in text(admin.get("/approval-rules/list/"))
    step = {"kind": "access", "place": 2, "role": "Leader", "needed": 1}
    assert post(admin, "/approval-rules/add", **step).status_code == 302
    assert post(admin, "/approval-rules/add", **step).status_code == 200  # The place is taken.
    with machine():
        asked = make_request(house).id
    post(browse("head"), "/approvals/step/approve", rowid=asked)
    assert status(machine, asked) is RequestStatus.pending
    leader, _ = sign_in("Leader", department=house["beside"])
    post(leader, "/approvals/step/approve", rowid=asked)
    assert status(machine, asked) is RequestStatus.approved


@pytest.mark.parametrize("wrong", [{"role": ""}, {"needed": 0}, {"needed": 10}, {"needed": ""}])
def test_a_rule_that_asks_nobody_is_refused(sign_in, wrong):
    admin, _ = sign_in("SystemAdmin")
    step = {"kind": "access", "place": 2, "role": "Leader", "needed": 1, **wrong}
    assert post(admin, "/approval-rules/add", **step).status_code == 200


def test_the_last_step_of_a_kind_stays(sign_in, machine):
    admin, _ = sign_in("SystemAdmin")
    of_access = ApprovalRule.kind == ApprovalKind.access
    post(admin, "/approval-rules/step/remove", rowid=1)
    with machine() as session:
        assert len(session.scalars(select(ApprovalRule).where(of_access)).all()) == 1
        session.add(ApprovalRule(kind=ApprovalKind.access, place=2, role="Leader"))
    post(admin, "/approval-rules/step/remove", rowid=1)
    with machine() as session:
        assert session.scalars(select(ApprovalRule.role).where(of_access)).all() == ["Leader"]


def test_a_share_by_approval_is_dated_as_asked(house, asked, browse, machine):
    post(browse("head"), "/approvals/step/approve", rowid=asked)
    with machine() as session:
        share = session.scalars(select(Share)).one()
        assert share.until.date().isoformat() == "2027-01-31"
        assert share.granted_by_id == house["asker"]
        assert share.confirmed_at <= now()
