"""采集 › 资料采集: forms sent, surveys ordered, and what came back (S11.4.1a, S11.4.1b)."""

from flask_login import current_user

from app.core.asking import Plan
from app.core.clock import today
from app.core.file_types import LARGEST
from app.core.screens import Interface
from app.core.steps import Question, Step, read_day
from app.core.uploads import TAKERS
from app.core.words import N_
from app.customers.collecting import Collection
from app.customers.collecting_rules import CollectionStatus
from app.customers.contacts import Contact
from app.customers.entries import entered_of
from app.customers.entry_screens import PEOPLE, Entries, Related, void_step
from app.customers.file_views import Attaching
from app.customers.headings import CustomerHeading
from app.security.models import Person
from app.security.names import person_name

for form in ("add", "edit"):
    TAKERS[f"CollectionView.{form}"] = LARGEST

WHEN = Question("day", N_("Came back on"), read_day)


def _waits(collection):
    return collection.status is CollectionStatus.waiting


class CollectionView(Attaching, Entries):
    """采集 › 资料采集."""

    datamodel = Interface(Collection)
    base_permissions = [*Entries.base_permissions, "can_download"]
    route_base = "/collections"
    class_permission_name = "Collections"
    menu_name, menu_icon = N_("Forms and surveys"), "mail"
    record_word = N_("Form or survey")
    labels = {
        "number": N_("Collection number"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "kind": N_("Way of collecting"),
        "what": N_("Form sent, or scope of the survey"),
        "contact": N_("Addressed to"),
        "agency": N_("Survey agency"),
        "order_no": N_("Order number"),
        "happened_on": N_("Sent or ordered on"),
        "due_on": N_("Due back on"),
        "remind_days": N_("Remind so many days later"),
        "remind_on": N_("Reminder from"),
        "returned_on": N_("Came back on"),
        "given_up_on": N_("Given up on"),
        "status": N_("Status"),
        "handler": N_("Handler"),
        "handler_id": N_("Handler"),
        "result": N_("Result"),
        "upload": N_("Returned form or report"),
        "file_name": N_("File name"),
        "size": N_("Bytes"),
        "sha256": N_("Fingerprint (SHA-256)"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        "number": N_("Left empty, it is numbered by the archive."),
        "agency": N_("Only for a survey that was ordered."),
        "upload": N_("PDF, JPEG, PNG, TIFF, OFD, XLSX or DOCX, up to 50 MB."),
    }
    wishes = ("upload",)
    plan = Plan(
        entity=Collection,
        columns=("number", "customer_id", "kind", "what", "happened_on", "due_on", "status",
                 "handler_id"),
        filters=("number", "customer_id", "kind", "status", "agency", "order_no", "happened_on",
                 "due_on", "remind_on", "returned_on", "handler_id", "created_at"),
        orders=("id", "happened_on"),
        search=("number", "what", "agency", "order_no"),
        labels={
            "customer_id": (CustomerHeading, lambda: CustomerHeading.name),
            "handler_id": (Person, person_name),
        },
        more=("agency", "order_no", "remind_on", "returned_on", "given_up_on", "result",
              "file_name", "created_at"),
    )  # fmt: skip
    references = {**Entries.references, "handler_id": PEOPLE[1]}
    facets, badges = ("status", "kind"), ("status",)
    tones = {
        CollectionStatus.waiting: "amber",
        CollectionStatus.returned: "green",
        CollectionStatus.given_up: "gray",
    }
    search_hint = N_("Number, form, scope, agency")
    choices = {"contact": (Contact, "/contacts/others"), "handler": PEOPLE}
    form_sections = (
        (N_("What was sent or ordered"), ("customer", "number", "kind", "what", "contact", "agency",
                                          "order_no", "happened_on", "handler")),
        (N_("What came back"), ("due_on", "remind_days", "returned_on", "result", "upload")),
    )  # fmt: skip
    sections = (
        (form_sections[0][0], ("customer", "kind", "what", "contact", "agency", "order_no",
                               "happened_on", "handler")),
        (form_sections[1][0], ("status", "due_on", "remind_on", "returned_on", "given_up_on",
                               "result", "file_name", "size", "sha256")),
    )  # fmt: skip
    clashes = {"number": N_("This number is already in use.")}
    cells = {"created_at": entered_of, "size": lambda row: row.size and f"{row.size:,}"}
    steps = (
        Step("take_in", N_("Came back"), "inbox", "can_edit",
             lambda c, by, why, on: c.take_in(on), _waits, N_("On which day did it come back?"),
             asks=WHEN, tone="primary"),
        Step("give_up", N_("Give up"), "x", "can_edit", lambda c, by, why: c.give_up(why), _waits,
             N_("Wait for it no longer? Say why."), asks_reason=True),
        void_step(N_("Take this entry back? Its number is never used again.")),
    )  # fmt: skip

    def prefill_new(self, form):
        super().prefill_new(form)
        form.happened_on.data = today()
        form.handler.data = current_user._get_current_object()


class CustomerCollectionView(Related):
    """On a customer's page: what it was sent, and what was ordered about it."""

    datamodel = Interface(Collection)
    route_base = "/customer-collections"
    class_permission_name, main = "Collections", "CollectionView"
    menu_name, record_word = CollectionView.menu_name, CollectionView.record_word
    labels, plan, cells = CollectionView.labels, CollectionView.plan, CollectionView.cells
    badges, tones = CollectionView.badges, CollectionView.tones
    lines = ("number", "kind", "what", "happened_on", "due_on", "returned_on", "status", "handler")
