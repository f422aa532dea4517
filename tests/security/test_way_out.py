"""Settings, requests and figures leave as lists do: by who may, in people's words, with a trace."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.approvals.delegations import Delegation
from app.audit.models import AuditEntry
from app.care.gift_limits import GiftLimit
from app.core.clock import today
from app.security.models import Person
from app.security.rules import Security
from tests.approvals.house import make_house, make_request
from tests.care.factories import answer, make_survey
from tests.contracts.factories import make_receivable
from tests.factories import keep, make_contact, make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S5.4.2.3")

#: What only settings hold → a word its file must tell, as the list does.
SETTINGS = {
    "/approval-rules": "部门负责人",
    "/questionnaires": "企业",
    "/gift-limits": "200",
    "/follow-up-templates": "企业",
    "/duties": "回款",
}


def take(browser, address, kind="csv"):
    return browser.post(f"{address}/export/{kind}")


def rows_of(answer):
    assert answer.status_code == 200, answer.location
    told = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(told, newline="")))


def trail(machine):
    with machine() as session:
        asked = select(AuditEntry).where(AuditEntry.event.like("export%")).order_by(AuditEntry.id)
        return [(e.event, e.subject, json.loads(e.detail)) for e in session.scalars(asked)]


@pytest.fixture
def owed(machine):
    with machine():
        make_department()
        first, second = make_customer("甲木有限公司"), make_customer("乙火有限公司")
        make_receivable(first, "100.00")
        make_receivable(second, "250.50")
        make_receivable(second, "20.00", due_on=today() + timedelta(days=9))
        survey = make_survey(first)
        answer(survey)


@pytest.mark.usefixtures("unguarded")
def test_an_administrator_takes_settings_out_and_no_business(sign_in, machine):
    with machine() as session:
        session.add(GiftLimit(from_on=today() + timedelta(days=1), amount=Decimal(200)))
    browser, _ = sign_in("SystemAdmin")
    for address, word in SETTINGS.items():
        assert f"{address}/export/xlsx" in browser.get(f"{address}/list/").get_data(as_text=True)
        assert any(word in cell for row in rows_of(take(browser, address)) for cell in row), address
    assert len(trail(machine)) == 2 * len(SETTINGS)
    for address in ("/customer-headings", "/ageing", "/satisfaction", "/approvals", "/customers"):
        assert take(browser, address).status_code == 403


@pytest.mark.usefixtures("unguarded", "owed")
def test_headings_and_figures_leave_as_the_pages_show_them(sign_in, machine):
    browser, _ = sign_in("ChiefArchivist")
    assert {row[1] for row in rows_of(take(browser, "/customer-headings"))[2:]} == {
        "甲木有限公司", "乙火有限公司",
    }  # fmt: skip
    mark, heads, *rows = rows_of(take(browser, "/ageing"))
    assert str(today()) in mark[0]
    assert heads[:3] == ["客户", "币种", "未收"]
    assert [row[:3] for row in rows] == [
        ["乙火有限公司", "CNY", "270.50"], ["甲木有限公司", "CNY", "100.00"],
    ]  # fmt: skip
    assert all(sum(map(Decimal, row[3:])) == Decimal(row[2]) for row in rows)
    _, heads, *rows = rows_of(take(browser, "/satisfaction"))
    assert heads[0] == "客户类别"
    assert {row[0]: row[1] for row in rows}["合计"] == "1"
    ended = [(subject, told["rows"]) for event, subject, told in trail(machine) if "ended" in event]
    assert ended == [("customer", 2), ("receivable", 2), ("survey", len(rows))]
    for page in ("/ageing/", "/satisfaction/", "/customer-headings/list/"):
        assert "/export/xlsx" in browser.get(page).get_data(as_text=True)
    assert take(browser, "/ageing", "xlsx").get_data()[:2] == b"PK"


@pytest.mark.parametrize("role", ["Staff", "Auditor"])
@pytest.mark.usefixtures("unguarded", "owed")
def test_who_has_no_right_is_offered_no_way_out_and_gets_none(sign_in, machine, role):
    browser, _ = sign_in(role)
    for page in ("/ageing/", "/satisfaction/", "/customer-headings/list/", "/approvals/list/"):
        assert "/export/" not in browser.get(page).get_data(as_text=True)
        assert take(browser, page.removesuffix("list/").rstrip("/")).status_code == 403
    assert trail(machine) == []


@pytest.mark.usefixtures("unguarded", "owed")
def test_what_hangs_below_a_customer_too_high_to_leave_stays(sign_in, machine):
    with machine():
        secret = make_customer("机密二号有限公司", security=Security.restricted)
        make_receivable(secret, "5.00")
        make_contact(secret)
    browser, _ = sign_in("ChiefArchivist", clearance=Security.confidential)
    for address, page in (
        ("/ageing", "/ageing/"),
        ("/receivables", "/receivables/list/"),
        ("/contacts", "/contacts/list/"),
        ("/customer-headings", "/customer-headings/list/"),
    ):
        assert take(browser, address).status_code == 302
        assert "复制申请" in browser.get(page).get_data(as_text=True)
    assert trail(machine) == []
    lower, _ = sign_in("ChiefArchivist")
    assert len(rows_of(take(lower, "/ageing"))) == 2 + 2


@pytest.mark.usefixtures("unguarded")
def test_ones_own_requests_and_delegations_leave_and_nobody_elses(app, machine):
    with machine() as session:
        house = make_house()
        make_request(house)
        head, other = (session.get_one(Person, house[name]) for name in ("head", "other"))
        delegation = Delegation(from_on=today(), to_on=today(), reason="出差一周")
        delegation.begin(head, other, today())
        keep(delegation)
    browser = app.test_client()
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(house["head"]), True
    _, heads, *rows = rows_of(take(browser, "/approvals"))
    assert (heads[0], heads[-1], len(heads)) == ("申请事项", "申请时间", 6)
    assert len(rows) == 1
    assert "{" not in rows[0][2]
    assert len(rows_of(browser.post("/approvals/export/csv?tab=mine"))) == 2
    assert len(rows_of(take(browser, "/delegations"))) == 3
    assert rows_of(take(browser, "/delegations"))[2][4] == "全部种类"
    with machine():
        stranger = make_user("DepartmentHead", department=make_department().id).id
    with browser.session_transaction() as visit:
        visit["_user_id"] = str(stranger)
    for address in ("/approvals", "/delegations", "/access-asks"):
        assert len(rows_of(take(browser, address))) == 2, address


def test_the_machine_has_no_requests_of_its_own(app, tmp_path):
    told = ["export", "delegation", "--to", str(tmp_path / "out.csv")]
    assert app.test_cli_runner().invoke(args=told).exit_code == 2
