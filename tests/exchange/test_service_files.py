"""Complaints and service records as other systems list them, against an independent calculation."""

import csv
import html
import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.cli import department_of
from app.core.clock import now
from app.customers.headings import CustomerHeading
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from app.exchange.service_fields import COMPLAINT_FIELDS, SERVICE_FIELDS
from app.exchange.values import moment
from app.service.complaint_rules import ComplaintCategory, ComplaintStatus, Severity
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.service.rules import Promise, ServiceChannel, ServiceKind, ServiceStatus, promise
from tests.care.factories import leave_alone
from tests.endurance.scale import SCALE, write_down
from tests.factories import make_customer

DATA = Path(__file__).parents[2].parent / "shared" / "data"
real = pytest.mark.skipif(
    not DATA.exists(), reason="the real business files lie beside the project"
)
pytestmark = pytest.mark.clause("S1.5(3)", "S5.3.2.1")
CHINA = ZoneInfo("Asia/Shanghai")
#: So many rows of a file, drawn with a fixed seed; ``make endure`` takes them all.
SAMPLE = 300
LONGEST_CELL = 10_000
PLACES = {"neighborhood": "customer_name"}


def bring(path, subject, headers=None):
    options = Options(subject=subject, headers=headers or {})
    return import_file(path, department_of("", None), options)


def counts(report):
    counted = (Outcome.created, Outcome.duplicate, Outcome.refused)
    return (len(report.rows), *(report.count(outcome) for outcome in counted))


def sheet(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def drawn(name):
    """The file's header, and some of its rows in their order."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    if SCALE > 1:
        return told
    some = sorted(random.Random(7).sample(range(len(told)), SAMPLE))
    return [told[place] for place in some]


def brought(tmp_path, told, subject, column, headers=None):
    """The parties first, as customers; then the file itself."""
    parties = sorted({row[column] for row in told} - {""})
    made = bring(sheet(tmp_path / "p.csv", ["Name"], [[name] for name in parties]), "customer")
    assert made.count(Outcome.created) == len(parties)
    file = sheet(tmp_path / "f.csv", list(told[0]), [list(row.values()) for row in told])
    return file, bring(file, subject, headers)


def clock(told, shape):
    """A moment as the file writes it, by the company's clock."""
    return datetime.strptime(told, shape).replace(tzinfo=CHINA)


def expected_text(called, text):
    """What the other system calls it stands above the text, unless the text says it."""
    return text if called in text else f"{called}\n{text}".strip()


def owners(session, entity):
    asked = select(entity.source_no, CustomerHeading.name)
    asked = asked.join(CustomerHeading, CustomerHeading.id == entity.customer_id)
    return dict(session.execute(asked).all())


@real
def test_complaints_are_their_companies_and_come_in_once(session, tmp_path):
    told = drawn("complaints_cfpb.csv")
    text = "Consumer complaint narrative"
    good = [row for row in told if len(row[text].strip()) <= LONGEST_CELL]
    file, report = brought(tmp_path, told, "complaint", "Company")
    assert counts(report) == (len(told), len(good), 0, len(told) - len(good))
    assert all(row.reason for row in report.rows if row.outcome is Outcome.refused)
    assert owners(session, Complaint) == {row["Complaint ID"]: row["Company"] for row in good}
    kept = {one.source_no: one for one in session.scalars(select(Complaint))}
    for row in good:
        one = kept[row["Complaint ID"]]
        day = clock(row["Date received"], "%Y/%m/%d")
        assert one.received_at == day
        called = "" if row["Issue"] == "Other" else row["Issue"]  # That is a category of ours.
        assert one.description == expected_text(called, row[text].strip())
        answer = row["Company response to consumer"]
        is_open = answer == "In progress"
        assert one.corrective_action == (None if is_open else answer)
        assert one.status is (ComplaintStatus.handling if is_open else ComplaintStatus.replied)
        assert one.due_on > day.date()
        assert one.closed_on is None
        assert one.number.startswith("TS")
    again = bring(file, "complaint")
    assert counts(again) == (len(told), 0, len(good), len(told) - len(good))


WAYS = {
    "Constituent Call": "phone", "Employee Generated": "on_site", "Self Service": "remote",
    "City Worker App": "remote", "Twitter": "remote", "Maximo Integration": "remote",
}  # fmt: skip


def is_late(row):
    """By the city's own verdict; what it left open within its time is late by now."""
    return row["OnTime_Status"] == "OVERDUE" or (row["TARGET_DT"] != "" and row["CLOSED_DT"] == "")


def is_breached(one):
    return promise([(one.resolve_due_at, one.resolved_at)], now()) is Promise.breached


@real
def test_service_requests_are_their_places_and_come_in_once(session, tmp_path, database):
    told = drawn("service_requests_boston.csv")
    good = [row for row in told if row["neighborhood"]]
    file, report = brought(tmp_path, told, "service_record", "neighborhood", PLACES)
    assert counts(report) == (len(told), len(good), 0, len(told) - len(good))
    assert 0 < len(good) < len(told)
    assert owners(session, ServiceRecord) == {
        row["CASE_ENQUIRY_ID"]: row["neighborhood"] for row in good
    }
    kept = {one.source_no: one for one in session.scalars(select(ServiceRecord))}
    stamp = "%m/%d/%Y %I:%M:%S %p"
    for row in good:
        one = kept[row["CASE_ENQUIRY_ID"]]
        asked = clock(row["OPEN_DT"], stamp)
        assert (one.requested_at, one.happened_on) == (asked, asked.date())
        is_closed = row["CASE_STATUS"] == "Closed"
        assert one.status is (ServiceStatus.closed if is_closed else ServiceStatus.new)
        solved = row["CLOSED_DT"]
        assert one.resolved_at == (clock(solved, stamp) if solved else None)
        assert (one.result or "") == " ".join(row["CLOSURE_REASON"].split(" ")).strip()
        assert one.content.endswith(row["CASE_TITLE"].strip())
    late = {row["CASE_ENQUIRY_ID"] for row in good if is_late(row)}
    assert {one.source_no for one in kept.values() if is_breached(one)} == late
    assert 0 < len(late) < len(good)
    ways = {row["CASE_ENQUIRY_ID"]: WAYS[row["Source"]] for row in good}
    assert {one.source_no: one.channel.name for one in kept.values()} == ways
    repairs = Counter("epair" in row["TYPE"] for row in good)
    assert Counter(one.kind is ServiceKind.repair for one in kept.values()) == repairs
    assert counts(bring(file, "service_record", PLACES)) == (
        len(told), 0, len(good), len(told) - len(good),
    )  # fmt: skip
    write_down("a city's service requests", database, rows=len(told), kept=len(good),
               refused=len(told) - len(good), overdue=len(late), differing=0)  # fmt: skip


@real
def test_what_chinese_buyers_wrote_is_kept_to_the_letter(session, tmp_path):
    """The file knows product and text alone: the product stands for who makes it."""
    told = drawn("complaints_zh_products.csv")
    rows = [{"客户名称": row["cat"], "投诉单号": f"ZH{number}", "投诉日期": "2024-03-05",
             "投诉内容": row["review"]} for number, row in enumerate(told)]  # fmt: skip
    file, report = brought(tmp_path, rows, "complaint", "客户名称")
    assert counts(report) == (len(told), len(told), 0, 0)
    kept = {one.source_no: one.description for one in session.scalars(select(Complaint))}
    for row in rows:
        written = html.unescape(row["投诉内容"]).replace("\u3000", " ").strip()
        assert kept[row["投诉单号"]] == written
    makers = {row["投诉单号"]: row["客户名称"] for row in rows}
    assert owners(session, Complaint) == makers
    assert len(set(makers.values())) == 5
    assert counts(bring(file, "complaint")) == (len(told), 0, len(told), 0)


COMPLAINTS = ["客户编号", "来源编号", "受理时间", "投诉类别", "严重程度", "投诉内容", "状态",
              "原因分析", "纠正措施", "客户确认日期", "确认方式"]  # fmt: skip


def test_a_complaint_of_a_file_is_judged_as_on_its_form(session, tmp_path):
    number = make_customer("星辰重工有限公司").number
    session.commit()
    tomorrow = (date.today() + timedelta(days=2)).isoformat()  # noqa: DTZ011 - only "later"
    end = ["轴承有裂纹", "已更换", "2026-01-20", "电话确认"]
    report = bring(sheet(tmp_path / "t.csv", COMPLAINTS, [
        [number, "T1", "2026-01-05 09:30", "质量", "重大", "轴承开裂", "已结案", *end],
        [number, "T2", "2026-01-05", "质量", "重大", "轴承开裂", "已结案", "", "", "", ""],
        [number, "T3", tomorrow, "质量", "", "还没发生", "", "", "", "", ""],
        [number, "T4", "2026-01-05", "噪声", "", "", "", "", "", "", ""],
        [number, "T4", "2026-01-05", "噪声", "", "", "", "", "", "", ""],
        ["KH00000000", "T5", "2026-01-05", "质量", "", "别人的", "", "", "", "", ""],
        [number, "T6", "", "质量", "", "哪天？", "", "", "", "", ""],
        [number, "T7", "2026-01-05", "质量", "", "早", "已结案", *end[:2], "2026-01-04", end[3]],
        [number, "T8", "2026-01-05", "质量", "", "晚", "已结案", *end[:2], tomorrow, end[3]],
    ]), "complaint")  # fmt: skip
    outcomes = [row.outcome.name for row in report.rows]
    assert outcomes == [
        "created", "refused", "refused", "created", "duplicate", *["refused"] * 4,
    ]  # fmt: skip
    assert all(row.reason for row in report.rows if row.outcome is not Outcome.created)
    first, other = session.scalars(select(Complaint).order_by(Complaint.source_no)).all()
    assert (first.severity, first.closed_on) == (Severity.critical, date(2026, 1, 20))
    assert first.due_on == date(2026, 1, 6)  # One working day, from the day after.
    assert first.received_at == datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
    assert (other.category, other.description) == (ComplaintCategory.other, "噪声")
    assert other.status is ComplaintStatus.registered


def test_a_service_record_is_not_solved_before_it_was_asked_for(session, tmp_path):
    number = make_customer("星辰重工有限公司").number
    session.commit()
    header = ["客户编号", "服务日期", "解决时间", "服务方式", "内容", "结果", "状态"]
    report = bring(sheet(tmp_path / "s.csv", header, [
        [number, "2026-03-02 10:00", "2026-03-02 11:00", "上门", "换泵", "好了", "已关闭"],
        [number, "2026-03-02 10:00", "2026-03-02 09:00", "上门", "换泵", "好了", "已关闭"],
        [number, "2026-03-02", "", "电话", "换泵", "", "已关闭"],
        [number, "2026-03-02", "", "口信", "换泵", "", ""],
    ]), "service_record")  # fmt: skip
    outcomes = [row.outcome.name for row in report.rows]
    assert outcomes == ["created", "refused", "refused", "refused"]
    (made,) = session.scalars(select(ServiceRecord)).all()
    assert (made.channel, made.status) == (ServiceChannel.on_site, ServiceStatus.closed)


@pytest.mark.parametrize(
    ("told", "hour"),
    [("2015-01-02", 0), ("01/02/2015 12:05:00 AM", 0), ("01/02/2015 12:05:00 PM", 12),
     ("2015年1月2日 14:05", 14), ("2015-01-02T23:05:00", 23), ("2015/1/2 1:05 p.m.", 13)],
)  # fmt: skip
def test_a_moment_is_read_by_the_companys_clock(told, hour):
    found = moment(told)
    assert found.tzinfo is UTC
    minute = 5 if re.search(r"\d:", told) else 0
    assert found.astimezone(CHINA) == datetime(2015, 1, 2, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("told", "kind"),
    [("Traffic Signal Repair", "repair"), ("Parking Meter Repairs", "repair"),
     ("Pavement Marking Inspection", "other"), ("设备安装调试", "installation"),
     ("Preparation", "other"), ("return_visit", "return_visit")],
)  # fmt: skip
def test_what_another_system_calls_a_kind_is_kept_in_words(told, kind):
    found = SERVICE_FIELDS["kind"](told, [])
    assert found["kind"] is ServiceKind[kind]
    assert found.get("called", told) == told


def test_an_answer_is_no_settlement():
    answered = COMPLAINT_FIELDS["status"]("Closed with explanation", [])
    assert answered["status"] is ComplaintStatus.replied


@pytest.mark.clause("S8.五.2(3)")
def test_no_return_visit_is_planned_by_a_file_with_who_is_left_alone(session, tmp_path):
    quiet, other = make_customer("静远贸易有限公司"), make_customer("近处轻工有限公司")
    leave_alone(quiet)
    session.commit()
    rows = [[one.number, kind, "2026-11-03", "回访使用情况"] for one in (quiet, other)
            for kind in ("回访", "维修")]  # fmt: skip
    header = ["客户编号", "服务类型", "服务日期", "内容"]
    report = bring(sheet(tmp_path / "s.csv", header, rows), "service_record")
    assert counts(report) == (4, 3, 0, 1)
