"""make_*: contracts, trade and money in one line each; and who is on duty."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.contracts.deliveries import Delivery
from app.contracts.lines import ContractLine, last_places
from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.trade import Transaction, TransactionLine
from app.core.db import db
from app.security.models import Duty
from app.security.rules import RecordKind
from tests.factories import keep

FINANCE = (RecordKind.contract, RecordKind.transaction, RecordKind.payment)


def put_on_duty(department, kinds=FINANCE):
    """From now on this department enters these kinds, and nobody else does."""
    for duty in db.session.scalars(select(Duty).where(Duty.kind.in_(kinds))):
        duty.department_id = department.id
    db.session.flush()


def _entry(entity, customer, fields):
    entry = entity(customer_id=customer.id, **fields)
    entry.give_number(db.session)
    entry.check_facts()
    return keep(entry)


def make_contract(customer, **fields):
    return _entry(Contract, customer, {"name": "供货合同", "currency": "CNY", **fields})


def make_contract_line(contract, quantity="1", price="10", discount="0", **fields):
    line = ContractLine(
        contract=contract,
        contract_id=contract.id,
        position=last_places(db.session(), [contract.id])[contract.id] + 1,
        quantity=Decimal(quantity),
        price=Decimal(price),
        discount=Decimal(discount),
        **{"description": "轴承", **fields},
    )
    line.check_facts()
    return keep(line)


def make_receivable(customer, amount="100.00", due_on=date(2026, 6, 30), **fields):
    told = {"happened_on": date(2026, 1, 1), "currency": "CNY", **fields}
    return _entry(Receivable, customer, {"amount": Decimal(amount), "due_on": due_on, **told})


def make_payment(customer, amount="100.00", **fields):
    told = {"happened_on": date(2026, 3, 1), "currency": "CNY", **fields}
    return _entry(Payment, customer, {"amount": Decimal(amount), **told})


def make_transaction(customer, **fields):
    told = {"happened_on": date(2026, 3, 1), "currency": "CNY", **fields}
    return _entry(Transaction, customer, told)


def make_delivery(contract, **fields):
    told = {"contract": contract, "happened_on": date(2026, 3, 1), "what": "轴承一批", **fields}
    return _entry(Delivery, contract.customer, told)


def make_line(transaction, quantity="1", price="10", discount="0", **fields):
    line = TransactionLine(
        transaction_id=transaction.id,
        quantity=Decimal(quantity),
        price=Decimal(price),
        discount=Decimal(discount),
        **{"description": "轴承", **fields},
    )
    line.price_it(transaction.kind)
    transaction.count(line)
    return keep(line)
