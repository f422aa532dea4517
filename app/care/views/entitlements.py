"""采集 › 客户权益: what a customer may claim, from when until when, and why."""

from app.care.entitlements import Entitlement, EntitlementState
from app.contracts.models import Contract
from app.contracts.views.agreements import CUSTOMER
from app.core.asking import Plan
from app.core.clock import today
from app.core.screens import Interface
from app.core.words import N_
from app.customers.entries import entered
from app.customers.entry_screens import Entries, Related, Shown, void_step
from app.service.views.records import CONTRACTS, NUMBER_TAKEN, NUMBERED


def _entered(row):
    """After its first day."""
    return entered(row.from_on, row.created_at)


class EntitlementView(Entries):
    """采集 › 客户权益."""

    datamodel = Interface(Entitlement)
    route_base = "/entitlements"
    class_permission_name = "Entitlements"
    menu_name, menu_icon, record_word = N_("Entitlements"), "certificate", N_("Entitlement")
    labels = {
        "number": N_("Entitlement number"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "kind": N_("Kind of entitlement"),
        "what": N_("What they may claim"),
        "from_on": N_("From"),
        "to_on": N_("Until"),
        "state": N_("Status"),
        "basis": N_("Basis"),
        "contract": N_("Contract"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        **NUMBERED,
        "basis": N_("The contract clause, decision or programme it rests on."),
        "to_on": N_("Left empty, without an end. The last day counts."),
    }
    plan = Plan(
        entity=Entitlement,
        columns=("number", "customer_id", "kind", "what", "from_on", "to_on", "state",
                 "created_at"),
        filters=("number", "customer_id", "kind", "what", "from_on", "to_on", "state"),
        orders=("id", "from_on"),
        search=("number", "what", "basis"),
        labels=CUSTOMER,
        needs={"created_at": ("from_on",)},
    )  # fmt: skip
    facets, badges = ("state", "kind"), ("state",)
    tones = {
        EntitlementState.coming: "blue",
        EntitlementState.valid: "green",
        EntitlementState.over: "gray",
    }
    search_hint = N_("Number, what they may claim, basis")
    choices = {"contract": CONTRACTS}
    form_sections = (
        (N_("Entitlement"), ("customer", "number", "kind", "what", "from_on", "to_on", "contract",
                             "basis")),
    )  # fmt: skip
    sections = (
        (N_("Entitlement"), ("customer", "kind", "what", "from_on", "to_on", "contract",
                             "basis")),
    )  # fmt: skip
    clashes = NUMBER_TAKEN
    cells = {"created_at": _entered}
    steps = (void_step(N_("Take this entitlement back? Its number is never used again.")),)

    def prefill_new(self, form):
        super().prefill_new(form)
        form.from_on.data = today()


class CustomerEntitlementView(Related):
    """On a customer's page: what it may claim."""

    datamodel = Interface(Entitlement)
    route_base = "/customer-entitlements"
    class_permission_name, main = "Entitlements", "EntitlementView"
    menu_name, record_word = N_("Entitlements"), N_("Entitlement")
    labels, plan, cells = EntitlementView.labels, EntitlementView.plan, EntitlementView.cells
    badges, tones = EntitlementView.badges, EntitlementView.tones
    lines = ("number", "kind", "what", "from_on", "to_on", "state", "created_at")


class ContractEntitlementView(Shown, CustomerEntitlementView):
    """On a contract's page: what it gives its customer a claim to."""

    route_base = "/contract-entitlements"
    parent, parent_key, parent_screen = Contract, "contract_id", "ContractView"
