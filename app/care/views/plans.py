"""采集 › 关怀计划: what comes again every year, and what is then done."""

from wtforms.validators import Length, Optional

from app.care.care_rules import YEARLY, CareKind, read_month_day
from app.care.plans import CarePlan, usual_day
from app.contracts.views.agreements import CUSTOMER
from app.core.asking import Plan
from app.core.db import db
from app.core.fields import CheckedField
from app.core.screens import Interface
from app.core.words import N_
from app.customers.entry_screens import PEOPLE, Entries, Related, void_step
from app.security.models import Person
from app.security.names import person_name
from app.service.views.records import CONTACTS, NUMBER_TAKEN, NUMBERED

EXECUTOR = {**CUSTOMER, "executor_id": (Person, person_name)}


class CarePlanView(Entries):
    """采集 › 关怀计划."""

    datamodel = Interface(CarePlan)
    route_base = "/care-plans"
    class_permission_name = "CarePlans"
    menu_name, menu_icon, record_word = N_("Care plans"), "calendar-heart", N_("Care plan")
    labels = {
        "number": N_("Plan number"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contact": N_("Contact"),
        "kind": N_("Occasion"),
        "festival": N_("Festival"),
        "recurs_on": N_("Day of the year"),
        "until_on": N_("Until"),
        "channel": N_("Way"),
        "executor": N_("Who does it"),
        "executor_id": N_("Who does it"),
        "content": N_("What is done"),
        "gift": N_("Gift"),
        "gift_value": N_("Value (CNY)"),
        "is_active": N_("In use"),
        "next_on": N_("Next to be planned"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        **NUMBERED,
        "kind": N_("Birthdays, festivals and anniversaries come every year."),
        "recurs_on": N_("Like 05-20. Left empty, the birthday or beginning the file knows."),
        "gift_value": N_("Above the limit the gift is given once it is approved."),
    }
    plan = Plan(
        entity=CarePlan,
        columns=("number", "customer_id", "kind", "next_on", "executor_id", "is_active"),
        filters=("number", "customer_id", "kind", "festival", "next_on", "executor_id",
                 "is_active"),
        orders=("id",),
        search=("number", "content"),
        labels=EXECUTOR,
        more=("festival", "recurs_on", "channel", "gift", "gift_value", "created_at"),
    )  # fmt: skip
    references = {**Entries.references, "executor_id": PEOPLE[1]}
    facets, badges = ("kind",), ("kind",)
    tones = dict(zip(YEARLY, ("teal", "red", "blue"), strict=True))
    search_hint = N_("Number, what is done")
    choices = {"contact": CONTACTS, "executor": PEOPLE}
    form_sections = (
        (N_("Occasion"), ("customer", "number", "contact", "kind", "festival", "recurs_on",
                          "until_on", "is_active")),
        (N_("What is done"), ("channel", "executor", "content", "gift", "gift_value")),
    )  # fmt: skip
    sections = (
        (N_("Occasion"), ("customer", "contact", "kind", "festival", "recurs_on", "until_on",
                          "next_on", "is_active")),
        form_sections[1],
    )  # fmt: skip
    clashes = NUMBER_TAKEN
    steps = (void_step(N_("Take this plan back? Visits already planned stay.")),)

    def field(self, name):
        if name == "recurs_on":
            checks = [Optional(), Length(max=5)]
            told = {"label": self.labels[name], "description": self.help_texts[name]}
            return CheckedField(validators=checks, check=read_month_day, **told)
        return super().field(name)

    def pre_add(self, item):
        if not item.recurs_on and item.kind is not CareKind.festival:
            item.recurs_on = usual_day(db.session(), item)
        super().pre_add(item)

    pre_update = pre_add


class CustomerCarePlanView(Related):
    """On a customer's page: on which days of the year it is thought of."""

    datamodel = Interface(CarePlan)
    route_base = "/customer-care-plans"
    class_permission_name, main = "CarePlans", "CarePlanView"
    menu_name, record_word = N_("Care plans"), N_("Care plan")
    labels, plan = CarePlanView.labels, CarePlanView.plan
    badges, tones = CarePlanView.badges, CarePlanView.tones
    lines = ("number", "kind", "contact", "next_on", "executor", "is_active")
