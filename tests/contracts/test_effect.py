"""A draft's plan is not owed: it is from the signing on, and follows the version in force."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import inspect, select, text

from app.audit.models import AuditEntry
from app.contracts.ageing import by_customer, totals
from app.contracts.models import Contract
from app.contracts.receivables import Receivable
from app.contracts.rules import ReceivableState as S
from app.contracts.rules import receivable_state
from app.core.clock import today
from app.core.db import db
from app.customers.models import Customer
from app.exchange.rules import Outcome
from tests.contracts.factories import make_contract, make_receivable
from tests.contracts.test_approving import enter, house, request_of, stage, step
from tests.exchange.test_entries import bring, sheet
from tests.factories import make_customer
from tests.migrating import migration, on

__all__ = ["house"]
LATE = str(today() - timedelta(days=40))
PLAN = {"happened_on": "2025-01-01", "due_on": LATE, "amount": "500", "currency": "CNY"}
MIGRATION = "20261127_0261_tell_effect_of_receivables"


@pytest.mark.parametrize(
    ("paid", "is_effective", "expected"),
    [(0, False, S.not_effective), (1, False, S.not_effective), (5, False, S.settled),
     (1, True, S.overdue)],
)  # fmt: skip
def test_what_is_not_agreed_yet_is_not_late(paid, is_effective, expected):
    due = today() - timedelta(days=1)
    told = receivable_state(Decimal(5), Decimal(paid), due, today(), is_effective=is_effective)
    assert told is expected


def draft(browser, at, **fields):
    told = {"customer": at["customer"], "name": "年度供货合同", "amount": "1000", "type": "direct",
            "currency": "CNY", "remind_days": "30", "original_count": "1", "copy_count": "0",
            **fields}  # fmt: skip
    assert browser.post("/contracts/add", data=told).status_code == 302


def plan(browser, at, contract, **fields):
    told = {"customer": at["customer"], "contract": contract, **PLAN, **fields}
    assert browser.post("/receivables/add", data=told).status_code == 302


def newest(machine, entity):
    with machine() as session:
        return session.scalars(select(entity.id).order_by(entity.id.desc())).first()


def states(machine):
    """As the list's select tells them, and as the record does itself."""
    with machine() as session:
        asked = select(Receivable.state, Receivable).order_by(Receivable.id)
        rows = session.execute(asked).all()
        assert [told for told, _ in rows] == [row.state for _, row in rows]
        return [told for told, _ in rows]


def rows_of(browser, address):
    return browser.get(address).get_data(as_text=True).partition("<tbody")[2].count("<tr")


def test_the_plan_of_a_draft_is_owed_nowhere_until_it_is_signed(finance, machine):
    browser, at = finance
    draft(browser, at)
    contract = newest(machine, Contract)
    plan(browser, at, contract)
    plan(browser, at, "", amount="7")  # Under no contract: owed at once.
    assert states(machine) == [S.not_effective, S.overdue]
    assert rows_of(browser, "/receivables/list/?state=not_effective") == 1
    assert rows_of(browser, "/receivables/list/?state=overdue") == 1
    with machine() as session:
        assert sum(totals(session, today())["CNY"].values()) == 7
        assert [owed.total for owed in by_customer(session, today())] == [7]
    assert "507.00" not in browser.get("/ageing/").get_data(as_text=True)
    assert "1 笔应收款已逾期" in browser.get("/").get_data(as_text=True)
    month = f"/calendar/?month={LATE[:7]}"
    assert browser.get(month).get_data(as_text=True).count("/receivables/show/") == 1
    browser.post("/contracts/step/sign", data={"rowid": contract})
    assert states(machine) == [S.overdue, S.overdue]
    assert "2 笔应收款已逾期" in browser.get("/").get_data(as_text=True)
    assert browser.get(month).get_data(as_text=True).count("/receivables/show/") == 2


def test_a_receivable_moved_to_a_draft_waits_for_it_and_moved_away_is_owed(finance, machine):
    browser, at = finance
    draft(browser, at)
    contract = newest(machine, Contract)
    plan(browser, at, "")
    pk = newest(machine, Receivable)
    for under, expected in ((contract, S.not_effective), ("", S.overdue)):
        with machine() as session:
            version = session.get(Receivable, pk).version
        told = {"customer": at["customer"], "contract": under, **PLAN, "row_version": version}
        assert browser.post(f"/receivables/edit/{pk}", data=told).status_code == 302
        assert states(machine) == [expected]


def test_a_payment_for_a_customer_leaves_a_drafts_plan_alone_and_one_for_it_does_not(
    finance, machine
):
    browser, at = finance
    draft(browser, at)
    contract = newest(machine, Contract)
    plan(browser, at, contract)
    paid = {"customer": at["customer"], "kind": "receipt", "method": "wire", "amount": "100",
            "happened_on": "2026-01-02", "currency": "CNY", "settles": "y",
            "is_advance": "y"}  # fmt: skip
    for under, expected in (("", 0), (contract, 100)):
        answer = browser.post("/payments/add", data={**paid, "contract": under})
        assert answer.status_code == 302
        with machine() as session:
            assert session.scalars(select(Receivable.paid)).one() == expected


def test_a_file_tells_a_drafts_plan_from_a_signed_ones(session, tmp_path):
    customer = make_customer("甲公司")
    make_contract(customer, number="HT-1")
    signed = make_contract(customer, number="HT-2")
    signed.stage = signed.stage.signed
    session.commit()
    heads = ["客户名称", "计划日期", "应收日期", "金额", "币种", "合同编号"]
    rows = [["甲公司", "2025-01-01", "2025-02-01", "5", "CNY", told] for told in
            ("HT-1", "HT-2", "")]  # fmt: skip
    report = bring(sheet(tmp_path / "r.csv", heads, rows), "receivable")
    assert [row.outcome for row in report.rows] == [Outcome.created] * 3
    found = session.scalars(select(Receivable.state).order_by(Receivable.id)).all()
    assert found == [S.not_effective, S.overdue, S.overdue]


def test_an_approval_that_signs_makes_its_plan_owed_whoever_decides(house, machine):
    number = enter(house, machine, signed_on="2026-08-01")
    with machine() as session:
        customer = session.get(Customer, house[1]["customer"])
        owed = make_receivable(customer, contract_id=number, is_effective=False)
        pk = owed.id
    step(house, "clerk", "ask", number)
    step(house, "head", "approve", request_of(machine)[0], "approvals")
    assert stage(machine, number).name == "signed"
    with machine() as session:
        assert session.get(Receivable, pk).is_effective


def test_what_is_still_owed_follows_the_new_version_and_says_so(finance, machine):
    browser, at = finance
    draft(browser, at)
    old = newest(machine, Contract)
    browser.post("/contracts/step/sign", data={"rowid": old})
    for paid in ("0", "500", "200"):
        plan(browser, at, old)
        with machine() as session:
            owed = session.get(Receivable, newest(machine, Receivable))
            owed.paid = Decimal(paid)
    draft(browser, at, supersedes=old, amount="1200")
    new = newest(machine, Contract)
    assert "800.00" in browser.get(f"/contracts/show/{new}").get_data(as_text=True)
    browser.post("/contracts/step/sign", data={"rowid": new})
    with machine() as session:
        rows = session.scalars(select(Receivable).order_by(Receivable.id)).all()
        assert [row.contract_id for row in rows] == [new, old, new]
        assert sum(totals(session, today())["CNY"].values()) == 800
        moved = session.scalars(
            select(AuditEntry.detail).where(
                AuditEntry.subject == "receivable", AuditEntry.event == "change"
            )
        ).all()
        assert sum("contract_id" in str(detail) for detail in moved) == 2
    paid = {"customer": at["customer"], "contract": new, "kind": "receipt", "method": "wire",
            "amount": "800", "happened_on": "2026-01-02", "currency": "CNY",
            "settles": "y"}  # fmt: skip
    assert browser.post("/payments/add", data=paid).status_code == 302
    with machine() as session:
        assert totals(session, today()) == {}


def test_a_version_taken_back_gives_back_what_had_moved_to_it(finance, machine):
    browser, at = finance
    draft(browser, at)
    old = newest(machine, Contract)
    browser.post("/contracts/step/sign", data={"rowid": old})
    plan(browser, at, old)
    draft(browser, at, supersedes=old)
    new = newest(machine, Contract)
    browser.post("/contracts/step/sign", data={"rowid": new})
    browser.post("/contracts/step/void", data={"rowid": new, "reason": "版本录入有误，撤销"})
    with machine() as session:
        assert session.scalars(select(Receivable.contract_id)).one() == old
        assert session.get(Contract, old).stage.name == "performing"


@pytest.mark.usefixtures("unguarded")
def test_what_drafts_planned_before_waits_for_them_too(app, machine):
    with machine():
        customer = make_customer()
        agreed = make_contract(customer)
        agreed.stage = agreed.stage.signed
        for contract in (make_contract(customer), agreed, None):
            make_receivable(customer, contract=contract)
    module = migration(MIGRATION)
    with app.app_context(), db.engine.begin() as connection:
        with on(connection):
            module.downgrade()
            found = {column["name"] for column in inspect(connection).get_columns("receivable")}
            assert not found & {"is_effective", "moved_from_id"}
            module.upgrade()
        asked = text("SELECT is_effective FROM receivable ORDER BY id")
        assert [bool(told) for (told,) in connection.execute(asked)] == [False, True, True]
        names = {index["name"] for index in inspect(connection).get_indexes("receivable")}
        assert {"ix_receivable_open", "uq_receivable_source"} <= names
