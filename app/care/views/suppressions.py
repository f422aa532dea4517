"""采集 › 勿扰名单: who is left alone; every outreach asks it before it begins."""

from app.care.suppressions import Suppression
from app.care.touched import touched
from app.contracts.views.agreements import CUSTOMER
from app.core.asking import Plan
from app.core.clock import today
from app.core.db import db
from app.core.pages import show
from app.core.screens import Interface
from app.core.words import N_
from app.customers.entries import entered
from app.customers.entry_screens import Entries, Related, void_step
from app.service.views.records import CONTACTS, NUMBER_TAKEN, NUMBERED

EVERY = N_("Every way")


def way(row):
    """Without a way they do not want to be approached at all."""
    return show(row.channel) if row.channel else str(EVERY)


def _entered(row):
    """After its first day."""
    return entered(row.since_on, row.created_at)


class SuppressionView(Entries):
    """采集 › 勿扰名单."""

    datamodel = Interface(Suppression)
    route_base = "/suppressions"
    class_permission_name = "Suppressions"
    menu_name, menu_icon, record_word = (
        N_("Do not contact"),
        "bell-off",
        N_("Wish to be left alone"),
    )
    labels = {
        "number": N_("Number"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contact": N_("Only this person"),
        "channel": N_("Not by"),
        "since_on": N_("Since"),
        "until_on": N_("Until"),
        "reason": N_("Reason"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        **NUMBERED,
        "contact": N_("Left empty, the whole customer is left alone."),
        "channel": N_("Left empty, by no way at all."),
        "until_on": N_("Left empty, until it is taken back. The last day counts."),
    }
    plan = Plan(
        entity=Suppression,
        columns=("number", "customer_id", "channel", "since_on", "until_on", "created_at"),
        filters=("number", "customer_id", "channel", "since_on", "until_on"),
        orders=("id", "since_on"),
        search=("number", "reason"),
        labels=CUSTOMER,
        more=("reason",),
        needs={"created_at": ("since_on",)},
    )
    facets = ("channel",)
    search_hint = N_("Number, reason")
    choices = {"contact": CONTACTS}
    sections = form_sections = (
        (
            N_("Wish to be left alone"),
            ("customer", "number", "contact", "channel", "since_on", "until_on", "reason"),
        ),
    )
    clashes = NUMBER_TAKEN
    cells = {"channel": way, "created_at": _entered}
    steps = (void_step(N_("May they be contacted again? The wish leaves the list.")),)

    def prefill_new(self, form):
        super().prefill_new(form)
        form.since_on.data = today()

    def notice(self, record):
        """What is open already and to be called off."""
        is_over = record.until_on and record.until_on < today()
        if is_over or not (found := list(touched(db.session(), record))):
            return None
        told = N_("Still open, against this wish: %(what)s. Call it off, or do it another way.")
        return {"tone": "amber", "text": str(told) % {"what": "; ".join(found)}}


class CustomerSuppressionView(Related):
    """On a customer's page: by which ways it is left alone."""

    datamodel = Interface(Suppression)
    route_base = "/customer-suppressions"
    class_permission_name, main = "Suppressions", "SuppressionView"
    menu_name, record_word = N_("Do not contact"), N_("Wish to be left alone")
    labels, plan, cells = SuppressionView.labels, SuppressionView.plan, SuppressionView.cells
    lines = ("number", "contact", "channel", "since_on", "until_on", "reason", "created_at")
