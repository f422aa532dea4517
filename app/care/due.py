"""What of customer care falls due: visits that are planned, and the plans' next occasions."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, case, literal, select

from app.care.care_rules import YEARLY, CareKind, CareStatus, Festival
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


def _named(entity: Any, words: ColumnElement[str]) -> Any:
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
