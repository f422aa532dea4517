"""Complaints: their clock, their end, and what the database itself refuses, on both databases."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.core.words import RuleError
from app.core.workdays import is_working_day
from app.service import clocking
from app.service.clock import DAY, Pause, starts, worked
from app.service.complaint_rules import (
    ClockState,
    ComplaintCategory,
    ComplaintStatus,
    ComplaintStep,
    Confirmation,
    Severity,
)
from app.service.complaints import Complaint, ComplaintPause
from tests.factories import make_customer
from tests.service.factories import RECEIVED, make_complaint, settled

pytestmark = pytest.mark.clause("S8.三.1(4)")


def test_a_new_complaint_has_its_last_day(session):
    complaint = make_complaint(make_customer(), severity=Severity.major)
    assert complaint.due_on == date(2026, 11, 5)


def test_a_pause_moves_the_last_day_by_what_it_took(session):
    complaint = make_complaint(make_customer(), severity=Severity.major)
    at = datetime(2026, 11, 3, 4, tzinfo=UTC)
    clocking.pause(session, complaint, at, "waits for the sample")
    session.flush()
    assert (complaint.due_on, complaint.clock) == (None, ClockState.paused)
    clocking.resume(session, complaint, at + timedelta(days=2))
    session.flush()
    assert complaint.due_on == date(2026, 11, 9)


def test_a_clock_that_stands_is_not_paused_again_nor_one_that_runs_resumed(session):
    complaint = make_complaint(make_customer())
    with pytest.raises(RuleError):
        clocking.resume(session, complaint, RECEIVED)
    clocking.pause(session, complaint, RECEIVED, "waits for the sample")
    with pytest.raises(RuleError):
        clocking.pause(session, complaint, RECEIVED, "waits for the sample")


def test_whatever_is_paused_the_working_time_is_the_limit(session):
    """Random histories of pauses: the last day is where the working time of the limit ends."""
    chance = random.Random(17)
    for _ in range(25):
        complaint = make_complaint(make_customer(), severity=chance.choice(list(Severity)))
        at = RECEIVED
        for _ in range(chance.randrange(5)):
            at += timedelta(minutes=chance.randrange(6_000))
            clocking.pause(session, complaint, at, "waits for the sample")
            at += timedelta(minutes=chance.randrange(9_000))
            session.flush()
            clocking.resume(session, complaint, at)
            session.flush()
        rows = session.scalars(
            select(ComplaintPause).where(ComplaintPause.complaint_id == complaint.id)
        ).all()
        pauses = [Pause(row.from_at, row.until_at) for row in rows]
        limit = clocking.LIMIT_DAYS[complaint.severity] * DAY
        end = clocking.due_at(starts(RECEIVED), limit.days, pauses, is_working_day)
        assert worked(starts(RECEIVED), end, pauses, is_working_day) == limit
        assert complaint.due_on == clocking.last_day(end)


def test_the_list_and_the_record_say_the_same_of_the_clock(session, monkeypatch):
    customer = make_customer()
    for severity in Severity:
        for days in (0, 3, 20):
            make_complaint(customer, severity=severity, received_at=RECEIVED - timedelta(days))
    settled(customer)
    settled(customer, on=date(2026, 11, 20))
    clocking.pause(session, make_complaint(customer), RECEIVED, "waits for the sample")
    session.flush()
    for day in (date(2026, 11, 3), date(2026, 11, 10), date(2026, 12, 1)):
        monkeypatch.setattr("app.service.complaints.today", lambda day=day: day)
        rows = session.execute(select(Complaint, Complaint.clock)).all()
        assert [told for _, told in rows] == [row.clock for row, _ in rows]


@pytest.mark.clause("S9.4(三)")
def test_it_ends_with_the_customers_word_and_may_come_back(session):
    complaint = settled(make_customer(), severity=Severity.major)
    assert (complaint.status, complaint.clock) == (ComplaintStatus.closed, ClockState.kept)
    clocking.reopen(session, complaint, datetime(2026, 11, 20, 2, tzinfo=UTC))
    session.flush()
    assert (complaint.closed_on, complaint.confirmed_on) == (None, None)
    assert complaint.due_on == date(2026, 11, 25)


def test_what_came_back_is_confirmed_once_more(session):
    complaint = settled(make_customer())
    clocking.reopen(session, complaint, datetime(2026, 11, 20, 2, tzinfo=UTC))
    for step in (ComplaintStep.handle, ComplaintStep.reply):
        complaint.move(step)
    complaint.confirmed_on, complaint.confirmed_how = date(2026, 11, 19), Confirmation.phone
    with pytest.raises(RuleError), session.no_autoflush:
        complaint.close(date(2026, 11, 21))


@pytest.mark.parametrize("missing", ["cause", "corrective_action", "confirmed_on", "confirmed_how"])
def test_the_database_itself_refuses_an_end_without(session, missing):
    complaint = settled(make_customer())
    session.commit()
    table = Complaint.__table__
    with pytest.raises(IntegrityError):
        session.connection().execute(
            update(table).where(table.c.id == complaint.id).values({missing: None})
        )
    session.rollback()


def test_only_one_pause_is_open(session):
    complaint = make_complaint(make_customer())
    told = {"complaint_id": complaint.id, "from_at": RECEIVED, "reason": "waits"}
    session.add_all([ComplaintPause(**told), ComplaintPause(**told)])
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_the_compensation_is_exact(session):
    complaint = make_complaint(make_customer(), compensation=Decimal("1234.56"))
    session.expire(complaint)
    assert complaint.compensation == Decimal("1234.56")


def test_a_repeat_is_proposed_for_the_same_customer_and_category_only(session):
    customer = make_customer()
    first = make_complaint(customer, received_at=RECEIVED - timedelta(days=180))
    make_complaint(customer, received_at=RECEIVED - timedelta(days=181))
    make_complaint(customer, category=ComplaintCategory.price)
    make_complaint(make_customer())
    again = make_complaint(customer)
    assert clocking.earlier_alike(session, again) is first
    again.mark_repeat(first)
    session.flush()
    assert (again.is_repeat, again.related) == (True, first)
