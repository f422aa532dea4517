"""Follow-ups and tasks from files: whose they are, what they answer, and why rows stay out."""

from itertools import pairwise

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.cli import department_of
from app.customers.models import Customer
from app.exchange.entry_words import ENTRY_WORDS
from app.exchange.headers import Names, map_headers
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from app.exchange.workday_rows import WORKDAY
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.workday.models import FollowUp
from app.workday.rules import Channel, FollowUpState, TaskState
from app.workday.tasks import Task
from tests.exchange.screens import csv_file
from tests.factories import make_contact, make_customer, make_department, make_user
from tests.workday.factories import day, make_follow_up

pytestmark = pytest.mark.clause("S5.3.2.1")


def on(offset=0):
    return day(offset).isoformat()


@pytest.fixture
def bring(session, tmp_path):
    """A file taken in by somebody: its counts, and why each row that stayed out did."""

    def _bring(username, subject, *rows, language="zh"):
        path = tmp_path / "list.csv"
        path.write_bytes(csv_file(*rows))
        session.commit()
        who = acting_user(username)
        with acting_as(who), force_locale(language):
            place = department_of("", who.department_id)
            report = import_file(path, place, Options(subject=subject))
        told = [report.count(o) for o in (Outcome.created, Outcome.duplicate, Outcome.refused)]
        assert len(report.rows) == len(rows) - 1 == sum(told)
        return told, [row.reason for row in report.rows if row.reason]

    return _bring


@pytest.fixture
def company(session):
    """A keeper and a seller of one department, a customer of it, and one of another."""
    here, there = make_department(), make_department()
    make_user("Archivist", here.id, username="keeper")
    seller = make_user("Staff", here.id, username="seller")
    make_user("Staff", here.id, username="beside")
    mine = make_customer("近处轻工有限公司", department_id=here.id, account_manager_id=seller.id)
    make_contact(mine, "钱进")
    make_customer("远方重工有限公司", department_id=there.id)
    session.commit()
    return mine


def all_of(session, entity):
    return session.scalars(select(entity).order_by(entity.id)).all()


# ── follow-ups ───────────────────────────────────────────────────
SAID = ("客户名称", "联系日期", "跟进方式", "联系人", "跟进内容", "下次联系日期", "跟进人")
MINE, FOREIGN = "近处轻工有限公司", "远方重工有限公司"


@pytest.mark.clause("S5.3.2.3")
def test_each_brings_in_what_they_followed_up_themselves(session, bring, company):
    rows = (
        SAID,
        (MINE, on(-5), "微信", "钱进", "谈了年度供货", on(2), ""),
        (MINE, on(-5), "", "", "谈了年度供货", "", "keeper"),
        (MINE, on(-4), "", "", "寄了样品", "", "keeper"),
        (MINE, on(-3), "", "", "别人谈的", "", "seller"),
        (MINE, on(-3), "", "", "谁谈的", "", "韩梅梅"),
        (MINE, on(1), "", "", "还没谈", "", ""),
        (MINE, on(-3), "", "", "倒着约的", on(-4), ""),
        (MINE, on(-3), "", "孙立", "找错人了", "", ""),
        (MINE, on(-3), "口信", "", "怎么谈的", "", ""),
        (MINE, "", "", "", "哪天谈的", "", ""),
        (MINE, on(-3), "", "", "", "", ""),
        (FOREIGN, on(-3), "", "", "别家的客户", "", ""),
    )
    told, reasons = bring("keeper", "follow_up", *rows)
    assert told == [2, 1, 9], reasons
    assert reasons == [
        "文件中此记录出现了两次。",
        "“跟进人”填的是他人：每人只能导入本人的记录。",
        "“韩梅梅”不是“跟进人”的有效值。",
        "此次联系尚未发生，请填在“下次联系日期”。",
        "下次联系日期不能早于本次联系日期。",
        "该客户没有名为“孙立”的联系人。",
        "“口信”不是“跟进方式”的有效值。",
        "缺少“联系日期”。",
        "缺少“跟进内容”。",
        "在您可见的客户中没有“远方重工有限公司”。",
    ], reasons
    first, other = all_of(session, FollowUp)
    assert (first.channel, str(first.contact), first.person.username) == (
        Channel.wechat, "钱进", "keeper",
    )  # fmt: skip
    assert (other.channel, other.person.username) == (Channel.phone, "keeper")
    assert first.state is FollowUpState.planned  # An older day than the plan's keeps nothing.
    again, reasons = bring("keeper", "follow_up", *rows, language="en")
    assert again == [0, 3, 9]
    assert reasons[0] == "A record that says the same is already there."
    assert reasons[3] == "“Followed up by” names somebody else: each brings in their own."


def test_on_the_server_the_rows_say_whose_they_are(session, company, tmp_path):
    path = tmp_path / "list.csv"
    rows = (
        SAID,
        (MINE, on(-5), "", "", "谈了", "", "seller"),
        (MINE, on(-5), "", "", "谁", "", ""),
    )
    path.write_bytes(csv_file(*rows))
    report = import_file(path, department_of("", None), Options(subject="follow_up"))
    assert [row.outcome.name for row in report.rows] == ["created", "refused"]
    assert all_of(session, FollowUp)[0].person.username == "seller"


@pytest.mark.clause("S5.3.2.3")
@pytest.mark.parametrize("is_newest_first", [False, True])
def test_a_log_answers_its_own_plans_and_others_in_any_order(
    session, bring, company, is_newest_first
):
    """More rows than one transaction takes; the customer is quiet since the last of them."""
    customer_id = company.id
    old = make_follow_up(company, company.account_manager, happened_on=day(-300), next_on=day(-260))
    old_id, version = old.id, old.version
    days = range(-250, -130)
    rows = [(MINE, on(n), "", "", f"第{-n}天", on(n + 1), "") for n in days]
    told, reasons = bring("keeper", "follow_up", SAID, *(rows[::-1] if is_newest_first else rows))
    assert (told, reasons) == ([120, 0, 0], [])
    in_order = session.scalars(select(FollowUp).order_by(FollowUp.happened_on)).all()
    assert in_order[0].id == old_id
    assert in_order[0].answered_by_id
    for plan, answer in pairwise(in_order[1:]):
        assert plan.answered_by_id == answer.id
    assert in_order[-1].answered_by_id is None
    assert in_order[0].version == version  # Nobody's open form is refused for it.
    quiet = select(Customer.quiet_since).where(Customer.id == customer_id)
    assert session.scalar(quiet) == day(-131)


# ── tasks ────────────────────────────────────────────────────────
TO_DO = ("任务内容", "执行人", "到期日", "客户名称", "任务说明", "布置人")


@pytest.mark.clause("S3.员工.2")
def test_tasks_are_given_out_in_time_and_about_nobody_unseen(session, bring, company):
    rows = (
        TO_DO,
        ("补齐合同", "seller", on(3), MINE, "见附件", ""),
        ("补齐合同", "seller", on(3), MINE, "", "keeper"),
        ("整理柜子", "seller", on(3), "", "", ""),
        ("迟了", "seller", on(-1), "", "", ""),
        ("看不见", "beside", on(3), MINE, "", ""),
        ("别家的", "seller", on(3), FOREIGN, "", ""),
        ("替别人", "seller", on(3), "", "", "seller"),
        ("没人做", "", on(3), "", "", ""),
        ("没有人叫这个", "韩梅梅", on(3), "", "", ""),
        ("没有日子", "seller", "", "", "", ""),
        ("", "seller", on(3), "", "", ""),
    )
    told, reasons = bring("keeper", "task", *rows)
    assert told == [2, 1, 8], reasons
    assert reasons == [
        "文件中此记录出现了两次。",
        "任务期限不能早于今天。",
        "beside 看不到此客户，请先授权其查看。",
        "在您可见的客户中没有“远方重工有限公司”。",
        "“布置人”填的是他人：每人只能导入本人的记录。",
        "缺少“执行人”。",
        "“韩梅梅”不是“执行人”的有效值。",
        "缺少“到期日”。",
        "缺少“任务内容”。",
    ], reasons
    first, second = all_of(session, Task)
    assert (first.assignee.username, first.assigner.username) == ("seller", "keeper")
    assert (first.customer.name, first.text, first.state) == (MINE, "见附件", TaskState.open)
    assert second.customer is None
    again, reasons = bring("keeper", "task", *rows, language="en")
    assert again == [0, 3, 8]
    assert reasons[2] == "A record that says the same is already there."


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_list_shows_a_file_may_be_called(session, language):
    """The header of an exported list is understood again, in either language."""
    for _, screen, _, _, fields, headers in WORKDAY.values():
        with force_locale(language):
            told = {name: str(ENTRY_WORDS[screen][name]) for name in fields
                    if name in ENTRY_WORDS[screen]}  # fmt: skip
        found = map_headers(list(told.values()), Names(headers, {}))
        assert set(found.values()) == set(told), (screen, told)
