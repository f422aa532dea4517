"""A list leaves the house as it is shown, by who may, and never without a trace."""

import csv
import hashlib
import io
import json

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from app.audit.models import AuditEntry
from app.core.db import db
from app.customers.models import Customer
from app.security import exporting
from app.security.models import RoleTerms
from app.security.rules import Security
from tests.factories import make_customer, make_department, make_user

LIST = "/customers/export/{kind}"


@pytest.fixture
def files(machine):
    with machine():
        there = make_department()
        make_customer("远方重工有限公司", department_id=there.id)
        for name in ("甲木有限公司", "乙火有限公司", "丙土有限公司"):
            make_customer(name, city="深圳市", stock_code="000001")
        make_customer("=HYPERLINK(1)", city="广州市")


def take(browser, query="", kind="csv"):
    return browser.post(f"/customers/export/{kind}{query}")


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def trail(machine):
    with machine() as session:
        asked = select(AuditEntry).where(AuditEntry.event.like("export%")).order_by(AuditEntry.id)
        return [(e.event, e.request_id, json.loads(e.detail)) for e in session.scalars(asked)]


@pytest.mark.clause("S5.4.2.3")
def test_the_file_holds_the_list_as_filtered_and_ordered(unguarded, sign_in, files):
    browser, _ = sign_in("ChiefArchivist")
    answer = take(browser, "?city=深圳市&sort=name")
    mark, labels, *rows = rows_of(answer)
    assert [row[0] for row in rows] == sorted(["甲木有限公司", "乙火有限公司", "丙土有限公司"])
    assert labels[:2] == ["客户名称", "客户编号"]
    assert "深圳市" in mark[0]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="customer-')


def test_words_are_the_readers(unguarded, sign_in, files):
    browser, _ = sign_in("ChiefArchivist")
    assert "草稿" in take(browser).get_data(as_text=True)
    browser.post("/language/en")
    assert "Draft" in take(browser).get_data(as_text=True)


def test_a_workbook_opens_and_holds_real_moments(unguarded, sign_in, files):
    browser, _ = sign_in("ChiefArchivist")
    data = io.BytesIO(take(browser, kind="xlsx").get_data())
    rows = CalamineWorkbook.from_filelike(data).get_sheet_by_index(0).to_python()
    assert len(rows) == 2 + 5
    assert rows[2][-1].year >= 2026
    assert "'=HYPERLINK(1)" in {row[0] for row in rows}


def test_blocks_join_without_a_gap_or_a_repeat(unguarded, sign_in, files, monkeypatch):
    monkeypatch.setattr("app.core.exporting.BLOCK", 2)
    browser, _ = sign_in("ChiefArchivist")
    for query in ("", "?sort=name", "?sort=-updated_at", "?sort=number"):
        numbers = [row[0] for row in rows_of(take(browser, query))[2:]]
        assert len(numbers) == len(set(numbers)) == 5, query


@pytest.mark.clause("S6.五.2")
def test_an_export_passes_the_gate(unguarded, sign_in, files, machine):
    with machine():
        here = make_department().id
    browser, _ = sign_in("Archivist", department=here)
    assert "远方重工" not in take(browser).get_data(as_text=True)
    assert len(rows_of(take(browser))) == 2


@pytest.mark.clause("S11.3.1b")
def test_each_export_leaves_two_entries_with_the_files_own_hash(unguarded, sign_in, files, machine):
    browser, _ = sign_in("ChiefArchivist")
    data = take(browser, "?q=有限公司").get_data()
    (first, number, begun), (last, same, ended) = trail(machine)
    assert (first, last) == ("export", "export ended")
    assert number == same == begun["number"] == ended.pop("number")
    assert number in data.decode("utf-8-sig").splitlines()[0]
    assert begun["rows"] == ended["rows"] == 4
    assert "有限公司" in begun["filter"][0]
    assert "name" in begun["columns"]
    assert ended == {
        "rows": 4, "bytes": len(data), "whole": True, "sha256": hashlib.sha256(data).hexdigest()
    }  # fmt: skip


def test_a_reader_who_goes_away_leaves_the_closing_entry_too(
    unguarded, sign_in, files, machine, monkeypatch
):
    monkeypatch.setattr("app.core.exporting.BLOCK", 1)
    browser, _ = sign_in("ChiefArchivist")
    answer = browser.post("/customers/export/csv", buffered=False)
    next(answer.iter_encoded())
    answer.close()
    (_, _, begun), (_, _, ended) = trail(machine)
    assert begun["rows"] == 5
    assert ended["whole"] is False
    assert ended["rows"] < 5


def test_without_its_entry_nothing_is_sent(unguarded, sign_in, files, machine, monkeypatch):
    def refuse(_event):
        raise OSError("the trail cannot be written")

    monkeypatch.setattr(exporting, "_remember", refuse)
    browser, _ = sign_in("ChiefArchivist")
    answer = take(browser)
    assert answer.status_code == 500
    assert "甲木" not in answer.get_data(as_text=True)


@pytest.fixture
def set_cap(app):
    """Set every role's cap; what the process remembers of roles is forgotten before and after."""

    def _set_cap(cap):
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(update(RoleTerms.__table__).values(export_cap=cap))
        app.appbuilder.sm.rights._version = None

    yield _set_cap
    app.appbuilder.sm.rights._version = None


@pytest.mark.clause("S11.3.1b")
@pytest.mark.parametrize(
    ("cap", "sentence"), [(0, "您的角色不能导出"), (4, "最多导出 4 条"), (5, "")]
)
@pytest.mark.usefixtures("unguarded", "files")
def test_beyond_the_cap_one_sentence_and_no_row(sign_in, machine, set_cap, cap, sentence):
    set_cap(cap)
    browser, _ = sign_in("ChiefArchivist")
    answer = take(browser)
    assert (answer.status_code, len(trail(machine))) == ((302, 0) if sentence else (200, 1))
    if sentence:
        assert sentence in browser.get(answer.location).get_data(as_text=True)
    else:
        assert len(rows_of(answer)) == 7


def test_a_row_above_internal_leaves_only_by_approval(unguarded, sign_in, files, machine):
    with machine():
        make_customer("机密客户有限公司", security=Security.restricted)
    browser, _ = sign_in("ChiefArchivist", clearance=Security.confidential)
    answer = take(browser)
    assert answer.status_code == 302
    assert "复制申请" in browser.get(answer.location).get_data(as_text=True)
    assert len(rows_of(take(browser, "?security=internal,public"))) == 7


@pytest.mark.parametrize("query", ["?founded_on=between:x,y", "?kind=nosuch"])
def test_a_filter_that_makes_no_sense_exports_nothing(unguarded, sign_in, files, machine, query):
    browser, _ = sign_in("ChiefArchivist")
    assert take(browser, query).status_code == 302
    assert trail(machine) == []


@pytest.mark.parametrize("query", ["?_external=1&_scheme=x&kind=nosuch", "?endpoint=x&pk=1"])
def test_a_strange_address_breaks_nothing(unguarded, sign_in, files, query):
    browser, _ = sign_in("ChiefArchivist")
    assert browser.get(f"/customers/list/{query}").status_code == 200
    assert take(browser, query).status_code in {200, 302}


@pytest.mark.parametrize(
    ("role", "offered"),
    [("ChiefArchivist", True), ("Leader", True), ("Staff", False), ("Auditor", False)],
)
def test_the_way_out_is_shown_to_those_who_may(app, sign_in, files, role, offered):
    browser, _ = sign_in(role)
    page = browser.get("/customers/list/?q=木").get_data(as_text=True)
    assert ("/customers/export/xlsx?q=%E6%9C%A8" in page) == offered


def test_masked_columns_leave_masked(unguarded, sign_in, files, monkeypatch):
    gate = Customer.__gate__
    monkeypatch.setitem(gate.masks, "name", lambda text: f"{text[:1]}***")
    browser, _ = sign_in("ChiefArchivist")
    assert {row[0] for row in rows_of(take(browser))[2:]} <= {
        "远***",
        "甲***",
        "乙***",
        "丙***",
        "'=***",
    }


def test_exporting_holds_no_write_lock_while_the_file_flows(
    unguarded, sign_in, files, machine, monkeypatch
):
    monkeypatch.setattr("app.core.exporting.BLOCK", 1)
    browser, _ = sign_in("ChiefArchivist")
    answer = browser.post("/customers/export/csv", buffered=False)
    pieces = answer.iter_encoded()
    next(pieces)
    with unguarded.app_context(), db.engine.begin() as other:
        other.execute(update(RoleTerms.__table__).values(export_cap=7))
    assert b"".join(pieces)
    answer.close()
    with machine():
        assert make_user() is not None
