"""A batch passed and filed as one takes along only whom its own page's step would take too."""

from datetime import date

import pytest

from app.customers import passage
from app.customers.evidence import Verification
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.customers.verification import CheckKind, CheckMethod, CheckResult, Standing
from app.exchange.rules import BatchStatus
from tests.exchange.screens import HEADER, batch, csv_file, customers, imported, step, work

TWO = csv_file(HEADER, ("甲仪器有限公司", "", "0755-1"), ("乙仪器有限公司", "", ""))
LEFT = "未随批次处理的行 (1)"


@pytest.fixture
def waiting(site, sign_in):
    """An imported batch, and the browser of another archivist who reviews it."""
    browser, _ = sign_in("Archivist")
    pk = imported(site, browser, TWO)
    other, other_id = sign_in("Archivist")
    return pk, other, other_id


def check(machine, name, result):
    with machine() as session:
        customer = session.query(Customer).filter_by(name=name).one()
        session.add(
            Verification(
                customer_id=customer.id, kind=CheckKind.legality, method=CheckMethod.register,
                source="公示系统", result=result, checked_on=date(2026, 1, 2), remark="已吊销",
            )
        )  # fmt: skip
        passage.verify(session, customer)
        return customer.id


def statuses(machine):
    return {row.name: row.entry_status for row in customers(machine)}


@pytest.mark.clause("S5.3.1.2")
def test_a_customer_whose_check_failed_is_left_out_counted_and_listed(site, machine, waiting):
    pk, other, _ = waiting
    check(machine, "甲仪器有限公司", CheckResult.failed)
    page = other.get(f"/imports/show/{pk}").get_data(as_text=True)
    assert LEFT in page
    for name in ("review", "file"):
        step(other, name, pk)
        assert work(site) == ["done"]
    assert statuses(machine) == {
        "甲仪器有限公司": EntryStatus.submitted, "乙仪器有限公司": EntryStatus.filed,
    }  # fmt: skip
    assert batch(machine, pk).status is BatchStatus.filed
    assert LEFT in other.get(f"/imports/show/{pk}").get_data(as_text=True)


@pytest.mark.clause("S5.3.1.2")
def test_a_check_that_fails_between_passing_and_filing_stops_the_filing(site, machine, waiting):
    pk, other, _ = waiting
    step(other, "review", pk)
    work(site)
    check(machine, "甲仪器有限公司", CheckResult.failed)
    step(other, "file", pk)
    work(site)
    assert statuses(machine)["甲仪器有限公司"] is EntryStatus.reviewed
    assert LEFT in other.get(f"/imports/show/{pk}").get_data(as_text=True)


@pytest.mark.clause("S5.3.1.2")
def test_what_failed_is_still_sent_back_with_its_batch(site, machine, waiting):
    pk, other, _ = waiting
    customer = check(machine, "甲仪器有限公司", CheckResult.failed)
    with machine() as session:
        assert session.get(Customer, customer).verification is Standing.failed
    step(other, "send_back", pk, reason="电话都是旧的")
    work(site)
    assert set(statuses(machine).values()) == {EntryStatus.returned}


@pytest.mark.clause("S1.4(2)")
def test_a_customer_the_reviewer_entered_is_left_to_others(site, machine, waiting):
    pk, other, other_id = waiting
    with machine() as session:
        session.query(Customer).filter_by(name="乙仪器有限公司").one().submitted_by_id = other_id
    step(other, "review", pk)
    assert work(site) == ["done"]
    assert statuses(machine)["乙仪器有限公司"] is EntryStatus.submitted
    assert LEFT in other.get(f"/imports/show/{pk}").get_data(as_text=True)


def test_a_batch_without_such_rows_says_nothing_of_them(site, machine, waiting):
    pk, other, _ = waiting
    check(machine, "甲仪器有限公司", CheckResult.passed)
    assert "未随批次处理" not in other.get(f"/imports/show/{pk}").get_data(as_text=True)
