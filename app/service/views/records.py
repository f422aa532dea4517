"""采集 › 服务记录: what was asked, who does it, how it ended."""

from app.contracts.models import Contract
from app.contracts.views.agreements import CUSTOMER
from app.core.asking import Plan
from app.core.clock import now, today
from app.core.db import db
from app.core.screens import Interface
from app.core.steps import Question, Step
from app.core.values import DEEPEST_PERSON, id_told
from app.core.words import N_, RuleError
from app.customers.contacts import Contact
from app.customers.entries import entered_of
from app.customers.entry_screens import PEOPLE, Entries, Related, Shown, void_step
from app.security.models import Person
from app.security.names import person_name
from app.service.models import ServiceRecord
from app.service.rules import NEXT, Priority, ServiceStatus, ServiceStep

NUMBERED = {"number": N_("Left empty, it is numbered by the archive.")}
NUMBER_TAKEN = {"number": N_("This number is already in use.")}
CONTACTS = (Contact, "/contacts/others")
CONTRACTS = (Contract, "/contracts/find")
SERVICES = (ServiceRecord, "/service-records/find")
#: Who took part, and who does it: the names a list shows.
HANDLER = {**CUSTOMER, "handler_id": (Person, person_name)}


def find_handler(told):
    """The active person a step names."""
    person = db.session.get(Person, id_told(told, DEEPEST_PERSON) or 0)
    if person is None or not person.active:
        raise RuleError(N_("Choose who does it from now on."))
    return person


TO_WHOM = Question("person", N_("Handler"), find_handler, url=PEOPLE[1])


def _at(step):
    return lambda record: (record.status, step) in NEXT


def _step(step, icon, verb, question, **more):
    return Step(step.name, step.value, icon, "can_edit", verb, _at(step), question, **more)


class ServiceView(Entries):
    """采集 › 服务记录."""

    datamodel = Interface(ServiceRecord)
    route_base = "/service-records"
    class_permission_name = "ServiceRecords"
    menu_name, menu_icon, record_word = N_("Service records"), "tool", N_("Service record")
    labels = {
        "number": N_("Service number"),
        "source_no": N_("Number in its source"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contact": N_("Contact"),
        "contract": N_("Contract"),
        "kind": N_("Kind of service"),
        "channel": N_("Way"),
        "priority": N_("Priority"),
        "status": N_("Status"),
        "happened_on": N_("Date of service"),
        "requested_at": N_("Asked for at"),
        "responded_at": N_("Answered at"),
        "resolved_at": N_("Solved at"),
        "content": N_("Content"),
        "result": N_("Result"),
        "respond_due_at": N_("To be answered by"),
        "resolve_due_at": N_("To be solved by"),
        "promise": N_("Promised time"),
        "cost": N_("Cost (CNY)"),
        "next_on": N_("Next service on"),
        "handler": N_("Handler"),
        "handler_id": N_("Handler"),
        "created_at": N_("Entered at"),
    }
    help_texts = NUMBERED
    plan = Plan(
        entity=ServiceRecord,
        columns=("number", "customer_id", "kind", "happened_on", "priority", "status",
                 "handler_id", "created_at"),
        filters=("number", "customer_id", "kind", "channel", "priority", "status", "handler_id",
                 "happened_on", "respond_due_at", "resolve_due_at", "cost", "next_on",
                 "created_at"),
        orders=("id", "happened_on"),
        search=ServiceRecord.__search__,
        labels=HANDLER,
        more=("source_no", "channel", "requested_at", "respond_due_at", "responded_at",
              "resolve_due_at", "resolved_at", "cost", "next_on"),
    )  # fmt: skip
    references = {**Entries.references, "handler_id": PEOPLE[1]}
    facets, badges = ("status", "kind"), ("status", "priority")
    tones = {
        ServiceStatus.new: "blue",
        ServiceStatus.assigned: "teal",
        ServiceStatus.pending: "amber",
        ServiceStatus.closed: "green",
        ServiceStatus.rejected: "gray",
        Priority.high: "amber",
        Priority.urgent: "red",
    }
    search_hint = N_("Number, content, result")
    choices = {"contact": CONTACTS, "contract": CONTRACTS, "handler": PEOPLE}
    form_sections = (
        (N_("Service"), ("customer", "number", "kind", "channel", "priority", "happened_on",
                         "contact", "contract", "source_no")),
        (N_("Handling"), ("content", "handler", "requested_at", "respond_due_at", "responded_at",
                          "resolve_due_at", "resolved_at", "result", "cost", "next_on")),
    )  # fmt: skip
    sections = (
        (
            N_("Service"),
            ("customer", "kind", "channel", "happened_on", "contact", "contract", "source_no"),
        ),
        (N_("Handling"), ("promise", *form_sections[1][1])),
    )
    clashes = {
        **NUMBER_TAKEN,
        "source_no": N_("A service record with this source number is already there."),
    }
    cells = {"created_at": entered_of}
    steps = (
        _step(ServiceStep.assign, "user-check", lambda c, by, why, to: c.assign(to),
              N_("Who does it from now on?"), asks=TO_WHOM, tone="primary"),
        _step(ServiceStep.wait, "hourglass", lambda c, by, why: c.wait(),
              N_("Does it wait for something?")),
        _step(ServiceStep.close, "check", lambda c, by, why: c.close(now()),
              N_("Is it done, and the result written?")),
        _step(ServiceStep.reject, "x", lambda c, by, why: c.reject(why),
              N_("Is it not done? Say why."), asks_reason=True),
        void_step(N_("Take this service record back? Its number is never used again.")),
    )  # fmt: skip

    def prefill_new(self, form):
        super().prefill_new(form)
        form.happened_on.data = today()


class CustomerServiceView(Related):
    """On a customer's page: what was done for it."""

    datamodel = Interface(ServiceRecord)
    route_base = "/customer-services"
    class_permission_name, main = "ServiceRecords", "ServiceView"
    menu_name, record_word = N_("Service records"), N_("Service record")
    labels, plan, cells = ServiceView.labels, ServiceView.plan, ServiceView.cells
    badges, tones = ServiceView.badges, ServiceView.tones
    lines = ("number", "kind", "happened_on", "status", "handler", "created_at")


class ContractServiceView(Shown, CustomerServiceView):
    """On a contract's page: what was done under it."""

    route_base = "/contract-services"
    parent, parent_key, parent_screen = Contract, "contract_id", "ContractView"
