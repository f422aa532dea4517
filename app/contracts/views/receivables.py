"""采集 › 应收: what is owed, and when."""

from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import or_, select

from app.contracts import effect
from app.contracts.models import Contract
from app.contracts.receivables import Receivable
from app.contracts.rules import ReceivableState
from app.contracts.views.agreements import CUSTOMER
from app.contracts.views.trade import prefill_contract
from app.core.asking import Plan
from app.core.clock import today
from app.core.db import db
from app.core.lookup import lookup_results, typed_pattern
from app.core.pages import show
from app.core.screens import Interface
from app.core.words import N_
from app.customers.entries import entered_of
from app.customers.entry_screens import Entries, Related, void_step


def due_day(day):
    """The day something is due, or that it is still open."""
    return str(ReceivableState.undated if day is None else day)


class ReceivableView(Entries):
    """采集 › 应收."""

    datamodel = Interface(Receivable)
    route_base = "/receivables"
    class_permission_name = "Receivables"
    menu_name, menu_icon, record_word = N_("Receivables"), "calendar-dollar", N_("Receivable")
    labels = {
        "number": N_("Receivable number"),
        "source_no": N_("Invoice number"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contract": N_("Contract"),
        "moved_from_id": N_("Planned under"),
        "period": N_("Instalment"),
        "happened_on": N_("Invoiced or planned on"),
        "due_on": N_("Due on"),
        "amount": N_("Amount"),
        "paid": N_("Received"),
        "currency": N_("Currency"),
        "rate": N_("Rate to CNY"),
        "method": N_("Method agreed"),
        "remind_days": N_("Remind so many days before"),
        "remind_on": N_("Remind on"),
        "state": N_("State"),
        "is_disputed": N_("Disputed"),
        "remark": N_("Remark"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        "number": N_("Left empty, it is numbered by the archive."),
        "rate": N_("How many yuan one unit was worth; only for foreign currencies."),
        "due_on": N_("Left empty, the day is open: it never falls overdue."),
        "remind_days": N_("Left empty, seven."),
    }
    plan = Plan(
        entity=Receivable,
        columns=("number", "customer_id", "due_on", "state", "amount", "paid", "currency",
                 "created_at"),
        filters=("number", "source_no", "customer_id", "due_on", "remind_on", "state", "amount",
                 "currency", "rate", "is_disputed"),
        orders=("id", "due_on", "happened_on"),
        search=("number", "source_no"),
        labels=CUSTOMER,
        ranks={"due_on": "due_by"},
        more=("source_no", "period", "happened_on", "remind_on", "remind_days", "method", "rate",
              "is_disputed"),
    )  # fmt: skip
    facets, badges = ("state",), ("state",)
    tones = {
        ReceivableState.not_effective: "gray",
        ReceivableState.pending: "gray",
        ReceivableState.partial: "blue",
        ReceivableState.overdue: "red",
        ReceivableState.undated: "amber",
        ReceivableState.settled: "green",
    }
    search_hint = N_("Number or invoice number")
    choices = {"contract": (Contract, "/contracts/find")}
    form_sections = (
        (N_("Receivable"), ("customer", "contract", "number", "source_no", "period")),
        (N_("Money"), ("happened_on", "due_on", "amount", "currency", "rate", "method",
                       "remind_days", "is_disputed", "remark")),
    )  # fmt: skip
    sections = (
        (N_("Receivable"), ("customer", "contract", "source_no", "period")),
        (N_("Money"), ("happened_on", "due_on", "amount", "paid", "currency", "rate", "method",
                       "remind_days", "remind_on", "is_disputed", "remark")),
    )  # fmt: skip
    clashes = {
        "number": N_("This number is already in use."),
        "source_no": N_("A receivable with this invoice number is already there."),
    }
    cells = {"created_at": entered_of, "due_on": lambda row: due_day(row.due_on)}
    steps = (void_step(N_("Take this receivable back? Its number is never used again.")),)

    @expose("/find")
    @has_access
    @permission_name("list")
    def find(self):
        """For what settles one: those still open, soonest due first, with what is left of each."""
        pattern = typed_pattern()
        told = (Receivable.number, Receivable.source_no)
        asked = select(Receivable).where(
            or_(*(column.ilike(pattern, escape="\\") for column in told)),
            Receivable.paid < Receivable.amount,
            Receivable.voided_at.is_(None),
        )
        rows = db.session.scalars(asked.order_by(Receivable.due_by, Receivable.id).limit(20))
        return lookup_results((row.id, _owed(row)) for row in rows)

    def write_new(self, form, record):
        super().write_new(form, record)
        effect.place(db.session(), [record])

    def write_old(self, form, record):
        super().write_old(form, record)
        effect.place(db.session(), [record])

    def prefill_new(self, form):
        super().prefill_new(form)
        form.happened_on.data = today()
        prefill_contract(form)


def _owed(row):
    """YS2026000001X · 2026-06-30 · 500.00 CNY."""
    return f"{row} · {due_day(row.due_on)} · {show(row.amount - row.paid)} {row.currency}"


class CustomerReceivableView(Related):
    """On a customer's page: what it owes."""

    datamodel = Interface(Receivable)
    route_base = "/customer-receivables"
    class_permission_name, main = "Receivables", "ReceivableView"
    menu_name, record_word = N_("Receivables"), N_("Receivable")
    labels, plan, cells = ReceivableView.labels, ReceivableView.plan, ReceivableView.cells
    badges, tones = ReceivableView.badges, ReceivableView.tones
    lines = ("number", "source_no", "due_on", "state", "amount", "paid", "currency", "created_at")


class ContractReceivableView(CustomerReceivableView):
    """On a contract's page: its instalments."""

    route_base = "/contract-receivables"
    parent, parent_key, parent_screen = Contract, "contract_id", "ContractView"
    menu_name, asks = N_("Receivable plan"), "contract"
    lines = ("number", "period", "due_on", "state", "amount", "paid", "currency", "created_at")
