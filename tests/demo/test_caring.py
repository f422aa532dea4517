"""Care made up: every kind of story is there, and the ordinary rules let it in."""

import pytest
from sqlalchemy import func, select

from app.approvals.models import ApprovalRequest
from app.approvals.rules import ApprovalKind, RequestStatus
from app.care.care_rules import CareStatus, GiftState
from app.care.entitlements import Entitlement, EntitlementState
from app.care.event_rules import Response
from app.care.events import CustomerEvent, Participation
from app.care.interactions import StaffInteraction
from app.care.plans import CarePlan
from app.care.suppressions import Suppression
from app.care.survey_rules import SurveyStatus, is_low
from app.care.surveys import Survey, SurveyAnswer
from app.care.visits import CareVisit
from app.core.clock import today
from app.core.words import RuleError
from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.demo.filling import PEOPLE, fill_archive
from app.security.rules import RecordKind
from app.service.complaints import Complaint
from app.service.outreach import check_outreach
from app.service.rules import ServiceChannel
from tests.contracts.factories import put_on_duty
from tests.factories import make_department, make_user

ENTERED = (Survey, CarePlan, CareVisit, Suppression, Entitlement, StaffInteraction, Participation)


@pytest.fixture
def archivists(session):
    found = [make_user(role="ChiefArchivist", username=name).id for name in PEOPLE]
    session.commit()
    return found


def every(session, entity):
    return session.scalars(select(entity).order_by(entity.id)).all()


def test_a_filled_archive_has_everything_of_its_care(session, archivists):
    """Filled once: that takes ten times as long as asking."""
    fill_archive(session, 60, 1, is_more=False)
    customers_were_asked_and_low_answers_opened_a_complaint(session)
    they_are_thought_of_and_a_dear_gift_waits_for_consent(session)
    they_were_invited_may_claim_something_and_one_is_left_alone(session)
    it_is_at_reviewed_customers_and_entered_by_an_archivist(session, archivists)


def customers_were_asked_and_low_answers_opened_a_complaint(filled):
    surveys = every(filled, Survey)
    assert {survey.status for survey in surveys} == set(SurveyStatus)
    low = [survey for survey in surveys if is_low(survey.score, survey.points)]
    assert len(low) == 1
    assert low[0].complaint_id == every(filled, Complaint)[-1].id
    assert low[0].number in low[0].complaint.description
    answered = [survey.id for survey in surveys if survey.status is SurveyStatus.answered]
    held = filled.scalars(select(SurveyAnswer.survey_id).distinct()).all()
    assert sorted(held) == answered


def they_are_thought_of_and_a_dear_gift_waits_for_consent(filled):
    assert all(plan.next_on >= today() for plan in every(filled, CarePlan))
    visits = every(filled, CareVisit)
    assert {visit.status for visit in visits} == {CareStatus.planned, CareStatus.done}
    assert {GiftState.free, GiftState.asked} <= {visit.gift_state for visit in visits}
    (request,) = (r for r in every(filled, ApprovalRequest) if r.kind is ApprovalKind.gift)
    assert (request.kind, request.status) == (ApprovalKind.gift, RequestStatus.pending)


def they_were_invited_may_claim_something_and_one_is_left_alone(filled):
    assert {one.response for one in every(filled, Participation)} == set(Response)
    assert len(every(filled, CustomerEvent)) == 2
    assert {right.state for right in every(filled, Entitlement)} == {EntitlementState.valid}
    assert every(filled, StaffInteraction)
    (wish,) = every(filled, Suppression)
    call = CareVisit(customer=wish.customer, customer_id=wish.customer_id, contact=None,
                     channel=ServiceChannel.phone)  # fmt: skip
    with pytest.raises(RuleError):
        check_outreach(call, today())


def it_is_at_reviewed_customers_and_entered_by_an_archivist(filled, archivists):
    for entity in ENTERED:
        for row in every(filled, entity):
            customer = filled.get(Customer, row.customer_id)
            assert customer.entry_status in {EntryStatus.reviewed, EntryStatus.filed}
            assert row.created_by_id == archivists[0]


@pytest.mark.parametrize("count", [1, 4])
def test_few_customers_are_enough_or_none_is_thought_of(session, archivists, count):
    assert fill_archive(session, count, 1, is_more=False) == count


def test_where_another_department_is_on_duty_it_is_left_to_them(session, archivists):
    put_on_duty(make_department(), [RecordKind.survey])
    session.commit()
    fill_archive(session, 20, 1, is_more=False)
    for entity in (*ENTERED, CustomerEvent):
        assert session.scalar(select(func.count(entity.id))) == 0
