"""Satisfaction, care and communication over REST: what their screens show, as JSON."""

from app.care.views.entitlements import EntitlementView
from app.care.views.events import EventView, ParticipationView
from app.care.views.interactions import InteractionView
from app.care.views.plans import CarePlanView
from app.care.views.suppressions import SuppressionView
from app.care.views.surveys import SurveyView
from app.care.views.visits import CareVisitView
from app.core.api import Resource


class SurveyApi(Resource):
    """``/api/v1/survey/``."""

    resource_name = "survey"
    screen = SurveyView


class CarePlanApi(Resource):
    """``/api/v1/care_plan/``."""

    resource_name = "care_plan"
    screen = CarePlanView


class CareVisitApi(Resource):
    """``/api/v1/care_visit/``."""

    resource_name = "care_visit"
    screen = CareVisitView


class SuppressionApi(Resource):
    """``/api/v1/suppression/``: whom programs that send anything leave alone."""

    resource_name = "suppression"
    screen = SuppressionView


class EventApi(Resource):
    """``/api/v1/customer_event/``."""

    resource_name = "customer_event"
    screen = EventView


class ParticipationApi(Resource):
    """``/api/v1/participation/``."""

    resource_name = "participation"
    screen = ParticipationView


class InteractionApi(Resource):
    """``/api/v1/staff_interaction/``."""

    resource_name = "staff_interaction"
    screen = InteractionView


class EntitlementApi(Resource):
    """``/api/v1/entitlement/``."""

    resource_name = "entitlement"
    screen = EntitlementView


CARE_RESOURCES = (
    SurveyApi,
    CarePlanApi,
    CareVisitApi,
    SuppressionApi,
    EventApi,
    ParticipationApi,
    InteractionApi,
    EntitlementApi,
)
