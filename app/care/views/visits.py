"""采集 › 客户关怀: visits planned and made, with what was given."""

from app.care.care_rules import CareStatus, CareStep, GiftState
from app.care.gift_limits import limit_on
from app.care.gifts import ask_gift
from app.care.plans import CarePlan
from app.care.views.plans import EXECUTOR, CarePlanView
from app.care.visits import CareVisit
from app.core.asking import Plan
from app.core.clock import now, today
from app.core.db import db
from app.core.pages import NOTHING
from app.core.screens import Interface
from app.core.steps import Question, Step, read_day
from app.core.words import N_
from app.customers.entries import entered, lag_days
from app.customers.entry_screens import PEOPLE, Entries, Related, Shown, void_step
from app.service.views.records import CONTACTS, NUMBER_TAKEN, NUMBERED


def _is_planned(visit):
    return visit.status is CareStatus.planned


def _noted(row):
    """When it was entered that it was done, and how long after."""
    return entered(getattr(row, "done_on", None), row.noted_at) if row.noted_at else NOTHING


class CareVisitView(Entries):
    """采集 › 客户关怀."""

    datamodel = Interface(CareVisit)
    route_base = "/care-visits"
    class_permission_name = "CareVisits"
    menu_name, menu_icon, record_word = N_("Customer care"), "gift", N_("Care visit")
    labels = {
        **CarePlanView.labels,
        "number": N_("Care number"),
        "kind": N_("Kind of care"),
        "plan": N_("Care plan"),
        "planned_on": N_("Planned for"),
        "done_on": N_("Done on"),
        "noted_at": N_("Noted at"),
        "status": N_("Status"),
        "feedback": N_("What came of it"),
        "gift_state": N_("Approval of the gift"),
        "in_approval": N_("In approval"),
        "gift_limit": N_("Limit (CNY)"),
        "gift_request": N_("Request"),
    }
    help_texts = {
        **NUMBERED,
        "gift_value": CarePlanView.help_texts["gift_value"],
    }
    plan = Plan(
        entity=CareVisit,
        columns=("number", "customer_id", "kind", "planned_on", "status", "done_on", "noted_at",
                 "executor_id", "gift"),
        filters=("number", "customer_id", "kind", "planned_on", "status", "in_approval",
                 "executor_id", "done_on", "gift_value"),
        orders=("id", "planned_on"),
        search=("number", "content", "gift"),
        labels=EXECUTOR,
        more=("channel", "gift_value", "created_at"),
    )  # fmt: skip
    references = {**Entries.references, "executor_id": PEOPLE[1]}
    facets, badges = ("status", "kind", "in_approval"), ("status",)
    tones = {
        CareStatus.planned: "blue",
        CareStatus.done: "green",
        CareStatus.skipped: "gray",
    }
    search_hint = N_("Number, what is done, gift")
    choices = {"contact": CONTACTS, "executor": PEOPLE}
    form_sections = (
        (N_("Care visit"), ("customer", "number", "kind", "contact", "channel", "planned_on",
                            "executor", "content", "feedback")),
        (N_("Gift"), ("gift", "gift_value")),
    )  # fmt: skip
    sections = (
        (N_("Care visit"), ("customer", "kind", "contact", "channel", "planned_on", "done_on",
                            "executor", "plan", "content", "feedback")),
        (N_("Gift"), ("gift", "gift_value", "gift_limit", "gift_state", "gift_request")),
    )  # fmt: skip
    cells = {"noted_at": _noted, "gift_limit": lambda visit: visit.limit}
    clashes = {**NUMBER_TAKEN, "plan_id": N_("This occasion is planned already.")}
    steps = (
        Step("finish", CareStep.finish.value, "check", "can_edit",
             lambda v, by, why, on: v.finish(on, now()), _is_planned,
             N_("On which day was it done?"), tone="primary",
             asks=Question("day", N_("Done on"), read_day)),
        Step("ask_gift", N_("Ask for approval of the gift"), "checks", "can_edit",
             lambda v, by, why: ask_gift(db.session(), v, by, why, now()),
             lambda v: _is_planned(v) and v.gift_state is GiftState.needed,
             N_("Why is this gift right?"), asks_reason=True, in_bulk=False),
        Step("skip", CareStep.skip.value, "player-skip-forward", "can_edit",
             lambda v, by, why: v.skip(why), _is_planned, N_("Why is it not done?"),
             asks_reason=True),
        void_step(N_("Take this visit back? Its number is never used again.")),
    )  # fmt: skip

    def prefill_new(self, form):
        super().prefill_new(form)
        form.planned_on.data = today()

    def pre_add(self, item):
        """The limit is that of the day, as long as it is only planned."""
        if item.status in {None, CareStatus.planned}:
            item.gift_limit = limit_on(db.session(), item.planned_on)
        super().pre_add(item)

    pre_update = pre_add

    def notice(self, record):
        if record.gift_state in {GiftState.needed, GiftState.asked} and _is_planned(record):
            told = N_("The gift is above the limit: it is given once it is approved.")
            return {"tone": "amber", "text": str(told)}
        return None

    def meta(self, record):
        """The day it was done beside the day it was entered."""
        lag = lag_days(record.done_on, record.noted_at)
        late = str(N_("Noted %(days)s days later")) % {"days": lag} if lag and lag > 0 else None
        return [*super().meta(record), {"icon": "hourglass", "text": late}]


class CustomerCareVisitView(Related):
    """On a customer's page: how it was thought of."""

    datamodel = Interface(CareVisit)
    route_base = "/customer-care-visits"
    class_permission_name, main = "CareVisits", "CareVisitView"
    menu_name, record_word = N_("Customer care"), N_("Care visit")
    labels, plan, cells = CareVisitView.labels, CareVisitView.plan, CareVisitView.cells
    badges, tones = CareVisitView.badges, CareVisitView.tones
    lines = ("number", "kind", "planned_on", "status", "done_on", "noted_at", "executor", "gift")


class PlanVisitView(Shown, CustomerCareVisitView):
    """On a care plan's page: the visits it planned."""

    route_base = "/plan-visits"
    parent, parent_key, parent_screen = CarePlan, "plan_id", "CarePlanView"
