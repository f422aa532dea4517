"""Files of contracts and payments: bad money is refused in the preview, an undo finds it all."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.approvals.models import ApprovalRule
from app.approvals.rules import ApprovalKind
from app.contracts.models import Contract
from app.contracts.money import Allocation, Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import ContractStage
from app.exchange.models import ImportBatch
from app.exchange.rules import BatchStep, Outcome
from app.exchange.undoing import undo_import
from tests.contracts.factories import make_receivable
from tests.exchange.test_entries import bring, figures, sheet
from tests.factories import keep, make_customer, make_user

PAYMENTS = ["客户名称", "回款日期", "金额", "币种", "应收编号", "回款类别", "预收"]


@pytest.fixture
def owed(session):
    found = [make_receivable(make_customer(name), "100.00") for name in ("甲公司", "乙公司")]
    session.commit()
    return found


def paying(tmp_path, *rows):
    headers = {"应收编号": "receivable", "回款类别": "kind", "回款日期": "happened_on"}
    return bring(sheet(tmp_path / "p.csv", PAYMENTS, rows), "payment", headers=headers)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({2: "100.01"}, "0.01"),
        ({0: "乙公司"}, "另一个客户"),
        ({3: "USD"}, "货币"),
        ({3: "XXQ"}, "XXQ"),
        ({5: "退款"}, "退款"),
    ],
)
def test_a_payment_that_fits_nothing_is_refused_and_the_good_ones_come_in(
    session, tmp_path, owed, change, because
):
    good = ["甲公司", "2026-03-01", "100.00", "CNY", owed[0].number, "收款", ""]
    bad = [change.get(place, cell) for place, cell in enumerate(good)]
    report = paying(tmp_path, bad, good)
    assert [row.outcome for row in report.rows] == [Outcome.refused, Outcome.created]
    assert because in report.rows[0].reason
    assert [p.allocated for p in session.scalars(select(Payment))] == [100]


def test_two_rows_pay_no_more_than_is_owed_unless_the_rest_is_an_advance(session, tmp_path, owed):
    row = ["甲公司", "2026-03-01", "60", "CNY", owed[0].number, "收款", ""]
    report = paying(tmp_path, row, row, [*row[:-1], "是"])
    assert [r.outcome for r in report.rows] == [
        Outcome.created, Outcome.refused, Outcome.created,
    ]  # fmt: skip
    assert [p.allocated for p in session.scalars(select(Payment).order_by(Payment.id))] == [60, 40]


def test_an_undo_takes_payments_back_and_what_they_settled_is_owed_again(session, tmp_path, owed):
    row = ["甲公司", "2026-03-01", "60", "CNY", owed[0].number, "收款", ""]
    assert figures(paying(tmp_path, row))[1] == 1
    batch = session.scalars(select(ImportBatch)).one()
    batch.end(BatchStep.undo)
    session.commit()
    work = batch.command(session, make_user(role="ChiefArchivist").id)
    session.commit()
    undo_import(session, work)
    assert session.scalars(select(Payment).where(Payment.voided_at.is_(None))).all() == []
    assert session.scalars(select(Allocation).where(Allocation.voided_at.is_(None))).all() == []
    assert set(session.scalars(select(Receivable.paid))) == {0}


CONTRACTS = ["客户名称", "合同名称", "签订日期", "结束日期", "金额", "币种", "提前提醒天数"]


def agreed(tmp_path, *rows):
    return bring(sheet(tmp_path / "c.csv", CONTRACTS, rows), "contract")


def test_what_was_signed_is_in_force_and_its_end_is_thought_of(session, tmp_path, owed):
    row = ["甲公司", "供货合同", "2026-01-05", "2027-01-04", "1000", "CNY", "45"]
    draft = ["甲公司", "备件合同", "", "2027-01-04", "1000", "CNY", ""]
    assert figures(agreed(tmp_path, row, draft))[1] == 2
    signed, drafted = session.scalars(select(Contract).order_by(Contract.id))
    assert (signed.stage, signed.remind_on.isoformat()) == (ContractStage.signed, "2026-11-20")
    assert drafted.stage is ContractStage.drafted


def test_what_a_rule_asks_about_comes_in_as_a_draft(session, tmp_path, owed):
    keep(ApprovalRule(kind=ApprovalKind.contract, place=1, from_amount=Decimal(500), post="head"))
    session.commit()
    rows = [["甲公司", f"合同{amount}", "2026-01-05", "", amount, "CNY", ""]
            for amount in ("499", "500")]  # fmt: skip
    assert figures(agreed(tmp_path, *rows))[1] == 2
    stages = [c.stage for c in session.scalars(select(Contract).order_by(Contract.id))]
    assert stages == [ContractStage.signed, ContractStage.drafted]


def test_a_negative_amount_is_refused_before_anything_is_written(session, tmp_path, owed):
    report = agreed(tmp_path, ["甲公司", "合同", "", "", "-1", "CNY", ""])
    assert report.refused == 1
    assert "金额不能小于零" in report.rows[0].reason
