"""A low answer drafts a complaint: somebody takes it in, and only then does its clock run."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.core.clock import now, today
from app.core.db import db
from app.core.words import RuleError
from app.service import clocking
from app.service.complaint_rules import ClockState, ComplaintStatus, ComplaintStep
from app.service.complaints import Complaint
from tests.access.browsing import post
from tests.access.browsing import text as words
from tests.care.factories import answer, make_survey
from tests.contracts.factories import put_on_duty
from tests.factories import make_customer, make_department
from tests.migrating import migration, on
from tests.service.factories import SERVICE, make_complaint

pytestmark = pytest.mark.clause("S1.5(2)", "S9.4(三)")


def make_draft(customer, **fields):
    return make_complaint(customer, status=ComplaintStatus.draft, **fields)


def clock_in_a_list(session):
    return session.scalars(select(Complaint.clock)).one()


def test_low_answers_draft_it_and_no_clock_runs(session):
    survey = make_survey(make_customer())
    answer(survey, points=0)
    session.refresh(survey)
    complaint = session.get(Complaint, survey.complaint_id)
    assert (complaint.status, complaint.due_on) == (ComplaintStatus.draft, None)
    assert complaint.clock is clock_in_a_list(session) is ClockState.unstarted


def test_its_clock_starts_when_it_is_taken_in(session):
    draft = make_draft(make_customer(), received_at=now() - timedelta(days=30))
    assert draft.due_on is None
    with pytest.raises(RuleError):
        clocking.pause(session, draft, now(), "awaiting the customer")
    with pytest.raises(RuleError):
        draft.move(ComplaintStep.investigate)
    clocking.register(session, draft, now())
    session.flush()
    assert (draft.status, draft.happened_on) == (ComplaintStatus.registered, today())
    assert draft.due_on > today()
    assert clock_in_a_list(session) is draft.clock
    with pytest.raises(RuleError):
        clocking.register(session, draft, now())


def test_a_draft_is_nothing_to_be_repeated(session):
    customer = make_customer()
    make_draft(customer)
    assert clocking.earlier_alike(session, make_complaint(customer)) is None


@pytest.fixture
def company(machine):
    """Service is on duty for complaints; sales keeps the customer, of whom one is drafted."""
    with machine():
        service, sales = make_department(), make_department()
        put_on_duty(service, SERVICE)
        draft = make_draft(make_customer(department_id=sales.id))
        return {"service": service.id, "sales": sales.id, "draft": draft.number}


def test_it_waits_for_who_enters_complaints_and_they_take_it_in(sign_in, company, machine):
    clerk, _ = sign_in("Staff", department=company["service"])
    seller, _ = sign_in("Archivist", department=company["sales"])
    line = f"待登记的投诉：{company['draft']}"
    assert line in words(clerk.get("/to-do/"))
    assert line not in words(seller.get("/to-do/"))
    page = words(clerk.get("/complaints/show/1"))
    assert "尚未计时" in page
    assert "恢复计时" not in page
    for browser, status in ((seller, "draft"), (clerk, "registered")):
        post(browser, "/complaints/step/register", rowid=1)
        with machine() as session:
            assert session.get(Complaint, 1).status.name == status
    assert line not in words(clerk.get("/to-do/"))
    assert company["draft"] in words(clerk.get("/complaints/list/?status=registered"))


def test_a_program_takes_it_in_too(unguarded, sign_in, company):
    clerk, _ = sign_in("Staff", department=company["service"])
    shown = clerk.get("/api/v1/complaint/1").json
    assert (shown["result"]["status"], shown["result"]["clock"]) == ("draft", "unstarted")
    done = clerk.post("/api/v1/complaint/1/steps/register", json={})
    assert (done.status_code, done.json["result"]["status"]) == (200, "registered")


def test_a_drafts_form_starts_no_clock(session):
    draft = make_draft(make_customer())
    draft.due_on = today()
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_archives_from_before_keep_theirs_both_ways(app, machine):
    with machine():
        kept = make_complaint(make_customer()).id
        draft = make_draft(make_customer()).id
    module = migration("20261127_0272_draft_complaints")
    asked = text("SELECT id, status FROM complaint ORDER BY id")
    with app.app_context(), db.engine.begin() as connection, on(connection):
        module.downgrade()
        told = [tuple(row) for row in connection.execute(asked)]
        assert told == [(kept, "registered"), (draft, "registered")]
        module.upgrade()
        connection.execute(
            text("UPDATE complaint SET status = 'draft', due_on = NULL WHERE id = :id"),
            {"id": draft},
        )
        assert [tuple(row)[1] for row in connection.execute(asked)] == ["registered", "draft"]
