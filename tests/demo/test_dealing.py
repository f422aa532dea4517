"""Business made up: every stage and bucket is there, and the ordinary rules let it in."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.approvals.models import ApprovalRequest, ApprovalStep
from app.approvals.rules import ApprovalKind, RequestStatus
from app.contracts.deliveries import Delivery
from app.contracts.lines import ContractLine
from app.contracts.models import Contract
from app.contracts.money import Allocation, Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import ContractStage, ReceivableState
from app.contracts.trade import Transaction
from app.contracts.trade_rules import DeliveryStatus, TradeKind
from app.demo.filling import FINANCE, PEOPLE, fill_archive
from app.security.models import Person
from app.service.complaint_rules import ClockState, ComplaintStatus
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.service.rules import ServiceStatus
from app.workday.models import FollowUp
from app.workday.tasks import Task
from tests.contracts.factories import put_on_duty
from tests.factories import make_department, make_user

TRADE = (Contract, Transaction, Receivable, Payment, Allocation, Delivery)


@pytest.fixture
def clerk(session):
    """Finance enters trade, as in a demonstration's first departments (S1.5(3))."""
    for name in PEOPLE:
        make_user(role="ChiefArchivist", username=name)
    clerk = make_user(role="Staff", username=FINANCE)
    put_on_duty(session.get(Person, clerk.id).department)
    session.commit()
    return clerk.id


def every(session, entity):
    return session.scalars(select(entity).order_by(entity.id)).all()


@pytest.mark.clause("S1.5(3)")
def test_a_filled_archive_has_everything_of_its_trade(session, clerk):
    """Filled once: that takes ten times as long as asking."""
    fill_archive(session, 60, 1, is_more=False)
    finance_entered_what_was_agreed_bought_owed_and_paid(session, clerk)
    for asked in (
        lines_come_to_what_their_contracts_agree_on,
        sales_say_their_tax_region_and_how_far_they_came,
        the_sums_agree,
        the_archive_served_answered_and_followed_up,
        a_draft_above_the_rule_waits_for_the_head_or_the_leader,
    ):
        asked(session)


def finance_entered_what_was_agreed_bought_owed_and_paid(filled, clerk):
    stages = {contract.stage for contract in every(filled, Contract)}
    assert stages == {ContractStage.drafted, ContractStage.signed, ContractStage.performing}
    assert {order.kind for order in every(filled, Transaction)} == {
        TradeKind.sale, TradeKind.goods_return,
    }  # fmt: skip
    assert {owed.state for owed in every(filled, Receivable)} == {
        ReceivableState.settled, ReceivableState.overdue, ReceivableState.pending,
        ReceivableState.undated,
    }  # fmt: skip
    for entity in TRADE:
        assert {row.created_by_id for row in every(filled, entity)} == {clerk}


def a_draft_above_the_rule_waits_for_the_head_or_the_leader(filled):
    (request,) = (r for r in every(filled, ApprovalRequest) if r.kind is ApprovalKind.contract)
    contract = filled.get(Contract, request.subject_id)
    assert (request.status, contract.stage) == (RequestStatus.pending, ContractStage.drafted)
    (step,) = filled.scalars(select(ApprovalStep).where(ApprovalStep.request_id == request.id))
    assert {step.role, step.or_role} == {"DepartmentHead", "Leader"}
    fill_archive(filled, 5, 2, is_more=True)  # The rule stands; what was signed is signed.
    asked = [r for r in every(filled, ApprovalRequest) if r.kind is ApprovalKind.contract]
    assert len(asked) == 2


def lines_come_to_what_their_contracts_agree_on(filled):
    sums = {}
    for line in every(filled, ContractLine):
        sums[line.contract_id] = sums.get(line.contract_id, 0) + line.amount
    agreed = {contract.id: contract.amount for contract in every(filled, Contract)}
    assert len(sums) == 3
    assert sums == {number: agreed[number] for number in sums}


def sales_say_their_tax_region_and_how_far_they_came(filled):
    sold = [order for order in every(filled, Transaction) if order.kind is TradeKind.sale]
    assert all(0 < order.tax_amount < order.amount and order.sales_region for order in sold)
    assert {order.delivery_status for order in sold} == {DeliveryStatus.done, None}


def the_sums_agree(filled):
    for order in every(filled, Transaction):
        assert order.amount == order.exact.quantize(Decimal("0.01")) != 0
        assert (order.amount < 0) is (order.kind is TradeKind.goods_return)
    for payment in every(filled, Payment):
        mine = [one.amount for one in every(filled, Allocation) if one.payment_id == payment.id]
        assert payment.allocated == sum(mine, Decimal(0))
    (advance,) = (payment for payment in every(filled, Payment) if payment.is_advance)
    assert advance.allocated == 0


def the_archive_served_answered_and_followed_up(filled):
    statuses = {service.status for service in every(filled, ServiceRecord)}
    assert statuses == {ServiceStatus.new, ServiceStatus.closed}
    complaints = every(filled, Complaint)
    assert ComplaintStatus.closed in {complaint.status for complaint in complaints}
    assert ClockState.paused in {complaint.clock for complaint in complaints}
    assert every(filled, FollowUp)
    assert every(filled, Task)


def test_where_another_department_is_on_duty_it_is_left_to_them(session, clerk):
    put_on_duty(make_department())
    session.commit()
    fill_archive(session, 20, 1, is_more=False)
    assert [row for entity in TRADE for row in every(session, entity)] == []
    assert every(session, ServiceRecord)
