"""What of customer care falls due: visits, the plans' occasions, events, ends of entitlements."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, literal, select

from app.care.care_rules import YEARLY, CareKind, CareStatus, Festival
from app.care.entitlements import Entitlement
from app.care.events import CustomerEvent
from app.care.plans import CarePlan
from app.care.visits import CareVisit
from app.core.due import DueKind
from app.core.words import N_
from app.customers.headings import CustomerHeading


def _visits() -> Any:
    return _named(CareVisit, case(*_words(CareVisit.kind, CareKind)))


def _occasions() -> Any:
    """A festival by its own name; before its visit is planned an occasion is the plan's."""
    festivals, yearly = _words(CarePlan.festival, Festival), _words(CarePlan.kind, YEARLY)
    return _named(CarePlan, case(*festivals, *yearly))


def _words(column: Any, vocabulary: Iterable[Any]) -> list[tuple[Any, Any]]:
    return [(column == member, literal(str(member))) for member in vocabulary]


def _named(entity: Any, words: Any) -> Any:
    """What for and for whom, in the reader's language."""
    text = (words + literal(" · ") + CustomerHeading.name).label("text")
    heading = CustomerHeading.id == entity.customer_id
    return select(entity.id, text).join(CustomerHeading, heading)


VISITS_DUE = DueKind(
    name="care_visit",
    label=N_("Care visit"),
    icon="gift",
    tone="teal",
    screen="CareVisitView",
    right="CareVisits",
    day=CareVisit.planned_on,
    asked=_visits,
    still_due=lambda: (CareVisit.status == CareStatus.planned,),
    narrowed={"status": CareStatus.planned.name},
    whose=CareVisit.executor_id,
)
OCCASIONS_DUE = DueKind(
    name="care_occasion",
    label=N_("Care occasion"),
    icon="calendar-heart",
    tone="teal",
    screen="CarePlanView",
    right="CarePlans",
    day=CarePlan.next_on,
    asked=_occasions,
    still_due=lambda: (CarePlan.is_active.is_(True),),
    narrowed={"is_active": "yes"},
    whose=CarePlan.executor_id,
)
EVENTS_DUE = DueKind(
    name="customer_event",
    label=N_("Customer event"),
    icon="calendar-event",
    tone="purple",
    screen="EventView",
    right="Events",
    day=CustomerEvent.from_on,
    asked=lambda: select(CustomerEvent.id, CustomerEvent.name.label("text")),
    still_due=tuple,
    narrowed={},
)
ENTITLEMENTS_DUE = DueKind(
    name="entitlement_end",
    label=N_("Entitlement ends"),
    icon="certificate",
    tone="amber",
    screen="EntitlementView",
    right="Entitlements",
    day=Entitlement.to_on,
    asked=lambda: _named(Entitlement, Entitlement.what),
    still_due=tuple,
    narrowed={},
)
