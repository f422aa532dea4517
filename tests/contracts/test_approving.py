"""Contract approval: by the rules' amounts, of one version, by two people; then it takes effect."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.approvals import flow
from app.approvals.models import ApprovalRequest, ApprovalRule, ApprovalStep
from app.approvals.rules import ApprovalKind, RequestStatus, StepStatus, applies, check_from
from app.audit.chain import Who
from app.audit.models import AuditEntry
from app.contracts import approving
from app.contracts.approval_rules import (
    ContractApproval,
    approval_of,
    check_asking,
    check_editing,
    check_signing,
    check_two_people,
)
from app.contracts.models import Contract
from app.contracts.rules import ContractStage, in_yuan
from app.core.clock import now
from app.core.db import db
from app.core.words import RuleError
from app.security.actor import acting_as, system
from app.security.models import Person
from tests.contracts.factories import make_contract, put_on_duty
from tests.factories import keep, make_contact, make_customer, make_department, make_user
from tests.workday.test_follow_ups import as_user

pytestmark = pytest.mark.clause("S1.5(3)", "S4.10")
A, S = ContractApproval, RequestStatus


@pytest.mark.parametrize(
    ("status", "is_same", "is_needed", "found"),
    [
        (None, False, False, A.not_needed),
        (None, False, True, A.needed),
        (S.pending, True, True, A.waiting),
        (S.approved, True, True, A.approved),
        (S.approved, False, True, A.needed),
        (S.approved, False, False, A.not_needed),
        (S.refused, True, True, A.refused),
        (S.recalled, True, True, A.needed),
        (S.stale, True, True, A.needed),
    ],
)
def test_an_answer_holds_for_the_version_it_was_asked_about(status, is_same, is_needed, found):
    assert approval_of(status, is_same=is_same, is_needed=is_needed) is found


@pytest.mark.parametrize("stands", A)
def test_what_each_standing_allows(stands):
    allowed = {
        check_signing: stands in {A.not_needed, A.approved},
        check_editing: stands is not A.waiting,
        lambda told: check_asking(ContractStage.drafted, told): stands
        not in {A.not_needed, A.waiting},
    }
    for check, good in allowed.items():
        if good:
            check(stands)
        else:
            with pytest.raises(RuleError):
                check(stands)


def test_a_rule_counts_from_its_amount_and_the_unknown_is_large():
    assert applies(None, Decimal(1))
    assert applies(Decimal(100), Decimal(100))
    assert applies(Decimal(100), None)
    assert not applies(Decimal(100), Decimal("99.99"))
    assert in_yuan(Decimal(10), "USD", Decimal("7.1")) == Decimal("71.00")
    assert in_yuan(Decimal(10), "USD", None) is None
    for wrong in ((ApprovalKind.access, Decimal(1)), (ApprovalKind.contract, Decimal(0))):
        with pytest.raises(RuleError):
            check_from(*wrong)
    with pytest.raises(RuleError):
        check_two_people({1}, {1, 2})


@pytest.fixture
def house(unguarded, machine):
    """Finance enters contracts; the head of sales decides on those from 100,000 yuan on."""
    with machine():
        finance, sales, other = make_department(), make_department(), make_department()
        put_on_duty(finance)
        people = {
            "clerk": make_user("Staff", finance.id, username="clerk"),
            "head": make_user("DepartmentHead", sales.id, username="head"),
            "stranger": make_user("DepartmentHead", other.id, username="stranger"),
        }
        customer = make_customer("近处轻工有限公司", department_id=sales.id)
        keep(
            ApprovalRule(
                kind=ApprovalKind.contract,
                place=1,
                role="DepartmentHead",
                from_amount=Decimal(100_000),
            )
        )
        found = {name: person.id for name, person in people.items()}
        found["customer"] = customer.id
    return unguarded, found


def enter(house, machine, amount="250000", **fields):
    app, at = house
    told = {"customer": at["customer"], "name": "年度供货合同", "amount": amount, "currency": "CNY",
            "type": "direct", "remind_days": "30", "original_count": "2", "copy_count": "1",
            **fields}  # fmt: skip
    answer = as_user(app, at["clerk"]).post("/contracts/add", data=told)
    assert answer.status_code == 302
    with machine() as session:
        return session.scalars(select(Contract.id).order_by(Contract.id.desc())).first()


def step(house, who, name, number, screen="contracts", reason="请审批年度合同"):
    app, at = house
    told = {"rowid": number, "reason": reason}
    return as_user(app, at[who]).post(f"/{screen}/step/{name}", data=told)


def stage(machine, number):
    with machine() as session:
        return session.get(Contract, number).stage


def request_of(machine):
    with machine() as session:
        found = session.scalars(select(ApprovalRequest).order_by(ApprovalRequest.id.desc())).first()
        return found and (found.id, found.status)


def test_a_large_contract_takes_effect_by_the_heads_approval(house, machine):
    app, at = house
    number = enter(house, machine)
    step(house, "clerk", "sign", number)
    assert stage(machine, number) is ContractStage.drafted
    step(house, "clerk", "ask", number)
    asked, status = request_of(machine)
    assert status is S.pending
    page = as_user(app, at["clerk"]).get(f"/contracts/show/{number}").get_data(as_text=True)
    assert "审批中" in page
    assert f"/contracts/edit/{number}" not in page
    past = as_user(app, at["clerk"]).get(f"/contracts/history/{number}").text
    assert "提请审批" in past
    assert "请审批年度合同" in past
    for stranger in ("stranger", "clerk"):
        step(house, stranger, "approve", asked, "approvals")
    assert request_of(machine)[1] is S.pending
    assert "250,000" in as_user(app, at["head"]).get("/approvals/list/").get_data(as_text=True)
    step(house, "head", "approve", asked, "approvals")
    assert request_of(machine)[1] is S.approved
    assert stage(machine, number) is ContractStage.drafted
    step(house, "clerk", "sign", number)
    assert stage(machine, number) is ContractStage.signed


def test_an_approval_holds_for_the_lines_it_was_asked_about(house, machine):
    """While it is waited for they stay as they are; other lines after it need another."""
    app, at = house
    number, clerk = enter(house, machine), as_user(app, at["clerk"])
    add, line = f"/contract-lines/add?for={number}", {"description": "轴承", "quantity": "1"}
    assert clerk.post(add, data={**line, "price": "1"}).status_code == 302
    step(house, "clerk", "ask", number)
    assert "撤回申请" in clerk.post(add, data={**line, "price": "2"}).get_data(as_text=True)
    step(house, "head", "approve", request_of(machine)[0], "approvals")
    assert clerk.post(add, data={**line, "price": "3"}).status_code == 302
    step(house, "clerk", "sign", number)
    assert stage(machine, number) is ContractStage.drafted


def test_what_is_signed_on_paper_takes_effect_with_the_approval_itself(house, machine):
    app, at = house
    number = enter(house, machine, signed_on="2026-08-01")
    page = as_user(app, at["clerk"]).get(f"/contracts/show/{number}").get_data(as_text=True)
    assert "审批通过后即视为已签署" in page
    step(house, "clerk", "ask", number)
    inbox = as_user(app, at["head"]).get("/approvals/list/").get_data(as_text=True)
    assert "审批通过即生效，签订日期 2026-08-01" in inbox
    step(house, "head", "approve", request_of(machine)[0], "approvals")
    with machine() as session:
        contract = session.get(Contract, number)
        assert contract.stage is ContractStage.signed
        assert contract.updated_by_id == house[1]["head"]


def test_a_small_contract_needs_nobody(house, machine):
    number = enter(house, machine, amount="99999.99")
    step(house, "clerk", "ask", number)
    assert request_of(machine) is None
    step(house, "clerk", "sign", number)
    assert stage(machine, number) is ContractStage.signed


def test_without_a_rule_nobody_is_asked(house, machine):
    app, _ = house
    with machine() as session:
        rule = session.scalars(
            select(ApprovalRule).where(ApprovalRule.kind == ApprovalKind.contract)
        ).one()
        admin = make_user("SystemAdmin").id
        number = rule.id
    as_user(app, admin).post("/approval-rules/step/remove", data={"rowid": number})
    with machine() as session:
        assert flow.rules_for(session, ApprovalKind.contract) == []
    made = enter(house, machine)
    step(house, "clerk", "sign", made)
    assert stage(machine, made) is ContractStage.signed


def test_a_refusal_says_why_and_a_changed_contract_is_asked_for_again(house, machine):
    app, at = house
    number = enter(house, machine)
    step(house, "clerk", "ask", number)
    asked = request_of(machine)[0]
    step(house, "head", "refuse", asked, "approvals", reason="付款条件不清")
    assert request_of(machine)[1] is S.refused
    clerk = as_user(app, at["clerk"])
    assert "付款条件不清" in clerk.get(f"/approvals/show/{asked}").get_data(as_text=True)
    step(house, "clerk", "sign", number)
    assert stage(machine, number) is ContractStage.drafted
    step(house, "clerk", "ask", number)
    again, status = request_of(machine)
    assert (again > asked, status) == (True, S.pending)
    step(house, "clerk", "recall", again, "approvals")
    assert request_of(machine)[1] is S.recalled


def test_what_is_in_approval_is_not_changed_and_an_approval_does_not_outlive_a_change(
    house, machine
):
    app, at = house
    number = enter(house, machine)
    step(house, "clerk", "ask", number)
    told = {"customer": at["customer"], "name": "换了名字", "amount": "900000", "currency": "CNY",
            "type": "direct", "remind_days": "30", "original_count": "2", "copy_count": "1",
            "row_version": "1"}  # fmt: skip
    clerk = as_user(app, at["clerk"])
    refused = clerk.post(f"/contracts/edit/{number}", data=told)
    assert refused.status_code == 200
    assert "换了名字" in refused.get_data(as_text=True)
    step(house, "head", "approve", request_of(machine)[0], "approvals")
    assert clerk.post(f"/contracts/edit/{number}", data=told).status_code == 302
    step(house, "clerk", "sign", number)
    assert stage(machine, number) is ContractStage.drafted


def test_who_entered_a_contract_does_not_approve_it_whoever_asks(house, machine):
    number = enter(house, machine)
    with machine() as session:
        contract = session.get(Contract, number)
        contract.created_by_id = house[1]["head"]
        session.commit()
        clerk = session.get(Person, house[1]["clerk"])
        approving.ask(db.session(), contract, clerk, "请审批合同", now())
    step(house, "head", "approve", request_of(machine)[0], "approvals")
    assert request_of(machine)[1] is S.pending


def test_who_changed_it_before_the_last_change_does_not_approve_it_either(house, machine):
    """The clerk enters it, the head changes its amount, a second clerk its remark, and asks."""
    number = enter(house, machine)
    with machine() as session:
        finance = session.get(Person, house[1]["clerk"]).department_id
        house[1]["second"] = make_user("Staff", finance, username="second").id
        another = session.get(Person, house[1]["head"]).department_id
        house[1]["another"] = make_user("DepartmentHead", another, username="another").id
        session.commit()
    for who, told in (("head", {"amount": Decimal(300_000)}), ("second", {"remark": "已核对"})):
        _change(machine, house[1][who], number, told)
    step(house, "second", "ask", number)
    asked = request_of(machine)[0]
    step(house, "head", "approve", asked, "approvals")
    assert request_of(machine)[1] is S.pending
    step(house, "another", "approve", asked, "approvals")
    assert request_of(machine)[1] is S.approved


def _change(machine, person, number, told):
    """In somebody's name, as far as the trail and the stamps go."""
    with machine() as session, acting_as(replace(system(), user_id=person, who=Who("x", person))):
        contract = session.get(Contract, number)
        for name, value in told.items():
            setattr(contract, name, value)
        session.commit()


# ── who signs ─────────────────────────────────────────────────────
def test_the_contact_who_signs_is_the_customers_own(house, machine, sign_in):
    with machine():
        place = make_department()
        mine, other = (make_customer(department_id=place.id) for _ in range(2))
        own, foreign = make_contact(mine, name="钱签"), make_contact(other, name="孙外")
        found = {"mine": mine.id, "own": own.id, "foreign": foreign.id, "place": place.id}
        put_on_duty(place)
    browser, _ = sign_in("Archivist", department=found["place"])
    told = {"customer": found["mine"], "name": "合同", "currency": "CNY", "type": "direct",
            "remind_days": "30", "original_count": "1", "copy_count": "0"}  # fmt: skip
    wrong = browser.post("/contracts/add", data={**told, "signatory": found["foreign"]})
    assert wrong.status_code == 200
    assert "该联系人不属于此客户" in wrong.get_data(as_text=True)
    assert browser.post("/contracts/add", data={**told, "signatory": found["own"]}).location
    with machine() as session:
        assert session.scalars(select(Contract.signatory_id)).all() == [found["own"]]
        make_contract(session.scalars(select(Contract)).one().customer)  # Text alone will do.


def test_what_is_taken_back_is_decided_on_by_nobody(house, machine):
    """Its request ends as overtaken at once, in the trail too, and whoever asked is told."""
    app, at = house
    number = enter(house, machine)
    step(house, "clerk", "ask", number)
    asked, status = request_of(machine)
    assert status is RequestStatus.pending
    step(house, "clerk", "void", number, reason="entered twice")
    assert request_of(machine) == (asked, RequestStatus.stale)
    with machine() as session:
        steps = session.scalars(select(ApprovalStep).where(ApprovalStep.request_id == asked)).all()
        assert {one.status for one in steps} == {StepStatus.closed}
        of = AuditEntry.subject == "approval_request", AuditEntry.subject_id == asked
        assert "stale" in session.scalars(select(AuditEntry.detail).where(*of)).all()[-1]
    told = as_user(app, at["clerk"]).get("/").get_data(as_text=True)
    assert f"/approvals/show/{asked}" in told
