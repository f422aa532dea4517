"""Finance takes a contract to its last payment; service a complaint to its confirmed end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import ContractStage, ReceivableState
from app.core.clock import today
from app.service.complaint_rules import ComplaintStatus
from app.service.complaints import Complaint
from tests.browser.conftest import CSS
from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department, make_user
from tests.service.factories import SERVICE

pytestmark = pytest.mark.browser


@pytest.fixture
def served(machine):
    """A customer of another department, whose business two departments enter."""
    with machine():
        finance, service = make_department(), make_department()
        put_on_duty(finance)
        put_on_duty(service, SERVICE)
        make_user("Archivist", finance.id, username="qian")
        make_user("Archivist", service.id, username="sun")
        return make_customer("近处轻工有限公司", department_id=make_department().id).id


def tab_add(walk, served, tab, form):
    """From the customer's heading, by the tab's own button, to an empty form with its name in."""
    walk.open(f"/customer-headings/show/{served}#{tab}")
    walk.send(f'.lines-foot a[href*="/{form}/add"]')
    walk.wait(lambda d: "近处轻工" in d.find_element(CSS, "form [name=customer]").text)


def save(walk):
    walk.send("[data-save]")
    walk.wait(lambda d: "/add" not in d.current_url)


@pytest.mark.clause("S1.5(3)")
def test_finance_takes_a_contract_to_its_last_payment(walk, served, machine):
    walk.log_in("qian")
    with walk.task("enter a contract"):
        tab_add(walk, served, "customer-contracts", "contracts")
        walk.fill("name", "轴承年度供货合同")
        walk.fill("signed_on", "2026-01")
        walk.fill("amount", "300000")
        save(walk)
        walk.sees("轴承年度供货合同")
    walk.step("sign")
    walk.step("start")
    contract = walk.driver.current_url.rpartition("/")[2].partition("#")[0]
    for period, amount in (("1", "100000"), ("2", "200000")):
        with walk.task("enter an instalment"):
            walk.open(f"/receivables/add?contract={contract}")
            walk.fill("period", period)
            walk.fill("amount", amount)
            walk.fill("due_on", str(today() + timedelta(days=30 * int(period))))
            save(walk)
    with walk.task("be refused a payment that is larger than what is owed"):
        walk.open(f"/payments/add?contract={contract}")
        walk.fill("amount", "300000.01")
        walk.send("[data-save]")
        walk.sees("预收")
        assert walk.find("form [name=amount]").get_attribute("value") == "300000.01"
    with walk.task("correct it, and see both instalments paid"):
        walk.fill("amount", "120000")
        save(walk)
        walk.open(f"/payments/add?contract={contract}")
        walk.fill("amount", "180000")
        save(walk)
    walk.open(f"/contracts/show/{contract}")
    walk.step("complete")
    walk.sees("300,000.00")
    with machine() as session:
        assert session.scalars(select(Contract)).one().stage is ContractStage.completed
        owed = session.scalars(select(Receivable).order_by(Receivable.id)).all()
        assert [r.state for r in owed] == [ReceivableState.settled] * 2
        assert sum(p.allocated for p in session.scalars(select(Payment))) == Decimal(300000)


@pytest.mark.clause("S8.三.1(4)")
def test_service_takes_a_complaint_to_its_confirmed_end(walk, served, machine):
    walk.log_in("sun")
    with walk.task("take a complaint"):
        tab_add(walk, served, "customer-complaints", "complaints")
        walk.choose("severity", "major")
        walk.type("form [name=description]", "第三批轴承有异响")
        save(walk)
        walk.sees("第三批轴承有异响")
    shown = walk.driver.current_url.partition("#")[0]
    walk.step("investigate")
    walk.step("pause", "等客户寄回样品")
    walk.sees("计时已暂停")
    walk.step("resume")
    walk.step("handle")
    walk.step("reply")
    with walk.task("be refused to settle it without a cause"):
        walk.step("close")
        walk.sees("结案前请填写：原因分析、纠正措施")
    with walk.task("write the cause, the mending and the customer's confirmation, and settle"):
        walk.open(shown.removeprefix(walk.site).replace("/show/", "/edit/"))
        walk.type("form [name=cause]", "装配间隙过大")
        walk.type("form [name=corrective_action]", "更换并复检")
        walk.fill("confirmed_on", str(today()))
        walk.choose("confirmed_how", "phone")
        walk.send("[data-save]")
        walk.wait(lambda d: "/edit/" not in d.current_url)
        walk.step("close")
    walk.sees("按期办结")
    with machine() as session:
        complaint = session.scalars(select(Complaint)).one()
        assert (complaint.status, complaint.closed_on) == (ComplaintStatus.closed, today())
        assert complaint.due_on is not None
