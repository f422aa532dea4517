"""采集 › 员工互动: entered by personnel: who of us dealt with which customer (S1.5(4))."""

from app.care.interactions import InteractionKind, StaffInteraction
from app.contracts.views.agreements import CUSTOMER
from app.core.asking import Plan
from app.core.clock import today
from app.core.screens import Interface
from app.core.words import N_
from app.customers.entries import entered_of
from app.customers.entry_screens import PEOPLE, Entries, Related, void_step
from app.security.models import Person
from app.security.names import person_name
from app.service.views.records import CONTACTS, NUMBER_TAKEN, NUMBERED


class InteractionView(Entries):
    """采集 › 员工互动."""

    datamodel = Interface(StaffInteraction)
    route_base = "/staff-interactions"
    class_permission_name = "Interactions"
    menu_name, menu_icon = N_("Staff interactions"), "friends"
    record_word = N_("Staff interaction")
    labels = {
        "number": N_("Interaction number"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "employee": N_("Employee"),
        "employee_id": N_("Employee"),
        "contact": N_("Contact"),
        "kind": N_("Kind of interaction"),
        "happened_on": N_("Date of interaction"),
        "place": N_("Place"),
        "summary": N_("What it was about"),
        "created_at": N_("Entered at"),
    }
    help_texts = NUMBERED
    plan = Plan(
        entity=StaffInteraction,
        columns=("number", "customer_id", "employee_id", "kind", "happened_on", "created_at"),
        filters=("number", "customer_id", "employee_id", "kind", "happened_on", "created_at"),
        orders=("id", "happened_on"),
        search=("number", "summary"),
        labels={**CUSTOMER, "employee_id": (Person, person_name)},
        more=("place",),
    )
    references = {**Entries.references, "employee_id": PEOPLE[1]}
    facets, badges = ("kind",), ("kind",)
    tones = {InteractionKind.complaint: "red", InteractionKind.praise: "green"}
    search_hint = N_("Number, what it was about")
    choices = {"employee": PEOPLE, "contact": CONTACTS}
    required = ("customer", "employee")
    form_sections = (
        (N_("Staff interaction"), ("customer", "number", "employee", "kind", "happened_on",
                                   "contact", "place", "summary")),
    )  # fmt: skip
    sections = (
        (N_("Staff interaction"), ("customer", "employee", "kind", "happened_on", "contact",
                                   "place", "summary")),
    )  # fmt: skip
    clashes = NUMBER_TAKEN
    cells = {"created_at": entered_of}
    steps = (void_step(N_("Take this interaction back? Its number is never used again.")),)

    def prefill_new(self, form):
        super().prefill_new(form)
        form.happened_on.data = today()


class CustomerInteractionView(Related):
    """On a customer's page: who of us dealt with it."""

    datamodel = Interface(StaffInteraction)
    route_base = "/customer-interactions"
    class_permission_name, main = "Interactions", "InteractionView"
    menu_name, record_word = N_("Staff interactions"), N_("Staff interaction")
    labels, plan, cells = InteractionView.labels, InteractionView.plan, InteractionView.cells
    badges, tones = InteractionView.badges, InteractionView.tones
    lines = ("number", "employee", "kind", "happened_on", "created_at")
