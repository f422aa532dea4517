"""Events, invitations, interactions, entitlements, care and wishes to be left alone from files."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.care.care_rules import CareKind, CareStatus, Festival
from app.care.entitlements import Entitlement, EntitlementKind
from app.care.event_rules import Response
from app.care.events import CustomerEvent, Participation
from app.care.gift_limits import GiftLimit, limit_on
from app.care.interactions import InteractionKind, StaffInteraction
from app.care.plans import CarePlan
from app.care.suppressions import Suppression
from app.care.visits import CareVisit
from app.cli import department_of
from app.core.clock import today
from app.customers.contacts import ContactLink
from app.exchange.care_rows import CARE
from app.exchange.entry_words import ENTRY_WORDS
from app.exchange.headers import Names, map_headers
from app.exchange.importing import Options, import_file
from app.exchange.rules import Outcome
from app.exchange.subjects import SUBJECTS
from app.service.rules import ServiceChannel
from tests.care.factories import leave_alone, make_event
from tests.exchange.screens import csv_file
from tests.factories import make_contact, make_customer, make_user

pytestmark = pytest.mark.clause("S5.3.2.1")
TOMORROW = (today() + timedelta(days=1)).isoformat()
LANGUAGES = ("zh", "en")


@pytest.fixture
def bring(session, tmp_path):
    """A file taken in: its counts, and why each row that stayed out did."""

    def _bring(subject, *rows, language="zh"):
        path = tmp_path / "list.csv"
        path.write_bytes(csv_file(*rows))
        session.commit()
        with force_locale(language):
            report = import_file(path, department_of("", None), Options(subject=subject))
        told = [report.count(o) for o in (Outcome.created, Outcome.duplicate, Outcome.refused)]
        assert len(report.rows) == len(rows) - 1 == sum(told)
        return told, [row.reason for row in report.rows if row.reason]

    return _bring


@pytest.fixture
def customer(session):
    return make_customer("星辰重工有限公司")


def all_of(session, entity):
    return session.scalars(select(entity).order_by(entity.id)).all()


# ── events, and who was invited to them ──────────────────────────
EVENTS = ("活动名称", "起始日", "截止日", "地点", "活动目的")


def test_events_come_in_once(session, bring):
    rows = (
        EVENTS,
        ("春季开放日", "2026-03-02", "2026-03-03", "总部", "参观装配线"),
        ("春季开放日", "2026-03-02", "", "", ""),
        ("秋季开放日", "2026-09-02", "2026-09-01", "", ""),
        ("", "2026-09-02", "", "", ""),
    )
    told, reasons = bring("customer_event", *rows)
    assert told == [1, 1, 2]
    assert reasons == [
        "文件中此记录出现了两次。", "截止日早于起始日。", "缺少“活动名称”。",
    ]  # fmt: skip
    (event,) = all_of(session, CustomerEvent)
    assert (event.name, event.to_on, event.purpose) == (
        "春季开放日", date(2026, 3, 3), "参观装配线",
    )  # fmt: skip
    again, reasons = bring("customer_event", *rows, language="en")
    assert again == [0, 2, 2]
    assert set(reasons[:2]) == {"A record that says the same is already there."}


INVITED = ("客户编号", "客户活动", "活动起始日", "联系人", "方式", "邀请日期", "答复")


def test_invitations_find_their_event_their_people_and_are_answered(session, bring, customer):
    make_event(name="开放日", from_on=date(2026, 3, 2))
    make_event(name="年会", from_on=date(2025, 12, 30))
    make_event(name="年会", from_on=date(2026, 12, 30))
    make_contact(customer, "钱进")
    number, other = customer.number, make_customer("别家有限公司")
    make_contact(other, "孙立")
    leave_alone(other)
    told, reasons = bring(
        "participation",
        INVITED,
        (number, "年会", "2026-12-30", "钱进", "邮件", "2026-11-01", "出席"),
        (number, "开放日", "", "", "", "2026-03-01", ""),
        (number, "开放日", "", "", "", "2026-03-01", "谢绝"),
        (number, "年会", "", "钱进", "", "2026-11-01", ""),
        (number, "夏令营", "", "", "", "2026-11-01", ""),
        (number, "开放日", "", "孙立", "", "2026-03-01", ""),
        (number, "开放日", "", "钱进", "", "2026-03-03", ""),
        (number, "开放日", "", "钱进", "", TOMORROW, ""),
        (other.number, "开放日", "", "", "电话", "2026-03-01", "出席"),
        ("KH00000000", "开放日", "", "", "", "2026-03-01", ""),
    )
    assert told == [2, 1, 7]
    assert reasons == [
        "文件中此记录出现了两次。",
        "有多个客户活动名为“年会”：请增加一列活动起始日。",
        "没有名为“夏令营”的客户活动，或当日没有该活动。",
        "该客户没有名为“孙立”的联系人。",
        "该日活动已经结束。",
        "日期在将来；只能登记已发生的事。",
        "别家有限公司 已列入勿扰名单，不得以“电话”方式联系。",
        "在您可见的客户中没有“KH00000000”。",
    ]
    came, invited = all_of(session, Participation)
    assert (came.event.from_on, str(came.contact)) == (date(2026, 12, 30), "钱进")
    assert came.response is Response.came
    assert (came.channel, invited.channel) == (ServiceChannel.email, ServiceChannel.phone)
    assert (invited.contact_id, invited.response) == (None, Response.invited)


def test_a_person_of_two_customers_is_invited_once(session, bring, customer):
    guest = make_contact(customer, "钱进")
    other = make_customer("别家有限公司")
    session.add(ContactLink(contact=guest, customer=other))
    make_event(name="年会")
    header = ("客户编号", "客户活动", "联系人")
    here, there = ((one.number, "年会", "钱进") for one in (customer, other))
    assert bring("participation", header, here)[0] == [1, 0, 0]
    assert bring("participation", header, there)[0] == [0, 1, 0]


# ── staff interactions ───────────────────────────────────────────
@pytest.mark.clause("S1.5(4)")
def test_interactions_name_the_employee_and_happened_already(session, bring, customer):
    make_user(username="wang").first_name = "王小明"
    make_user(username="li1").first_name = make_user(username="li2").first_name = "李雷"
    make_contact(customer, "钱进")
    number = customer.number
    told, reasons = bring(
        "staff_interaction",
        ("客户名称", "员工", "互动类型", "互动日期", "联系人", "地点", "互动内容"),
        (customer.name, "王小明", "宴请", "2026-03-02", "钱进", "食堂", "商谈扩产"),
        (customer.name, "wang", "", "2026-03-02", "", "", "商谈扩产"),
        (customer.name, "wang", "", "2026-03-03", "", "", "陪同参观"),
        (customer.name, "李雷", "", "2026-03-03", "", "", "陪同参观"),
        (customer.name, "韩梅梅", "", "2026-03-03", "", "", "陪同参观"),
        (customer.name, "wang", "下棋", "2026-03-03", "", "", "陪同参观"),
        (customer.name, "wang", "", TOMORROW, "", "", "还没发生"),
        (customer.name, "", "", "2026-03-03", "", "", "谁？"),
        (customer.name, "wang", "", "2026-03-03", "", "", ""),
    )
    assert told == [2, 1, 6]
    assert reasons == [
        "文件中此记录出现了两次。",
        "有多个叫“李雷”，请写用户名或代码。",
        "“韩梅梅”不是“员工”的有效值。",
        "“下棋”不是“互动类型”的有效值。",
        "日期在将来；只能登记已发生的事。",
        "缺少“员工”。",
        "缺少“互动内容”。",
    ]
    meal, other = all_of(session, StaffInteraction)
    assert (meal.kind, str(meal.contact), meal.place) == (InteractionKind.meal, "钱进", "食堂")
    assert other.kind is InteractionKind.reception
    assert meal.number.startswith("HD2026")
    header = ("客户编号", "互动编号", "员工", "互动日期", "互动内容")
    exported = (number, meal.number, "wang", "2026-03-02", "商谈扩产（已更正）")
    told, reasons = bring("staff_interaction", header, exported, language="en")
    assert told == [0, 1, 0]
    assert reasons == ["A record with this number is already there."]


# ── entitlements ─────────────────────────────────────────────────
def test_entitlements_say_what_from_when_and_why(session, bring, customer):
    number = customer.number
    told, reasons = bring(
        "entitlement",
        ("客户编号", "权益类型", "权益内容", "起始日期", "截止日期", "依据", "合同编号"),
        (number, "质保", "整机质保三年", "2026-01-01", "2028-12-31", "供货合同第九条", ""),
        (number, "", "九五折", "2026-01-01", "", "年度框架", ""),
        (number, "折扣", "九五折", "2026-01-01", "", "年度框架", ""),
        (number, "", "九折", "2026-02-01", "2026-01-01", "年度框架", ""),
        (number, "", "九折", "2026-02-01", "", "", ""),
        (number, "", "九折", "2026-02-01", "", "年度框架", "HT-404"),
    )
    assert told == [2, 1, 3]
    assert reasons == [
        "文件中此记录出现了两次。", "截止日早于起始日。", "缺少“依据”。",
        "“HT-404”不是“合同”的有效值。",
    ]  # fmt: skip
    warranty, discount = all_of(session, Entitlement)
    assert (warranty.kind, warranty.to_on) == (EntitlementKind.warranty, date(2028, 12, 31))
    assert (discount.kind, discount.to_on) == (EntitlementKind.discount, None)


# ── the do-not-contact list, and care ────────────────────────────
WISHES = ("客户编号", "仅此联系人", "不联系方式", "起始日期", "截止日期", "原因")


@pytest.mark.clause("S8.五.2(3)")
def test_a_list_of_wishes_binds_the_visits_of_the_next_file(session, bring, customer):
    number = customer.number
    make_contact(customer, "钱进")
    make_contact(customer, "孙立")
    told, reasons = bring(
        "suppression",
        WISHES,
        (number, "钱进", "所有方式", "2026-01-01", "", "来电要求勿扰"),
        (number, "钱进", "", "2026-01-01", "", "来电要求勿扰"),
        (number, "", "短信", "", "", "不收广告短信"),
        (number, "", "电话", "2026-02-01", "2026-01-01", "来电要求勿扰"),
        (number, "", "电话", "2026-02-01", "", "不要"),
    )
    assert told == [2, 1, 2]
    assert reasons == [
        "文件中此记录出现了两次。", "截止日早于起始日。", "请填写至少五个字的原因。",
    ]  # fmt: skip
    wish, by_sms = all_of(session, Suppression)
    assert (str(wish.contact), wish.channel, wish.since_on) == ("钱进", None, date(2026, 1, 1))
    assert (by_sms.channel, by_sms.since_on) == (ServiceChannel.sms, today())
    rows = (
        ("客户编号", "联系人", "计划日期", "执行日期"),
        (number, "孙立", "2026-02-01", ""),
        (number, "钱进", "2026-02-01", ""),
        (number, "钱进", "2026-02-01", "2026-02-01"),
        (number, "钱进", "2025-12-01", "2025-12-01"),
    )
    told, reasons = bring("care_visit", *rows)
    assert told == [2, 0, 2]
    assert reasons == ["钱进 已列入勿扰名单，不得以“上门”方式联系。"] * 2
    told, reasons = bring("care_visit", *rows, language="en")
    assert told == [0, 2, 2]
    assert reasons[1] == ("钱进 must not be contacted by On site: see the do-not-contact list.")


VISITS = ("客户编号", "关怀类型", "计划日期", "执行日期", "状态", "礼品", "金额（元）", "办理结果")


def test_a_visit_of_a_file_is_planned_made_or_skipped_as_on_its_page(session, bring, customer):
    number = customer.number
    session.add(GiftLimit(from_on=date(2026, 2, 1), amount=Decimal(100)))
    told, reasons = bring(
        "care_visit",
        VISITS,
        (number, "慰问", "2026-01-20", "2026-01-21", "", "茶叶", "150", "很高兴"),
        (number, "", "2026-03-02", "", "", "茶叶", "150", ""),
        (number, "", "2026-03-03", "", "已跳过", "", "", "客户出差未归"),
        (number, "", "2026-03-04", "2026-03-04", "", "茶叶", "150", ""),
        (number, "", "2026-03-05", "", "", "茶叶", "", ""),
        (number, "", "2026-03-06", TOMORROW, "", "", "", ""),
        (number, "", "2026-03-07", "", "已执行", "", "", ""),
        (number, "", "2026-03-08", "2026-03-08", "计划中", "", "", ""),
        (number, "", "2026-03-09", "", "已跳过", "", "", ""),
        (number, "", "2026-03-10", "", "", "茶叶", "1.005", ""),
    )
    assert told == [3, 0, 7]
    assert reasons == [
        "礼品超过限额，审批通过后方可赠送。",
        "礼品与金额须同时填写，或都不填。",
        "日期在将来；只能登记已发生的事。",
        "缺少“执行日期”。",
        "未执行的关怀没有执行日期。",
        "请填写至少五个字的原因。",
        "“金额（元）”中的“1.005”不是数值或小数位过多。",
    ]
    done, planned, skipped = all_of(session, CareVisit)
    assert (done.kind, done.status) == (CareKind.condolence, CareStatus.done)
    assert (done.done_on, done.noted_at is not None) == (date(2026, 1, 21), True)
    assert (done.gift_limit, planned.gift_limit) == (Decimal(200), Decimal(100))
    assert (planned.status, planned.kind) == (CareStatus.planned, CareKind.visit)
    assert (skipped.status, skipped.feedback) == (CareStatus.skipped, "客户出差未归")


def test_plans_find_the_day_the_file_knows(session, bring, customer):
    make_contact(customer, "钱进", birthday=date(1980, 5, 20))
    number = customer.number
    told, reasons = bring(
        "care_plan",
        ("客户编号", "关怀事由", "联系人", "节日", "每年日期", "执行人"),
        (number, "生日", "钱进", "", "", "admin"),
        (number, "生日", "钱进", "", "5月20日", ""),
        (number, "节日", "", "中秋节", "", ""),
        (number, "合作周年", "", "", "2019-02-29", ""),
        (number, "合作周年", "", "", "02-29", ""),
        (number, "生日", "", "", "", ""),
        (number, "慰问", "", "", "05-20", ""),
        (number, "节日", "", "", "", ""),
    )
    assert told == [3, 1, 4], reasons
    assert reasons[0] == "文件中此记录出现了两次。"
    birthday, festival, other = all_of(session, CarePlan)
    assert (str(birthday.contact), birthday.recurs_on) == ("钱进", "05-20")
    assert birthday.executor.username == "admin"
    assert (festival.festival, festival.recurs_on) == (Festival.mid_autumn, None)
    assert other.recurs_on == "02-29"
    assert all(plan.next_on >= today() for plan in (birthday, festival, other))


def test_a_limit_begins_today_or_later(session, bring):
    told, reasons = bring(
        "gift_limit",
        ("生效日期", "限额（元）"),
        (TOMORROW, "300"),
        (TOMORROW, "400"),
        ("2026-01-01", "500"),
    )
    assert told == [1, 1, 1]
    assert reasons[1] == "新限额须自今日或以后生效。"
    assert limit_on(session, date.fromisoformat(TOMORROW)) == Decimal(300)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_list_shows_a_file_may_be_called(session, language):
    """The header of an exported list is understood again, in either language."""
    for name in (*CARE, "survey"):
        subject = SUBJECTS[name]
        shown = ENTRY_WORDS[subject.screen]
        with force_locale(language):
            words = {field: str(shown[field]) for field in subject.fields if field in shown}
        found = map_headers(list(words.values()), Names(subject.synonyms, {}))
        assert set(found.values()) == set(words), name
