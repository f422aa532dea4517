"""Who enters what: the department on duty sees its kinds everywhere, and alone writes them."""

import pytest
from sqlalchemy import select

from app.contracts.models import Contract
from app.contracts.money import Allocation
from app.contracts.receivables import Receivable
from app.core import bulk
from app.core.words import RuleError
from app.customers.billing import CustomerBilling
from app.customers.headings import CustomerHeading
from app.customers.models import Customer
from app.customers.parts import BankAccount, InvoiceTitle
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.models import Person
from app.security.rules import RecordKind, Security
from tests.contracts.factories import (
    make_contract,
    make_payment,
    make_receivable,
    put_on_duty,
)
from tests.factories import keep, make_customer, make_department, make_user

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


# ── billing: a group of the customer's own form (S1.5) ────────────
BILLING = (RecordKind.billing,)


@pytest.fixture
def billing(session, company):
    """Finance is on duty for billing too; the seller's customer has a title and an account."""
    clerk = session.scalars(
        select(Person).where(Person.username == company["names"]["clerk"])
    ).one()
    keep(InvoiceTitle(customer_id=company["mine"], title="销售一号有限公司"))
    account = BankAccount(customer_id=company["mine"], holder="销售一号", bank="工商银行")
    account.account = "6222020000001234"
    keep(account)
    put_on_duty(clerk.department, BILLING)
    session.commit()
    session.expunge_all()
    return company


def test_on_duty_for_billing_one_sees_and_writes_it_at_every_heading(session, billing):
    with acting_as(acting_user(billing["names"]["clerk"])):
        assert session.scalars(select(InvoiceTitle.customer_id)).all() == [billing["mine"]]
        assert session.scalars(select(CustomerBilling.id)).all() == [billing["mine"]]
        session.add(InvoiceTitle(customer_id=billing["mine"], title="另一抬头"))
        session.scalars(select(CustomerBilling)).one().trading_currency = "USD"
        session.commit()
        assert session.scalars(select(Customer.id)).all() == []
    with acting_as(acting_user(billing["names"]["archivist"])):
        customer = session.scalars(select(Customer)).one()
        assert (customer.trading_currency, customer.version) == ("USD", 2)


def test_of_a_billing_cut_nobody_moves_the_customer(session, billing):
    with acting_as(acting_user(billing["names"]["clerk"])):
        cut = session.scalars(select(CustomerBilling)).one()
        cut.account_manager_id = None
        with pytest.raises(RuleError):
            session.flush()
        session.rollback()


@pytest.mark.parametrize("name", ["seller", "archivist"])
def test_who_keeps_the_customer_no_longer_writes_its_billing(session, billing, name):
    def one(entity):
        return session.scalars(select(entity)).one()

    with acting_as(acting_user(billing["names"][name])):
        customer = session.scalars(select(Customer)).one()
        customer.remark = "changed"
        session.commit()
        for change in (
            lambda: setattr(one(Customer), "trading_currency", "EUR"),
            lambda: setattr(one(InvoiceTitle), "title", "改了"),
            lambda: session.add(InvoiceTitle(customer_id=billing["mine"], title="另一抬头")),
            lambda: setattr(one(CustomerBilling), "trading_currency", "EUR"),
        ):
            change()
            with pytest.raises(RuleError):
                session.flush()
            session.rollback()


def test_a_file_brings_in_no_billing_either(session, billing):
    with acting_as(acting_user(billing["names"]["archivist"])):
        place = session.scalars(select(Customer.department_id)).one()
        told = {
            "name": "新客户",
            "department_id": place,
            "number": "KX1",
            "trading_currency": "USD",
        }
        draft = bulk.draft(Customer, told)
        draft.derive()
        with pytest.raises(RuleError):
            bulk.add(session, Customer, [draft])
        session.rollback()


def test_without_a_duty_for_billing_all_is_as_before(session, company):
    with acting_as(acting_user(company["names"]["seller"])):
        session.scalars(select(Customer)).one().trading_currency = "EUR"
        session.add(InvoiceTitle(customer_id=company["mine"], title="抬头"))
        session.commit()
    with acting_as(acting_user(company["names"]["clerk"])):
        assert session.scalars(select(CustomerBilling.id)).all() == []
        assert session.scalars(select(InvoiceTitle.id)).all() == []


@pytest.fixture
def desk(unguarded, machine, sign_in):
    """Two browsers: of finance on duty for billing, and of the archivist who keeps a customer."""
    with machine():
        finance, sales = make_department(), make_department()
        customer = make_customer("销售一号有限公司", department_id=sales.id, trading_currency="CNY")
        title = keep(InvoiceTitle(customer_id=customer.id, title="销售一号"))
        put_on_duty(finance, BILLING)
        found = {"customer": customer.id, "title": title.id}
        places = finance.id, sales.id
    clerk, _ = sign_in("Staff", department=places[0])
    archivist, _ = sign_in("Archivist", department=places[1])
    return clerk, archivist, found


def currency_of(machine, number):
    with machine() as session:
        return session.get(Customer, number).trading_currency


def test_the_form_shows_the_billing_fields_locked_and_keeps_them(desk, machine):
    _, archivist, at = desk
    page = archivist.get(f"/customers/edit/{at['customer']}").get_data(as_text=True)
    field = page[: page.index('id="trading_currency"')].rpartition("<select")[2]
    assert "disabled" in field
    assert "录入" in page
    told = {"row_version": "1", "name": "销售一号有限公司", "time_status": "active",
            "security": "internal", "market": "domestic", "remark": "改了备注"}  # fmt: skip
    with machine() as session:
        told["department"] = session.get(Customer, at["customer"]).department_id
    sent = archivist.post(f"/customers/edit/{at['customer']}", data=told)
    assert sent.status_code == 302
    assert currency_of(machine, at["customer"]) == "CNY"
    told |= {"row_version": "2", "trading_currency": "USD"}
    refused = archivist.post(f"/customers/edit/{at['customer']}", data=told)
    assert refused.status_code == 200
    assert "改了备注" in refused.get_data(as_text=True)
    assert currency_of(machine, at["customer"]) == "CNY"


def test_finance_changes_billing_on_the_headings_page_and_nothing_else(desk, machine):
    clerk, archivist, at = desk
    page = clerk.get(f"/customer-headings/show/{at['customer']}").get_data(as_text=True)
    for tab in ("invoice-titles", "bank-accounts", "billing-data"):
        assert f"/{tab}/of/{at['customer']}" in page
        assert clerk.get(f"/{tab}/of/{at['customer']}").status_code == 200
    told = {"row_version": "1", "trading_currency": "USD"}
    answer = clerk.post(f"/billing-data/edit/{at['customer']}", data=told)
    assert answer.location.endswith(f"/customer-headings/show/{at['customer']}#billing-data")
    assert currency_of(machine, at["customer"]) == "USD"
    new = {"kind": "company", "title": "另一抬头"}
    assert clerk.post(f"/invoice-titles/add?for={at['customer']}", data=new).status_code == 302
    assert clerk.get(f"/customers/show/{at['customer']}").status_code == 404
    refused = archivist.post(f"/invoice-titles/add?for={at['customer']}", data=new)
    assert refused.location.endswith(f"/customers/show/{at['customer']}#invoice-titles")
    assert archivist.get(f"/invoice-titles/edit/{at['title']}").status_code == 302
    stale = clerk.post(f"/billing-data/edit/{at['customer']}", data=told)
    assert stale.status_code == 200  # Somebody, here oneself, has changed it since.
