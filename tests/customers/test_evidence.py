"""Evidence from outside: sent, seen with its customer, fetched safely, taken back; and checks."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.clock import today
from app.core.words import RuleError
from app.customers.evidence import Evidence, Verification
from app.customers.models import Customer
from app.customers.rules import CustomerKind, EntryStatus
from app.customers.verification import (
    Check,
    CheckKind,
    CheckResult,
    Standing,
    check_checked_on,
    check_standing,
    prove,
)
from tests.factories import make_customer, make_department

PDF = b"%PDF-1.7\n%%EOF\n"
DAY = date(2026, 3, 2)


@pytest.fixture
def customer(machine):
    with machine():
        return make_customer("星辰科技有限公司").id


def send(browser, customer, content=PDF, name="营业执照.pdf", **fields):
    sent = {"kind": "licence", "upload": (io.BytesIO(content), name), **fields}
    return browser.post(f"/evidence/add?for={customer}", data=sent)


@pytest.mark.clause("S3.收集.3", "S9.3(一)")
def test_evidence_is_kept_beside_the_customer_and_counts_in_its_score(
    unguarded, sign_in, customer, machine
):
    browser, user = sign_in("Archivist")
    assert send(browser, customer).status_code == 302
    with machine() as session:
        piece = session.scalars(select(Evidence)).one()
        assert (piece.title, piece.size, piece.created_by_id) == ("营业执照.pdf", len(PDF), user)
        assert session.get(Customer, customer).completeness > 0
    assert "营业执照" in browser.get(f"/evidence/of/{customer}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "name"), [(b"<html>", "a.html"), (b"<html>", "a.pdf"), (b"", "a.png")]
)
def test_a_file_of_the_wrong_kind_is_refused_and_the_form_stays(
    unguarded, sign_in, customer, machine, content, name
):
    browser, _ = sign_in("Archivist")
    answer = send(browser, customer, content, name, title="写好的题名")
    assert answer.status_code == 200
    assert "写好的题名" in answer.get_data(as_text=True)
    with machine() as session:
        assert session.scalars(select(Evidence)).all() == []


@pytest.mark.clause("S9.3(四)", "S6.五.2")
def test_a_download_is_an_attachment_in_a_sandbox_and_leaves_a_trace(
    unguarded, sign_in, customer, machine
):
    browser, _ = sign_in("Archivist")
    send(browser, customer)
    answer = browser.get("/evidence/file/1")
    assert answer.data == PDF
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment")
    assert "filename*=UTF-8''%E8%90%A5" in told
    shown = browser.get("/evidence/preview/1")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    with machine() as session:
        events = set(session.scalars(select(AuditEntry.event)))
    assert {"download", "preview"} <= events


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/evidence/of/{customer}"),
        ("GET", "/evidence/show/1"),
        ("GET", "/evidence/file/1"),
        ("GET", "/evidence/preview/1"),
        ("POST", "/evidence/add?for={customer}"),
        ("GET", "/verifications/of/{customer}"),
        ("POST", "/verifications/add?for={customer}"),
        ("GET", "/customers/gaps/{customer}"),
        ("GET", "/reviews/show/{customer}"),
        ("POST", "/reviews/decide/{customer}"),
        ("GET", "/sheets/filled/{customer}"),
        ("POST", "/sheets/printed/{customer}"),
        ("GET", "/hand-overs/of/{customer}"),
    ],
)
@pytest.mark.clause("S6.五.2")
def test_a_foreign_customers_evidence_is_not_there(
    unguarded, sign_in, machine, customer, method, address
):
    mine, _ = sign_in("ChiefArchivist")
    send(mine, customer)
    with machine():
        elsewhere = make_department().id
    browser, _ = sign_in("Archivist", department=elsewhere)
    answer = browser.open(address.format(customer=customer), method=method)
    assert answer.status_code == 404


def test_an_auditor_sees_that_evidence_exists_but_not_the_file(unguarded, sign_in, customer):
    keeper, _ = sign_in("Archivist")
    send(keeper, customer)
    browser, _ = sign_in("Auditor")
    assert browser.get("/evidence/show/1").status_code == 200
    assert browser.get("/evidence/file/1").status_code == 403


def test_taken_back_evidence_leaves_its_row_and_its_bytes(unguarded, sign_in, customer, machine):
    browser, _ = sign_in("Archivist")
    send(browser, customer)
    with machine() as session:
        before = session.get(Customer, customer).completeness
    browser.post("/evidence/step/void", data={"rowid": "1", "reason": "拿错了文件"})
    assert browser.get("/evidence/file/1").status_code == 404
    with machine() as session:
        assert session.scalars(select(Evidence)).all() == []
        assert session.get(Customer, customer).completeness < before


# ── who the customer is ──────────────────────────────────────────
def made(kind, result, on=DAY, source="公示系统"):
    return Check(kind, result, on, source)


ID, LAW = CheckKind.identity, CheckKind.legality
YES, NO, UNCLEAR = CheckResult.passed, CheckResult.failed, CheckResult.unclear


@pytest.mark.parametrize(
    ("kind", "checks", "standing"),
    [
        (CustomerKind.enterprise, [], Standing.open),
        (CustomerKind.enterprise, [made(ID, YES)], Standing.open),
        (CustomerKind.individual, [made(ID, YES)], Standing.verified),
        (CustomerKind.enterprise, [made(ID, YES), made(LAW, YES)], Standing.verified),
        (CustomerKind.enterprise, [made(ID, YES), made(LAW, UNCLEAR)], Standing.open),
        (CustomerKind.enterprise, [made(ID, YES), made(LAW, NO)], Standing.failed),
        (CustomerKind.enterprise, [made(ID, NO), made(ID, YES), made(LAW, YES)], Standing.verified),
        (CustomerKind.individual, [made(ID, YES), made(LAW, NO)], Standing.failed),
    ],
)
@pytest.mark.clause("S5.3.1.2")
def test_the_newest_check_of_each_kind_decides(kind, checks, standing):
    assert prove(kind, checks).standing is standing


def test_what_is_verified_names_its_last_day_and_its_sources():
    later = DAY + timedelta(days=3)
    proof = prove(CustomerKind.other, [made(ID, YES, source="原件"), made(LAW, YES, later)])
    assert (proof.on, proof.source) == (later, "原件；公示系统")


def test_a_failed_standing_and_a_future_day_are_refused():
    with pytest.raises(RuleError, match="not passed"):
        check_standing(Standing.failed)
    with pytest.raises(RuleError, match="future"):
        check_checked_on(DAY + timedelta(days=1), DAY)


CHECKED = {"method": "register", "source": "企业信用公示系统", "checked_on": str(today())}


def check(browser, customer, kind, result, **fields):
    told = {**CHECKED, "kind": kind, "result": result, **fields}
    return browser.post(f"/verifications/add?for={customer}", data=told)


@pytest.mark.clause("S5.3.1.2", "S9.3(一)")
@pytest.mark.clause("S8.五.1(1)")
def test_a_verified_customer_says_so_in_its_record_list_and_sheet(
    unguarded, sign_in, customer, machine
):
    browser, user = sign_in("Archivist")
    assert "未核实" in browser.get(f"/customers/show/{customer}").get_data(as_text=True)
    for kind in ("identity", "legality"):
        assert check(browser, customer, kind, "passed").status_code == 302
    record = browser.get(f"/customers/show/{customer}").get_data(as_text=True)
    assert "企业信用公示系统" in record
    assert "已核实" in browser.get("/customers/list/?verification=verified").get_data(as_text=True)
    assert "企业信用公示系统" in browser.get(f"/sheets/filled/{customer}").get_data(as_text=True)
    with machine() as session:
        assert {row.checked_by_id for row in session.scalars(select(Verification))} == {user}


@pytest.mark.parametrize("step", ["review", "file"])
@pytest.mark.clause("S5.3.1.2")
def test_a_failed_check_stops_review_and_filing_with_one_sentence(
    unguarded, sign_in, customer, machine, step
):
    browser, _ = sign_in("Archivist")
    status = {"review": EntryStatus.submitted, "file": EntryStatus.reviewed}[step]
    with machine() as session:
        session.get(Customer, customer).entry_status = status
    assert check(browser, customer, "legality", "failed").status_code == 200  # no remark
    check(browser, customer, "legality", "failed", remark="已吊销")
    answer = browser.post(
        f"/customers/step/{step}", data={"rowid": customer}, follow_redirects=True
    )
    assert "核验未通过，不能继续" in answer.get_data(as_text=True)
    with machine() as session:
        assert session.get(Customer, customer).entry_status is status


def test_evidence_of_another_customer_proves_nothing_here(unguarded, sign_in, customer, machine):
    browser, _ = sign_in("Archivist")
    with machine():
        other = make_customer("他人有限公司").id
    send(browser, other)
    answer = check(browser, customer, "identity", "passed", evidence="1")
    assert "其他客户" in answer.get_data(as_text=True)
