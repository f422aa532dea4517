"""What was signed, paid or traded is not turned into something else by correcting it."""

from datetime import date
from decimal import Decimal

import pytest

from app.contracts.models import Contract, Project
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.resting import check_free
from app.contracts.rules import ContractStage, ContractStep, PaymentKind
from app.contracts.trade import Transaction
from app.contracts.trade_rules import TradeKind
from app.core.words import RuleError
from app.customers.entries import check_same_customer
from app.service.models import ServiceRecord
from tests.contracts.factories import (
    make_contract,
    make_line,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.factories import keep, make_customer

OTHERWISE = {"amount": Decimal(1), "currency": "EUR", "end_on": "2031-01-01", "name": "第三份",
             "is_perpetual": False}  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [{"amount": Decimal(9_000_000)}, {"currency": "USD"}, {"end_on": "2030-01-01"},
     {"name": "另一份合同"}, {"is_perpetual": True}],
)  # fmt: skip
def test_what_was_signed_changes_by_a_new_version(session, told):
    contract = make_contract(make_customer(), amount=Decimal(1000))
    for name, value in told.items():
        setattr(contract, name, value)
    contract.check_facts()
    session.flush()
    contract.move(ContractStep.sign)
    session.commit()
    for name in told:
        setattr(contract, name, OTHERWISE[name])
    with pytest.raises(RuleError):
        contract.check_facts()


def test_its_remark_and_its_reminder_are_corrected_all_the_same(session):
    contract = make_contract(make_customer(), end_on="2027-01-31")
    contract.move(ContractStep.sign)
    session.commit()
    contract.remark, contract.remind_days, contract.copy_count = "已归档", 60, 2
    contract.check_facts()
    session.commit()
    assert contract.remind_on == date(2026, 12, 2)


@pytest.mark.parametrize(
    "told", [{"currency": "USD"}, {"customer": "another"}, {"kind": PaymentKind.refund}]
)
def test_what_settled_something_stays_what_it_is(session, told):
    customer = make_customer()
    owed, payment = make_receivable(customer), make_payment(customer)
    session.add(payment.settle(owed, Decimal(40)))
    session.commit()
    for record in (payment, owed) if "kind" not in told else (payment,):
        for name, value in told.items():
            if value == "another":
                record.customer_id = make_customer().id
            else:
                setattr(record, name, value)
        with pytest.raises(RuleError), session.no_autoflush:
            record.check_facts()


def test_lines_keep_a_sale_from_becoming_a_return(session):
    customer = make_customer()
    empty, sold = make_transaction(customer), make_transaction(customer)
    make_line(sold)
    session.commit()
    for trade in (empty, sold):
        trade.kind = TradeKind.goods_return
    empty.check_facts()
    with pytest.raises(RuleError), session.no_autoflush:
        sold.check_facts()
    sold.kind = TradeKind.exchange
    sold.check_facts()


@pytest.mark.parametrize("entity", [Transaction, Receivable, Payment, ServiceRecord, Contract])
def test_nothing_hangs_under_another_customer_s_record(session, entity):
    mine, other = make_customer(), make_customer()
    above = {"project": keep(Project(customer_id=other.id, name="项目", number="X1"))}
    if entity is not Contract:
        above = {"contract": make_contract(other)}
    with pytest.raises(RuleError):
        check_same_customer(entity(customer_id=mine.id, **above))
    check_same_customer(entity(customer_id=other.id, **above))


def test_what_something_rests_on_is_not_taken_back(session):
    customer = make_customer()
    contract = make_contract(customer)
    check_free(session, contract)
    owed = make_receivable(customer, contract_id=contract.id)
    with pytest.raises(RuleError, match=owed.number):
        check_free(session, contract)


def test_two_stages_are_asked_of_the_contract_a_version_replaces(session):
    customer = make_customer()
    old = make_contract(customer, stage=ContractStage.completed)
    new = make_contract(customer, supersedes_id=old.id)
    session.refresh(new)
    new.move(ContractStep.sign)
    assert old.stage is ContractStage.superseded
