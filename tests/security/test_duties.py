"""Who enters what: the department on duty sees its kinds everywhere, and alone writes them."""

import pytest
from sqlalchemy import select

from app.contracts.models import Contract
from app.contracts.money import Allocation, Receivable
from app.core.words import RuleError
from app.customers.headings import CustomerHeading
from app.customers.models import Customer
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.rules import Security
from tests.contracts.factories import (
    make_contract,
    make_payment,
    make_receivable,
    put_on_duty,
)
from tests.factories import make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S1.5(3)", "S9.3(二)")


@pytest.fixture
def company(session):
    """Finance is on duty; sales keeps a customer, and there is one above most people's class."""
    finance, sales = make_department(), make_department()
    clerk = make_user("Staff", finance.id)
    seller = make_user("Staff", sales.id)
    archivist = make_user("Archivist", sales.id)
    mine = make_customer("销售一号有限公司", department_id=sales.id, account_manager_id=seller.id)
    secret = make_customer("机密二号有限公司", department_id=sales.id,
                           security=Security.confidential)  # fmt: skip
    gone = make_customer("作废三号有限公司", department_id=sales.id)
    for customer in (mine, secret, gone):
        make_receivable(customer, contract_id=make_contract(customer).id)
    gone.void(clerk, "entered twice")
    put_on_duty(finance)
    names = {"clerk": clerk.username, "seller": seller.username, "archivist": archivist.username}
    found = {"names": names, "mine": mine.id, "secret": secret.id, "gone": gone.id}
    session.commit()
    session.expunge_all()
    return found


def test_on_duty_one_sees_headings_and_the_own_kinds_and_nothing_else(session, company):
    with acting_as(acting_user(company["names"]["clerk"])):
        assert session.scalars(select(CustomerHeading.id)).all() == [company["mine"]]
        assert session.scalars(select(Contract.customer_id)).all() == [company["mine"]]
        assert session.scalars(select(Receivable.customer_id)).all() == [company["mine"]]
        assert session.scalars(select(Customer.id)).all() == []


def test_who_keeps_the_customer_reads_its_contracts(session, company):
    for name in ("seller", "archivist"):
        with acting_as(acting_user(company["names"][name])):
            assert session.scalars(select(Contract.customer_id)).all() == [company["mine"]]
            assert session.scalars(select(CustomerHeading.id)).all() == [company["mine"]]


def test_another_department_writes_none(session, company):
    for name in ("seller", "archivist"):
        with acting_as(acting_user(company["names"][name])):
            customer = session.get(CustomerHeading, company["mine"])
            with pytest.raises(RuleError):
                make_contract(customer)
            session.rollback()
            session.scalars(select(Contract)).one().remark = "changed"
            with pytest.raises(RuleError):
                session.flush()
            session.rollback()


def test_on_duty_one_writes_at_every_customer_within_the_clearance(session, company):
    with acting_as(acting_user(company["names"]["clerk"])):
        customer = session.get(CustomerHeading, company["mine"])
        owed, payment = make_receivable(customer), make_payment(customer)
        session.add(payment.settle(owed, payment.amount))
        session.commit()
        assert len(session.scalars(select(Allocation.id)).all()) == 1
        for hidden in ("secret", "gone"):
            stranger = type("Any", (), {"id": company[hidden]})
            with pytest.raises(RuleError):
                make_contract(stranger)
            session.rollback()


def test_nobody_on_duty_leaves_it_to_who_keeps_the_customer(session):
    sales = make_department()
    seller = make_user("Staff", sales.id)
    customer = make_customer(department_id=sales.id, account_manager_id=seller.id)
    session.commit()
    with acting_as(acting_user(seller.username)):
        make_contract(customer)
        session.commit()
        assert session.scalars(select(Contract.customer_id)).all() == [customer.id]


def test_a_heading_is_never_written(session, company):
    with acting_as(acting_user(company["names"]["clerk"])):
        session.scalars(select(CustomerHeading)).one().name = "另一个名字"
        with pytest.raises(RuleError):
            session.flush()
        session.rollback()


def test_a_department_below_the_one_on_duty_is_on_duty_too(session, company):
    finance = make_department()
    group = make_department(parent=finance)
    clerk = make_user("Staff", group.id)
    put_on_duty(finance)
    session.commit()
    assert acting_user(clerk.username).enters("contract")
