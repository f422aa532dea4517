"""A list's plan holds whatever few rows a reader sees: by their ids, never by walking the table."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from app.core import listing
from app.core.asking import Asked, Condition, place_of, read_url
from app.core.clock import now
from app.core.listing import find
from app.customers.layout import PLAN
from app.customers.rules import EntryStatus
from app.security.actor import Actor, Who, acting_as
from app.security.models import Share
from app.security.rules import Reach, Security, cleared_for
from tests.factories import keep, make_customer, make_department, make_user

EVERY_ORDER = [(sort, down) for sort in PLAN.orders for down in (True, False)]


@pytest.fixture
def few(session):
    """A small department's reader: 30 rows of theirs among 90."""
    ours, theirs = make_department(), make_department()
    for n in range(90):
        make_customer(f"客户{n:02}", department_id=(theirs if n % 3 else ours).id)
    user = make_user(department=ours.id)
    session.commit()
    return Actor(
        Who("user:test", user.id), Reach.department, user.id, ours.id, frozenset({ours.id}),
        cleared_for(Security.internal),
    )  # fmt: skip


@pytest.mark.parametrize(("sort", "down"), EVERY_ORDER)
def test_the_few_rows_come_in_the_order_asked_and_page_by_page(session, few, sort, down):
    with acting_as(few):
        first = find(session, PLAN, Asked(sort=sort, descending=down))
        place = place_of(Asked(sort=sort), first.rows[-1])
        asked = read_url(PLAN, {"sort": f"-{sort}" if down else sort, "after": place})
        second = find(session, PLAN, asked)
    rows = [*first.rows, *second.rows]
    keys = [(getattr(row, sort), row.id) for row in rows]
    assert (len(first.rows), len(second.rows), first.count) == (25, 5, 30)
    assert keys == sorted(keys, reverse=down)


def test_few_and_many_rows_answer_alike(session, few, monkeypatch):
    asked = Asked(sort="name", descending=False)
    with acting_as(few):
        by_ids = [row.id for row in find(session, PLAN, asked).rows]
        monkeypatch.setattr(listing, "COUNT_LIMIT", 10)
        walked = find(session, PLAN, asked)
    assert [row.id for row in walked.rows] == by_ids
    assert (walked.count, walked.is_more_than_count) == (10, True)


def test_a_page_of_few_rows_names_them(session, few):
    seen = []

    def see(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    with acting_as(few):
        event.listen(Engine, "before_cursor_execute", see)
        find(session, PLAN, Asked(sort="updated_at"))
        event.remove(Engine, "before_cursor_execute", see)
    assert any(known in seen[-1] for known in ("customer.id IN (", "customer.id = ANY ("))


def test_shares_are_named_and_followed_at_once(session, few):
    second = make_user().id
    theirs = make_customer("别处的客户", department_id=1)
    session.commit()
    with acting_as(few):
        asked = Asked(conditions=[Condition("name", "contains", ("别处",))])
        assert find(session, PLAN, asked).rows == []
        share = keep(
            Share(
                user_id=few.user_id, subject="customer", subject_id=theirs.id,
                until=now() + timedelta(days=1), reason="代管",
                granted_by_id=1, confirmed_by_id=second,
            )
        )  # fmt: skip
        assert [row.id for row in find(session, PLAN, asked).rows] == [theirs.id]
        share.until = now() - timedelta(days=1)
        session.commit()
        assert find(session, PLAN, asked).rows == []


def test_many_shares_are_asked_for_within_the_question(session, few, monkeypatch):
    monkeypatch.setattr("app.security.shares.FEW_SHARES", 1)
    second = make_user().id
    others = [make_customer(f"别处{n}", department_id=1) for n in range(3)]
    for other in others:
        keep(
            Share(
                user_id=few.user_id, subject="customer", subject_id=other.id,
                until=now() + timedelta(days=1), reason="代管",
                granted_by_id=1, confirmed_by_id=second,
            )
        )  # fmt: skip
    session.commit()
    with acting_as(few):
        asked = Asked(conditions=[Condition("name", "contains", ("别处",))])
        assert len(find(session, PLAN, asked).rows) == 3


@pytest.mark.parametrize("part", ["客户0", "户01", "0", "客 户", "%", "户"])
def test_part_of_a_name_by_the_index_is_part_of_the_name(session, few, part):
    names = {f"客户{n:02}" for n in range(90)}
    asked = Asked(conditions=[Condition("name", "contains", (part,))], size=200)
    found = {row.name for row in find(session, PLAN, asked).rows}
    assert found == {name for name in names if part in name}


def test_two_states_at_once_find_their_rows(session, few):
    make_customer("已归档", entry_status=EntryStatus.filed)
    words = (
        Condition("entry_status", "is", ("filed",)),
        Condition("time_status", "is", ("prospective",)),
    )
    found = find(session, PLAN, Asked(conditions=list(words)))
    assert [row.name for row in found.rows] == ["已归档"]
