"""Surveys from a file: a row is one survey, its columns the answers by their question's place."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.care.survey_rules import Level, SurveyStatus
from app.care.surveys import Survey, SurveyAnswer
from app.cli import department_of
from app.core.clock import today
from app.exchange.importing import Options, import_file
from app.exchange.rules import BatchStatus, Outcome
from app.security.rules import RecordKind
from app.service.complaints import Complaint
from tests.care.factories import leave_alone
from tests.contracts.factories import put_on_duty
from tests.exchange.screens import batch, csv_file, send, step, work
from tests.factories import make_customer, make_department, make_person

pytestmark = pytest.mark.clause("S5.3.2.1")
DAY, TOMORROW = today().isoformat(), (today() + timedelta(days=1)).isoformat()
HEADER = ("客户名称", "邀请日期", "答复日期", "状态", "其他意见",
          *(f"第{place}题" for place in range(1, 9)))  # fmt: skip
GOOD = ("非常满意", "满意", "一般", "满意", "满意", "9", "交货再快些")
POOR = ("不满意", "一般", "不满意", "不满意", "不满意", "3", "")


@pytest.fixture
def bring(session, tmp_path):
    """A file taken in: its counts, and why each row that stayed out did."""

    def _bring(*rows, header=HEADER):
        path = tmp_path / "list.csv"
        path.write_bytes(csv_file(header, *rows))
        session.commit()
        report = import_file(path, department_of("", None), Options(subject="survey"))
        told = [report.count(o) for o in (Outcome.created, Outcome.duplicate, Outcome.refused)]
        assert len(report.rows) == len(rows) == sum(told)
        return told, [row.reason for row in report.rows if row.reason]

    return _bring


def test_a_row_is_a_survey_with_its_answers_and_what_they_come_to(session, bring):
    for name in ("甲公司", "乙公司", "丙公司"):
        make_customer(name)
    make_person("张三")
    rows = (
        ("甲公司", DAY, DAY, "", "合作愉快", *GOOD),
        ("乙公司", DAY, DAY, "已答复", "", *POOR),
        ("丙公司", DAY, "", "", "", *[""] * 7),
        ("张三", DAY, DAY, "", "", "满意", "满意", "满意", "满意", "10", "", ""),
        ("张三", "2026-01-05", "", "已谢绝", "", *[""] * 7),
        ("甲公司", DAY, DAY, "", "", *GOOD),
    )
    told, reasons = bring(*rows)
    assert told == [5, 1, 0], reasons
    good, poor, invited, person, declined = session.scalars(select(Survey).order_by(Survey.id))
    assert (good.score, good.points, good.feedback) == (80, 9, "合作愉快")
    assert (good.status, good.answered_on) == (SurveyStatus.answered, today())
    assert good.complaint_id is None
    assert (poor.score, poor.points) == (44, 3)
    assert poor.complaint.customer_id == poor.customer_id
    assert poor.number in poor.complaint.description
    assert (invited.status, invited.score) == (SurveyStatus.invited, None)
    assert (person.points, person.score) == (10, 80)
    assert declined.status is SurveyStatus.declined
    asked = select(SurveyAnswer).where(SurveyAnswer.survey_id == good.id)
    lines = session.scalars(asked.order_by(SurveyAnswer.id)).all()
    assert [line.told for line in lines] == [
        Level.very_satisfied, Level.satisfied, Level.neutral, Level.satisfied, Level.satisfied,
        9, "交货再快些",
    ]  # fmt: skip
    assert bring(*rows)[0] == [0, 6, 0]
    assert session.scalar(select(func.count(Complaint.id))) == 1


def test_what_the_answers_page_would_refuse_a_row_is_refused(session, bring):
    make_customer("甲公司")
    left = make_customer("乙公司")
    leave_alone(left)
    told, reasons = bring(
        ("甲公司", DAY, "", "", "", *GOOD),
        ("甲公司", DAY, DAY, "", "", *GOOD[:-3], "", "9", ""),
        ("甲公司", DAY, DAY, "", "", *GOOD[:-2], "11", ""),
        ("甲公司", DAY, DAY, "", "", *GOOD[:-2], "九", ""),
        ("甲公司", DAY, DAY, "", "", "凑合", *GOOD[1:]),
        ("甲公司", DAY, DAY, "", "", *GOOD, "多了一题"),
        ("甲公司", DAY, "2026-01-01", "", "", *GOOD),
        ("甲公司", DAY, DAY, "", "", *[""] * 7),
        ("甲公司", TOMORROW, "", "", "", *[""] * 7),
        ("乙公司", DAY, DAY, "", "", *GOOD),
        ("甲公司", "", "", "", "", *[""] * 7),
    )
    assert told == [0, 0, 11]
    assert reasons == [
        "缺少“答复日期”。",
        "除文字题外，每题都须作答。",
        "分数是 0 至 10 的整数。",
        "分数是 0 至 10 的整数。",
        "“凑合”不是“第1题答案”的有效值。",
        "有答案不属于本问卷的题目。",
        "答复日期早于邀请日期。",
        "除文字题外，每题都须作答。",
        "日期在将来；只能登记已发生的事。",
        "乙公司 已列入勿扰名单，不得以“电话”方式联系。",
        "缺少“邀请日期”。",
    ]
    assert session.scalar(select(func.count(Survey.id))) == 0


@pytest.mark.clause("S1.5(3)")
def test_only_who_asks_customers_sends_it_and_takes_it_back(site, machine, sign_in):
    with machine():
        asks, sells = make_department().id, make_department()
        make_customer("甲公司", department_id=sells.id)
        put_on_duty(type("Asks", (), {"id": asks}), [RecordKind.survey])
        sells = sells.id
    content = csv_file(HEADER, ("甲公司", DAY, DAY, "", "", *GOOD))
    stranger, _ = sign_in("Archivist", department=sells)
    assert "/imports/show/" not in send(stranger, content, subject="survey")
    browser, _ = sign_in("Archivist", department=asks)
    pk = int(send(browser, content, subject="survey").rsplit("/", 1)[-1])
    work(site)
    fields = ("customer_name", "happened_on", "answered_on", "status", "feedback")
    chosen = [*fields, *(f"answer_{place}" for place in range(1, 9))]
    told = {f"field-{place}": name for place, name in enumerate(chosen)}
    browser.post(f"/imports/match/{pk}", data={"mode": "create", "key": "number", **told})
    work(site)
    browser.post("/language/en")
    assert "Answer to question 7" in browser.get(f"/imports/show/{pk}").get_data(as_text=True)
    step(browser, "apply", pk)
    assert work(site) == ["done"]
    with machine() as session:
        assert session.scalar(select(func.count(Survey.id))) == 1
    step(browser, "undo", pk)
    assert work(site) == ["done"]
    kept = batch(machine, pk)
    assert (kept.status, kept.created) == (BatchStatus.undone, 1)
    with machine() as session:
        assert session.scalar(select(func.count(Survey.id))) == 0
