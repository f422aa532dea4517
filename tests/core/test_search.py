"""The search finds what a person would point at, and keeps up with the records."""

import random

import pytest
from sqlalchemy import select

from app.core import search, search_tables
from app.core.asking import Asked
from app.core.listing import find
from app.customers.layout import PLAN
from app.customers.models import Customer
from tests.factories import make_customer, make_person

NAMES = (
    "深圳市星辰科技有限公司",
    "星火重工集团",
    "Acme（深圳）Trading Ltd.",
    "南山仪器有限公司",
    "技星",
)


def found(session, question):
    return {row.name for row in find(session, PLAN, Asked(q=question)).rows}


@pytest.fixture
def five(session):
    for name in NAMES:
        make_customer(name)
    session.commit()
    return session


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("星辰", {NAMES[0]}),
        ("星", {NAMES[0], NAMES[1], NAMES[4]}),
        ("技", {NAMES[0], NAMES[4]}),
        ("科技有限", {NAMES[0]}),
        ("有限公司", {NAMES[0], NAMES[3]}),
        ("深圳 科技", {NAMES[0]}),
        ("xckj", {NAMES[0]}),
        ("XINGHUO", {NAMES[1]}),
        ("acme", {NAMES[2]}),
        ("ＡＣＭＥ", {NAMES[2]}),
        ("(深圳)", {NAMES[2]}),
        ("trading ltd.", {NAMES[2]}),
        ("辰星", set()),
        ("%", set()),
        ("_", set()),
        ("'\" OR 1=1", set()),
        ("星辰 AND 仪器", set()),
        ("NEAR(星辰)", set()),
    ],
)
@pytest.mark.clause("S5.3.4.1")
def test_a_question_finds_exactly_its_names(five, question, names):
    assert found(five, question) == names


def test_any_part_of_a_number_finds_it(five):
    number = five.scalar(select(Customer.number).where(Customer.name == NAMES[1]))
    for part in (number, number[:4], number[-4:], number[4:9], number.lower()):
        assert NAMES[1] in found(five, part)


def test_the_index_follows_a_change_of_name_and_forgets_the_old_one(five):
    customer = five.scalars(select(Customer).where(Customer.name == NAMES[3])).one()
    customer.name = "北岭光学有限公司"
    customer.derive()
    five.commit()
    assert found(five, "北岭") == {"北岭光学有限公司"}
    assert found(five, "南山") == set()


def test_a_rolled_back_record_leaves_nothing_in_the_index(five):
    make_customer("昙花一现公司")
    five.rollback()
    assert search.hits(five, Customer, "昙花").ids == []


def test_a_change_of_something_else_leaves_the_index_alone(five):
    customer = five.scalars(select(Customer).where(Customer.name == NAMES[0])).one()
    customer.remark = "老客户"
    five.commit()
    assert found(five, "星辰") == {NAMES[0]}


def test_a_sealed_number_is_found_whole_and_by_its_end(session):
    make_person("赵六", mobile="13912345678")
    session.commit()
    assert found(session, "139 1234 5678") == {"赵六"}
    assert found(session, "13912345678") == {"赵六"}
    assert found(session, "5678") == {"赵六"}
    assert found(session, "1391") == set()


def test_a_word_of_very_many_is_walked_and_counted_by_sample(session, monkeypatch):
    monkeypatch.setattr(search, "RARE", 10)
    for n in range(30):
        make_customer(f"第{n}贸易公司")
    make_customer("孤品")
    session.commit()
    page = find(session, PLAN, Asked(q="贸易"))
    assert (len(page.rows), page.count, page.has_next) == (25, 30, True)
    assert search.hits(session, Customer, "贸易").is_common


def test_a_rebuilt_index_answers_as_the_kept_one(five):
    before = {q: found(five, q) for q in ("星", "xckj", "深圳", "有限公司")}
    assert search_tables.rebuild(five, Customer) == len(NAMES)
    assert {q: found(five, q) for q in before} == before


def test_index_and_plain_looking_agree_on_random_names(session):
    dice = random.Random(7)
    letters = "星辰科技南山仪器深圳广州abcxyz019"
    names = {"".join(dice.choices(letters, k=dice.randint(2, 10))) for _ in range(150)}
    for name in names:
        make_customer(name)
    session.commit()
    for _ in range(200):
        name = dice.choice(sorted(names))
        start = dice.randrange(len(name) - 1)
        part = name[start : start + dice.randint(2, 4)]
        wanted = {n for n in names if part in n}
        ids = search.hits(session, Customer, part).ids
        seen = set(session.scalars(select(Customer.name).where(Customer.id.in_(ids))))
        assert wanted <= seen, part
