"""The sheet's parts besides the basic one: acceptance, entitlement, communication.

Both the printed sheet and the workbook show them, each kind of record as a small table: what it
is, more about it, its day, and a last word.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload

from app.care.entitlements import Entitlement
from app.care.events import Participation
from app.care.interactions import StaffInteraction
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.contracts.models import Contract
from app.core.form_pages import Part, Table
from app.core.gate import masked
from app.core.pages import NOTHING, show
from app.core.todo import may
from app.core.words import N_
from app.customers.models import Customer
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.workday.models import FollowUp

#: So many of each are shown, the newest first; so many rows wait to be filled in by hand.
MOST, BLANK = 5, 3
LONGEST = 120


class Told(NamedTuple):
    """One kind of record: who may list it sees it here, with these columns under these heads."""

    word: N_
    entity: type[Any]
    right: str
    columns: dict[str, N_]


NUMBER, DAY, STATUS = N_("Number"), N_("Date"), N_("Status")
PARTS: dict[N_, tuple[Told, ...]] = {
    N_("Acceptance"): (
        Told(N_("Contracts"), Contract, "Contracts",
             {"number": NUMBER, "name": N_("Contract name"), "signed_on": N_("Signed on"),
              "stage": STATUS}),
        Told(N_("Service records"), ServiceRecord, "ServiceRecords",
             {"number": NUMBER, "content": N_("Content"), "happened_on": DAY, "status": STATUS}),
        Told(N_("Complaints"), Complaint, "Complaints",
             {"number": NUMBER, "description": N_("Content"), "happened_on": DAY,
              "status": STATUS}),
        Told(N_("Satisfaction surveys"), Survey, "Surveys",
             {"number": NUMBER, "feedback": N_("What else they said"), "happened_on": DAY,
              "score": N_("Satisfaction (of 100)")}),
    ),
    N_("Entitlement"): (
        Told(N_("Entitlements"), Entitlement, "Entitlements",
             {"what": N_("What they may claim"), "basis": N_("Basis"), "from_on": N_("From"),
              "to_on": N_("Until")}),
    ),
    N_("Communication"): (
        Told(N_("Follow-ups"), FollowUp, "FollowUps",
             {"channel": N_("Way of contact"), "what": N_("What was said"), "happened_on": DAY,
              "next_on": N_("Next contact on")}),
        Told(N_("Customer care"), CareVisit, "CareVisits",
             {"kind": N_("Kind of care"), "content": N_("What is done"),
              "planned_on": N_("Planned for"), "status": STATUS}),
        Told(N_("Events"), Participation, "Participations",
             {"channel": N_("Way"), "event": N_("Customer event"), "invited_on": DAY,
              "response": N_("Answer")}),
        Told(N_("Staff interactions"), StaffInteraction, "Interactions",
             {"employee": N_("Employee"), "summary": N_("What it was about"), "happened_on": DAY,
              "kind": N_("Kind of interaction")}),
    ),
}  # fmt: skip


def sheet_parts(session: Session | None, customer: Customer | None) -> Iterator[Part]:
    """Each part with its tables; without a customer their rows wait to be filled in by hand."""
    for part, kinds in PARTS.items():
        if session is None or customer is None:
            yield Part(str(part), [_table(kind, _blank(kind)) for kind in kinds])
        else:
            shown = (kind for kind in kinds if may("can_list", kind.right))
            yield Part(str(part), [_table(k, _rows(session, customer, k)) for k in shown])


def _table(kind: Told, rows: list[list[str]]) -> Table:
    return Table(str(kind.word), [str(head) for head in kind.columns.values()], rows)


def _blank(kind: Told) -> list[list[str]]:
    return [[""] * len(kind.columns) for _ in range(BLANK)]


def _rows(session: Session, customer: Customer, kind: Told) -> list[list[str]]:
    """The newest of one kind; a table that has none says so."""
    entity = kind.entity
    named = [getattr(entity, name) for name in kind.columns if name in _relations(entity)]
    asked = select(entity).where(entity.customer_id == customer.id)
    asked = asked.options(*map(selectinload, named)).order_by(entity.id.desc()).limit(MOST)
    rows = [[_word(row, name) for name in kind.columns] for row in session.scalars(asked)]
    return rows or [[NOTHING] * len(kind.columns)]


def _relations(entity: type[Any]) -> set[str]:
    return set(inspect(entity).relationships.keys())


def _word(row: Any, name: str) -> str:
    return str(show(masked(type(row), name, getattr(row, name), row)))[:LONGEST]
