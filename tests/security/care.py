"""What departments enter about a customer of surveys and care, planted in a place."""

from sqlalchemy import select

from app.care.entitlements import Entitlement
from app.care.events import CustomerEvent
from app.care.interactions import StaffInteraction
from app.care.survey_rules import Level
from app.care.surveys import SurveyAnswer
from app.care.views.entitlements import EntitlementView
from app.care.views.events import ParticipationView
from app.care.views.interactions import InteractionView
from app.care.views.plans import CarePlanView
from app.care.views.suppressions import SuppressionView
from app.care.views.surveys import SurveyAnswerView, SurveyView
from app.care.views.visits import CareVisitView
from app.core.clock import today
from app.core.db import db
from app.service.rules import ServiceChannel
from tests.care.factories import (
    answer,
    invite,
    leave_alone,
    make_event,
    make_plan,
    make_survey,
    make_visit,
)
from tests.factories import keep, make_contact, make_user
from tests.security.planted import REASON, Row

NAMES = {
    SurveyView: "survey", CarePlanView: "plan", CareVisitView: "visit",
    SuppressionView: "wish", EntitlementView: "right", InteractionView: "dealing",
    ParticipationView: "invited",
}  # fmt: skip
#: A survey of the first two places is worth 80 of a hundred, one of the others 60.
SEEN_SCORE, HIDDEN_SCORE = "80.00", "60.00"


def plant(customer, place):
    """screen → a row of its table at this customer, named after the place."""
    word = {screen: f"PLANT-{name}-{place}" for screen, name in NAMES.items()}
    survey = make_survey(customer, number=word[SurveyView])
    answer(survey, level=Level.satisfied if place in "AB" else Level.neutral)
    said = select(SurveyAnswer.id).where(SurveyAnswer.survey_id == survey.id)
    guest = make_contact(customer, word[ParticipationView])
    rows = {
        SurveyView: survey,
        CarePlanView: make_plan(customer, number=word[CarePlanView]),
        CareVisitView: make_visit(customer, "300", number=word[CareVisitView]),
        SuppressionView: leave_alone(
            customer, number=word[SuppressionView], channel=ServiceChannel.email
        ),
        EntitlementView: keep(Entitlement(
            customer_id=customer.id, number=word[EntitlementView], what="九五折",
            from_on=today(), basis="框架合同")),
        InteractionView: keep(StaffInteraction(
            customer_id=customer.id, number=word[InteractionView], happened_on=today(),
            employee_id=make_user().id, summary="陪同参观")),
        ParticipationView: invite(the_event(), customer, contact=guest,
                                  remark=word[ParticipationView]),
    }  # fmt: skip
    if place == "E":  # Whoever was invited is else still read at the customer.
        guest.void(make_user(), REASON)
    lines = {SurveyView: {SurveyAnswerView: db.session.scalar(said.limit(1))}}
    return {
        screen: (row, Row(row.id, customer.id, word[screen], lines.get(screen, {})))
        for screen, row in rows.items()
    }


def the_event():
    """The one event all are invited to: who else came must not be read below it."""
    return db.session.scalar(select(CustomerEvent)) or make_event()
