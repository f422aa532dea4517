"""The screens of this domain, as the menu and the pages above take them in (``app/views.py``)."""

from app.care.views.entitlements import (
    ContractEntitlementView,
    CustomerEntitlementView,
    EntitlementView,
)
from app.care.views.events import CustomerParticipationView, EventView, ParticipationView
from app.care.views.gifts import GiftLimitView
from app.care.views.interactions import CustomerInteractionView, InteractionView
from app.care.views.plans import CarePlanView, CustomerCarePlanView
from app.care.views.questionnaires import QuestionnaireView, QuestionView
from app.care.views.satisfaction import SatisfactionView
from app.care.views.suppressions import CustomerSuppressionView, SuppressionView
from app.care.views.surveys import CustomerSurveyView, SurveyAnswerView, SurveyView
from app.care.views.visits import CareVisitView, CustomerCareVisitView, PlanVisitView
from app.core.children import Child
from app.core.screens import Screen

#: 采集, after services and complaints.
COLLECT = (
    SurveyView,
    SatisfactionView,
    CareVisitView,
    CarePlanView,
    EventView,
    InteractionView,
    EntitlementView,
    SuppressionView,
)
SETTINGS = (QuestionnaireView, GiftLimitView)
#: What a customer's page shows of it, by the parts of its file.
ACCEPTANCE: tuple[type[Child], ...] = (CustomerSurveyView,)
ENTITLEMENT: tuple[type[Child], ...] = (CustomerEntitlementView,)
COMMUNICATION: tuple[type[Child], ...] = (
    CustomerCareVisitView,
    CustomerCarePlanView,
    CustomerParticipationView,
    CustomerInteractionView,
    CustomerSuppressionView,
)
OF_CONTRACT: tuple[type[Child], ...] = (ContractEntitlementView,)
BELOW: dict[type[Screen], tuple[type[Child], ...]] = {
    SurveyView: (SurveyAnswerView,),
    EventView: (ParticipationView,),
    CarePlanView: (PlanVisitView,),
    QuestionnaireView: (QuestionView,),
}
