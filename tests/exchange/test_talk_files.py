"""Comments and questionnaires from files: whose, below what, in which version; and back again."""

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.care.questionnaires import Questionnaire, questions_of
from app.care.survey_rules import Dimension, QuestionForm
from app.cli import department_of
from app.customers.models import Customer
from app.customers.rules import CustomerKind
from app.customers.rules import TimeStatus as S
from app.customers.stages import CustomerStage, stages_of
from app.exchange.entry_words import ENTRY_WORDS
from app.exchange.headers import Names, map_headers
from app.exchange.importing import Options, import_file
from app.exchange.models import ImportRow
from app.exchange.rules import Outcome, Undone
from app.exchange.subjects import SUBJECTS
from app.exchange.undoing import undo_block
from app.security.models import Person
from app.workday.comments import Comment, Mention
from tests.exchange.screens import csv_file
from tests.exchange.test_workday_files import MINE, all_of, bring, company, on
from tests.workday.factories import day, make_follow_up

__all__ = ["bring", "company"]
pytestmark = pytest.mark.clause("S5.3.2.1")
SAID = ("客户名称", "跟进日期", "跟进记录", "評論內容", "评论人", "评论日期")


def test_a_comment_keeps_who_said_it_and_when_and_calls_nobody(session, bring, company):
    talk = make_follow_up(company, company.account_manager, happened_on=day(-9))
    other = make_follow_up(company, company.account_manager, happened_on=day(-5))
    make_follow_up(company, company.account_manager, happened_on=day(-5))
    ids = talk.id, other.id
    told, reasons = bring(
        "keeper",
        "comment",
        SAID,
        (MINE, on(-9), "", "@seller 已约下周", "", on(-8)),
        ("", "", str(ids[1]), "价格已报", "keeper", ""),
        ("", "", str(ids[1]), "价格已报", "keeper", ""),
        (MINE, on(-5), "", "哪一次", "", ""),
        (MINE, on(-4), "", "没有", "", ""),
        ("", "", "999", "没有", "", ""),
        ("", "", "甲", "不是编号", "", ""),
        (MINE, on(-9), "", "别人的", "seller", ""),
        (MINE, on(-9), "", "以后", "", on(1)),
        (MINE, on(-9), "", "", "", ""),
    )
    assert told == [2, 1, 7], reasons
    first, second = all_of(session, Comment)
    assert (first.follow_up_id, first.said_on) == (ids[0], day(-8))
    assert (first.person.username, second.person.username) == ("keeper", "keeper")
    assert (second.follow_up_id, second.said_on) == (ids[1], None)
    assert all_of(session, Mention) == []


ASKED = ("客户类别", "问卷名称", "版本", "题型", "维度", "中文内容", "英文内容")
CARE = ("企业", "售后满意度", "")


def taken(path, *rows):
    """On the server, where the machine brings in what no role enters and imports alike."""
    path.write_bytes(csv_file(*rows))
    with force_locale("zh"):
        report = import_file(path, department_of("", None), Options(subject="questionnaire"))
    told = [report.count(o) for o in (Outcome.created, Outcome.duplicate, Outcome.refused)]
    return told, [row.reason for row in report.rows if row.reason]


def test_questions_fill_a_draft_and_nothing_that_is_in_force(session, tmp_path):
    wanted = Questionnaire.kind == CustomerKind.enterprise
    old = session.scalars(select(Questionnaire).where(wanted)).one()
    old_id, before = old.id, old.number
    first = questions_of(session, old_id)[0].text_zh
    rows = (
        ASKED,
        (*CARE, "五级", "服务", "上门是否准时?", "Were we on time?"),
        (*CARE, "打分", "", "愿意推荐吗?", "Would you recommend us?"),
        (*CARE, "五级", "服务", "上门是否准时?", "Twice"),
        ("企业", "", str(before), "", "", first, "There already"),
        ("企业", "", str(before), "", "", "新问题", "New"),
        ("企业", "", "", "", "", "无名", "Without a name"),
        ("火星", "x", "", "", "", "问", "Q"),
    )
    told, reasons = taken(tmp_path / "list.csv", *rows)
    assert told == [2, 2, 3], reasons
    new = session.scalars(select(Questionnaire).where(Questionnaire.title == CARE[1])).one()
    assert (new.number, new.from_on) == (before + 1, None)
    assert [(q.place, q.form, q.dimension) for q in questions_of(session, new.id)] == [
        (1, QuestionForm.level, Dimension.service),
        (2, QuestionForm.points, Dimension.overall),
    ]
    assert taken(tmp_path / "list.csv", *rows)[0] == [0, 4, 3]
    assert questions_of(session, old_id)[-1].text_zh != "新问题"


def test_an_undone_import_leaves_no_draft_but_what_is_in_force(session, tmp_path):
    rows = [("企业", name, "", "", "", "第一问", "One") for name in ("售后满意度", "培训满意度")]
    assert taken(tmp_path / "list.csv", ASKED, *rows)[0] == [2, 0, 0]
    by = session.scalars(select(Person).where(Person.username == "admin")).one()
    named = select(Questionnaire).where(Questionnaire.title.in_(["售后满意度", "培训满意度"]))
    _, decided = session.scalars(named.order_by(Questionnaire.id)).all()
    decided.take_over(session, by, day())
    session.flush()
    made = session.scalars(select(ImportRow).where(ImportRow.is_applied)).all()
    undo_block(session, SUBJECTS["questionnaire"], made, by)
    assert [row.undone for row in made] == [Undone.restored, Undone.kept]
    assert session.scalars(named).all() == [decided]


def test_stages_follow_each_other_and_go_back_the_way_they_came(session, bring, company):
    number, by = company.id, company.account_manager_id
    rows = (
        ("客戶名稱", "階段", "开始日期", "变更原因"),
        (MINE, "active", on(-100), "签了首单合同"),
        (MINE, "潜在", on(-400), "展会上结识的"),
        (MINE, "休眠", on(-30), "半年没有订单"),
        (MINE, "休眠", on(-30), "半年没有订单"),
        (MINE, "潜在", on(-20), "不能倒退回去"),
        (MINE, "流失", on(1), "还没有到这天"),
        (MINE, "流失", on(-5), "短"),
        ("远方重工有限公司", "潜在", on(-5), "看不见的客户"),
    )
    told, reasons = bring("keeper", "customer_stage", *rows)
    assert told == [3, 1, 4], reasons
    history = [(S.prospective, day(-400)), (S.active, day(-100)), (S.dormant, day(-30))]
    held = stages_of(session, session.get_one(Customer, number))
    assert [(row.stage, row.from_on) for row in held] == history
    assert [row.to_on for row in held] == [day(-100), day(-30), None]
    assert session.get_one(Customer, number).time_status is S.dormant
    assert bring("keeper", "customer_stage", *rows)[0] == [0, 4, 4]
    by, subject = session.get_one(Person, by), SUBJECTS["customer_stage"]
    made = session.scalars(select(ImportRow).where(ImportRow.is_applied)).all()
    active, first, last = sorted(made, key=lambda row: row.line)
    undo_block(session, subject, [active], by)
    assert active.undone is Undone.kept  # Another stage began since.
    undo_block(session, subject, [last, first], by)
    assert (last.undone, first.undone) == (Undone.restored, Undone.kept)
    active.undone = None
    undo_block(session, subject, [active, first], by)
    assert (active.undone, first.undone) == (Undone.restored, Undone.restored)
    assert session.get_one(Customer, number).time_status is S.prospective
    assert session.scalars(select(CustomerStage)).all() == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_list_shows_a_file_may_be_called(session, language):
    for name in ("comment", "customer_stage", "questionnaire"):
        subject = SUBJECTS[name]
        shown = ENTRY_WORDS[subject.screen]
        with force_locale(language):
            words = {field: str(shown[field]) for field in subject.fields if field in shown}
        found = map_headers(list(words.values()), Names(subject.synonyms, {}))
        assert set(found.values()) == set(words), name
