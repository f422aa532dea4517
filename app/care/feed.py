"""What of surveys, care, events and entitlements a customer's timeline tells."""

from typing import Any

from sqlalchemy import func

from app.care.entitlements import Entitlement
from app.care.events import CustomerEvent, Participation
from app.care.interactions import StaffInteraction
from app.care.plans import CarePlan
from app.care.suppressions import Suppression
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.core.words import N_
from app.customers.feeding import Feed, FeedKind

VALID_FROM, INVITED_ON = N_("Valid from %(day)s"), N_("Invited on %(day)s")


def _with_more(number: Any, more: Any) -> Any:
    """A number, and behind it what more there may be."""
    return number + func.coalesce(" " + more, "")


FEEDS = (
    Feed(
        entity=Entitlement,
        kind=FeedKind.business,
        icon="certificate",
        text=Entitlement.number + " " + Entitlement.what,
        right="Entitlements",
        screen="EntitlementView",
        day=Entitlement.from_on,
        told=VALID_FROM,
        tag=Entitlement.kind,
    ),
    Feed(
        entity=Survey,
        kind=FeedKind.service,
        icon="mood-smile",
        text=_with_more(Survey.number, Survey.feedback),
        right="Surveys",
        screen="SurveyView",
        day=Survey.happened_on,
        told=INVITED_ON,
        tag=Survey.status,
    ),
    Feed(
        entity=CareVisit,
        kind=FeedKind.communication,
        icon="gift",
        text=_with_more(CareVisit.number, CareVisit.content),
        right="CareVisits",
        screen="CareVisitView",
        day=func.coalesce(CareVisit.done_on, CareVisit.planned_on),
        told=N_("For %(day)s"),
        tag=CareVisit.status,
    ),
    Feed(
        entity=CarePlan,
        kind=FeedKind.communication,
        icon="calendar-heart",
        text=_with_more(CarePlan.number, CarePlan.content),
        right="CarePlans",
        screen="CarePlanView",
        day=CarePlan.next_on,
        told=N_("Next on %(day)s"),
        tag=CarePlan.kind,
    ),
    Feed(
        entity=Participation,
        kind=FeedKind.communication,
        icon="confetti",
        text=CustomerEvent.name,
        beside=(CustomerEvent, CustomerEvent.id == Participation.event_id),
        right="Participations",
        screen="ParticipationView",
        day=Participation.invited_on,
        told=INVITED_ON,
        tag=Participation.response,
    ),
    Feed(
        entity=StaffInteraction,
        kind=FeedKind.communication,
        icon="friends",
        text=StaffInteraction.number + " " + StaffInteraction.summary,
        right="Interactions",
        screen="InteractionView",
        day=StaffInteraction.happened_on,
        tag=StaffInteraction.kind,
    ),
    Feed(
        entity=Suppression,
        kind=FeedKind.communication,
        icon="bell-off",
        tone="amber",
        text=Suppression.number + " " + Suppression.reason,
        right="Suppressions",
        screen="SuppressionView",
        day=Suppression.since_on,
        told=VALID_FROM,
        tag=Suppression.channel,
    ),
)
