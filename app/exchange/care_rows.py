"""Events, invitations, staff interactions, entitlements, care and wishes from a file's rows.

A row says at once what people enter in two steps, a visit planned and made or an invitation and its
answer: it takes both steps here too, so that whoever is left alone is not planned past the list.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.care.care_rules import CareKind, CareStatus
from app.care.entitlements import Entitlement, EntitlementKind
from app.care.event_rules import Response, ResponseStep
from app.care.events import CustomerEvent, Participation
from app.care.gift_limits import GiftLimit, limit_on
from app.care.interactions import InteractionKind, StaffInteraction
from app.care.outreach_rules import check_coming
from app.care.plans import CarePlan, usual_day
from app.care.suppressions import Suppression
from app.care.visits import CareVisit
from app.core.clock import now, today
from app.core.words import N_, RuleError
from app.exchange import care_fields as of
from app.exchange import care_headers as called
from app.exchange.care_finding import WHO, place_contacts, place_events
from app.exchange.entry_rows import CONTRACT, EntryRows, Mark
from app.exchange.fields import Reader
from app.exchange.lines import Line
from app.exchange.step_rows import NUMBER, StepRows, usually
from app.security.rules import RecordKind
from app.security.unscoped import invited_to
from app.service.rules import ServiceChannel


class Invitations(StepRows):
    """Nobody is invited twice: a person not at another customer either, as the table says."""

    def mark(self, values: Mapping[str, Any]) -> Mark:
        event, whose, who = map(values.get, ("event_id", "customer_id", "contact_id"))
        return (event, "contact", who) if who else (event, "customer", whose)

    def there(self, _session: Session, lines: Sequence[Line]) -> set[Mark]:
        found = invited_to({line.values["event_id"] for line in lines})
        return {self.mark(dict(zip(self.same, told, strict=True))) for told in found}


def _from_today(name: str, **told: Any) -> Callable[[dict[str, Any]], None]:
    """Likewise, with its day."""

    def complete(values: dict[str, Any]) -> None:
        values.update({name: today(), **told, **values})

    return complete


def _answer(invitation: Participation, values: Mapping[str, Any]) -> None:
    steps = {Response.came: ResponseStep.come, Response.declined: ResponseStep.decline}
    invitation.response = Response.invited
    if step := steps.get(values.get("response", Response.invited)):
        invitation.answer(step)


def _limit(session: Session, visit: CareVisit, _values: dict[str, Any]) -> None:
    visit.status, visit.gift_limit = CareStatus.planned, limit_on(session, visit.planned_on)


def _make(visit: CareVisit, values: Mapping[str, Any]) -> None:
    """A day on which it was done says that it was; a visit is planned, and then made or not."""
    on = values.get("done_on")
    status = values.get("status", CareStatus.done if on else CareStatus.planned)
    if on and status is not CareStatus.done:
        raise RuleError(N_("A visit that was not made has no day on which it was done."))
    if status is CareStatus.skipped:
        visit.skip(visit.feedback or "")
    if status is CareStatus.done:
        if on is None:
            raise RuleError(N_("“%(field)s” is missing."), field="done_on")
        visit.finish(on, now())


def _usual_day(session: Session, plan: CarePlan, values: dict[str, Any]) -> None:
    if not plan.recurs_on and plan.kind is not CareKind.festival:
        plan.recurs_on = usual_day(session, plan)
        values.update({"recurs_on": plan.recurs_on} if plan.recurs_on else {})


def _coming(values: dict[str, Any]) -> None:
    """What gifts were measured by is not changed for days that are over."""
    if "from_on" in values:
        check_coming(values["from_on"], today())


EVENTS = EntryRows(
    CustomerEvent, ("name", "from_on"), keys=(), same=("name", "from_on"), has_customer=False,
    duty=RecordKind.care.name,
)  # fmt: skip
INVITATIONS = Invitations(
    Participation, ("event_id",), keys=(),
    same=("event_id", "customer_id", "contact_id"), places=(place_contacts, place_events),
    complete=_from_today("invited_on", channel=ServiceChannel.phone),
    about={**WHO, "event": CustomerEvent}, later=("response",), go_on=_answer,
)  # fmt: skip
INTERACTIONS = EntryRows(
    StaffInteraction, ("employee_id", "happened_on", "summary"), keys=NUMBER,
    same=("customer_id", "happened_on", "employee_id", "summary"), places=(place_contacts,),
    complete=usually(kind=InteractionKind.reception),
)  # fmt: skip
ENTITLEMENTS = EntryRows(
    Entitlement, ("what", "from_on", "basis"), keys=NUMBER,
    same=("customer_id", "from_on", "kind", "what"), finds={"contract": CONTRACT},
    complete=usually(kind=EntitlementKind.discount),
)  # fmt: skip
VISITS = StepRows(
    CareVisit, ("planned_on",), keys=NUMBER,
    same=("customer_id", "planned_on", "kind", "contact_id"), places=(place_contacts,),
    complete=usually(kind=CareKind.visit, channel=ServiceChannel.on_site),
    about=WHO, later=("status", "done_on"), begin=_limit, go_on=_make,
)  # fmt: skip
SUPPRESSIONS = EntryRows(
    Suppression, ("reason",), keys=NUMBER,
    same=("customer_id", "since_on", "contact_id", "channel"), places=(place_contacts,),
    complete=_from_today("since_on"),
)  # fmt: skip
PLANS = StepRows(
    CarePlan, ("kind",), keys=NUMBER,
    same=("customer_id", "kind", "contact_id", "festival", "recurs_on"), places=(place_contacts,),
    about=WHO, begin=_usual_day, complete=usually(channel=ServiceChannel.phone, is_active=True),
)  # fmt: skip
LIMITS = EntryRows(
    GiftLimit, ("from_on", "amount"), keys=(), same=("from_on",), has_customer=False,
    complete=_coming,
)  # fmt: skip

#: Subject → its word, the screen that shows it, the rights it asks for; its rows, fields, headers.
CARE: Mapping[str, tuple[N_, str, str, EntryRows, Mapping[str, Reader], called.Synonyms]] = {
    "customer_event": (N_("Customer events"), "EventView", "Events", EVENTS, of.EVENT_FIELDS,
                       called.EVENT_HEADERS),
    "participation": (N_("Invitations"), "ParticipationView", "Participations", INVITATIONS,
                      of.PARTICIPATION_FIELDS, called.PARTICIPATION_HEADERS),
    "staff_interaction": (N_("Staff interactions"), "InteractionView", "Interactions",
                          INTERACTIONS, of.INTERACTION_FIELDS, called.INTERACTION_HEADERS),
    "entitlement": (N_("Entitlements"), "EntitlementView", "Entitlements", ENTITLEMENTS,
                    of.ENTITLEMENT_FIELDS, called.ENTITLEMENT_HEADERS),
    "care_visit": (N_("Customer care"), "CareVisitView", "CareVisits", VISITS, of.VISIT_FIELDS,
                   called.VISIT_HEADERS),
    "suppression": (N_("Do not contact"), "SuppressionView", "Suppressions", SUPPRESSIONS,
                    of.SUPPRESSION_FIELDS, called.SUPPRESSION_HEADERS),
    "care_plan": (N_("Care plans"), "CarePlanView", "CarePlans", PLANS, of.PLAN_FIELDS,
                  called.PLAN_HEADERS),
    "gift_limit": (N_("Gift limits"), "GiftLimitView", "GiftLimits", LIMITS, of.LIMIT_FIELDS,
                   called.LIMIT_HEADERS),
}  # fmt: skip
