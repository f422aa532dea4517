"""Forms sent and surveys ordered: waited for, reminded of, taken in with what came back."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.cli import department_of
from app.core.clock import today
from app.core.words import RuleError
from app.customers.collecting import Collection
from app.customers.collecting_rules import (
    CollectionKind,
    CollectionStatus,
    check_agency,
    check_days,
    reminder_day,
    status_of,
)
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from tests.exchange.screens import csv_file
from tests.factories import make_customer

pytestmark = pytest.mark.clause("S11.4.1a", "S11.4.1b")
DAY = date(2026, 11, 2)
PDF = b"%PDF-1.7\n%%EOF\n"


def test_what_came_back_late_came_back():
    assert status_of(None, None) is CollectionStatus.waiting
    assert status_of(None, DAY) is CollectionStatus.given_up
    assert status_of(DAY, DAY) is CollectionStatus.returned


def test_a_reminder_follows_the_day_it_is_due():
    assert reminder_day(DAY, 3) == date(2026, 11, 5)
    assert reminder_day(None, 3) is None


@pytest.mark.parametrize(
    "days",
    [(DAY, None, None, date(2026, 11, 1)), (DAY, date(2026, 11, 1), None, DAY),
     (DAY, None, date(2026, 11, 1), DAY), (DAY, None, date(2026, 11, 3), DAY)],
)  # fmt: skip
def test_days_out_of_order_are_refused(days):
    check_days(DAY, DAY, DAY, DAY)
    with pytest.raises(RuleError):
        check_days(*days)


@pytest.mark.parametrize(("kind", "agency"), [("agency", None), ("mailing", "零点调查")])
def test_an_agency_belongs_to_a_survey(kind, agency):
    with pytest.raises(RuleError):
        check_agency(CollectionKind[kind], agency)


def test_a_form_is_sent_reminded_of_and_taken_in_with_its_file(unguarded, machine, sign_in):
    """From the customer's page, by whoever keeps the customer."""
    browser, me = sign_in("Staff")
    with machine():
        pk = make_customer("星辰问卷有限公司", account_manager_id=me).id
    sent, due = today() - timedelta(days=20), today() - timedelta(days=9)
    form = {"customer": pk, "what": "客户资料表", "kind": "mailing", "happened_on": sent,
            "due_on": due, "remind_days": "5", "handler": me}  # fmt: skip
    assert browser.post("/collections/add", data=form).status_code == 302
    one = only(machine)
    assert (one["status"], one["remind_on"]) == (CollectionStatus.waiting, due + timedelta(days=5))
    assert one["number"].startswith("CJ")
    waiting = browser.get("/to-do/").get_data(as_text=True)
    assert f"/collections/show/{one['id']}" in waiting
    done = {"rowid": one["id"], "day": today().isoformat()}
    assert browser.post("/collections/step/take_in", data=done).status_code == 302
    scan = {"upload": (io.BytesIO(PDF), "资料表.pdf"), "result": "齐全", "row_version": "2"}
    scan |= {"returned_on": today(), "number": one["number"]}
    assert browser.post(f"/collections/edit/{one['id']}", data=form | scan).status_code == 302
    back = only(machine)
    assert (back["status"], back["file_name"]) == (CollectionStatus.returned, "资料表.pdf")
    assert f"/collections/show/{one['id']}" not in browser.get("/to-do/").get_data(as_text=True)
    assert one["number"] in browser.get(f"/customer-collections/of/{pk}").get_data(as_text=True)
    told = browser.get(f"/customers/history/{pk}").get_data(as_text=True)
    assert "客户资料表" in told
    assert "资料表.pdf" in told


def only(machine):
    with machine() as session:
        row = session.scalars(select(Collection)).one()
        return {c.key: getattr(row, c.key) for c in row.__mapper__.columns}


def test_a_list_of_them_comes_in_once_with_what_came_back(session, tmp_path):
    number = make_customer("星辰重工有限公司").number
    path = tmp_path / "list.csv"
    path.write_bytes(csv_file(
        ("客户编号", "采集方式", "表格名称", "调查机构", "寄出日期", "收回日期", "结果"),
        (number, "邮寄问卷", "客户资料表", "", "2026-01-05", "2026-01-20", "齐全"),
        (number, "委托调查", "渠道专项调查", "零点调查", "2026-02-01", "", ""),
        (number, "委托调查", "渠道专项调查", "零点调查", "2026-02-01", "", ""),
        (number, "委托调查", "没有机构", "", "2026-02-01", "", ""),
    ))  # fmt: skip
    session.commit()
    report = import_file(path, department_of("", None), Options(subject="collection"))
    told = [report.count(o) for o in (Outcome.created, Outcome.duplicate, Outcome.refused)]
    assert told == [2, 1, 1]
    kept = session.scalars(select(Collection).order_by(Collection.id)).all()
    assert [one.status.name for one in kept] == ["returned", "waiting"]
    assert kept[1].agency == "零点调查"
