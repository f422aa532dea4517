"""The printed sheet's parts besides the basic one: acceptance, entitlement, communication."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.entitlements import Entitlement
from app.care.events import Participation
from app.care.interactions import StaffInteraction
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.contracts.models import Contract
from app.core.pages import show
from app.core.words import N_
from app.customers.models import Customer
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.workday.models import FollowUp

#: So many of each are printed, the newest first.
MOST = 5
#: part → (what it is called, its table, the columns told of each)
PARTS: dict[N_, tuple[tuple[N_, type[Any], tuple[str, ...]], ...]] = {
    N_("Acceptance"): (
        (N_("Contracts"), Contract, ("number", "name", "signed_on")),
        (N_("Service records"), ServiceRecord, ("number", "happened_on", "kind", "status")),
        (N_("Complaints"), Complaint, ("number", "happened_on", "category", "status")),
        (N_("Satisfaction surveys"), Survey, ("number", "happened_on", "status", "score")),
    ),
    N_("Entitlement"): (
        (N_("Entitlements"), Entitlement, ("number", "what", "from_on", "to_on", "state")),
    ),
    N_("Communication"): (
        (N_("Follow-ups"), FollowUp, ("happened_on", "channel", "what")),
        (N_("Customer care"), CareVisit, ("number", "planned_on", "kind", "status")),
        (N_("Events"), Participation, ("event", "invited_on", "response")),
        (N_("Staff interactions"), StaffInteraction, ("happened_on", "employee", "kind")),
    ),
}


def sheet_parts(session: Session | None, customer: Customer | None) -> Iterator[dict[str, Any]]:
    """Each part with its rows; without a customer the rows wait to be filled in by hand."""
    for part, kinds in PARTS.items():
        rows = [
            (str(word), _told(session, customer, entity, names)) for word, entity, names in kinds
        ]
        yield {"title": str(part), "rows": rows}


def _told(
    session: Session | None, customer: Customer | None, entity: Any, names: Sequence[str]
) -> list[str]:
    if session is None or customer is None:
        return []
    asked = select(entity).where(entity.customer_id == customer.id)
    found = session.scalars(asked.order_by(entity.id.desc()).limit(MOST))
    return [" · ".join(_words(row, names)) for row in found]


def _words(row: Any, names: Sequence[str]) -> Iterator[str]:
    values = (getattr(row, name) for name in names)
    return (str(show(value))[:120] for value in values if value is not None)
