"""采集 › 回款: what came in, and what it settles."""

from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from sqlalchemy import or_, select
from wtforms import BooleanField
from wtforms.validators import InputRequired

from app.contracts import settling
from app.contracts.models import Contract
from app.contracts.money import Allocation, Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import PaymentKind
from app.contracts.views.agreements import CUSTOMER
from app.contracts.views.trade import prefill_contract
from app.core.asking import Plan
from app.core.children import Child
from app.core.clock import today
from app.core.db import db
from app.core.lookup import lookup_results, seen_by_number, typed_pattern
from app.core.pages import show
from app.core.remote_fields import RemoteField
from app.core.screens import Interface
from app.core.words import N_
from app.customers.entries import entered_of
from app.customers.entry_screens import Entries, OnDuty, Related, Shown, void_step


class PaymentView(Entries):
    """采集 › 回款."""

    datamodel = Interface(Payment)
    route_base = "/payments"
    class_permission_name = "Payments"
    menu_name, menu_icon, record_word = N_("Payments"), "cash", N_("Payment")
    labels = {
        "number": N_("Payment number"),
        "source_no": N_("Number in its source"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contract": N_("Contract"),
        "refunds": N_("Gives back the payment"),
        "refunds_id": N_("Gives back the payment"),
        "returned": N_("Given back"),
        "kind": N_("Kind of payment"),
        "happened_on": N_("Received on"),
        "amount": N_("Amount"),
        "allocated": N_("Allocated"),
        "currency": N_("Currency"),
        "rate": N_("Rate to CNY"),
        "method": N_("Method"),
        "is_advance": N_("In advance"),
        "settles": N_("Settle what is due first"),
        "payer": N_("Payer"),
        "bank_ref": N_("Bank reference"),
        "remark": N_("Remark"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        "number": N_("Left empty, it is numbered by the archive."),
        "rate": N_("How many yuan one unit was worth; only for foreign currencies."),
        "settles": N_("Else it is allocated by hand on its page."),
        "is_advance": N_("More than is owed may come in."),
        "refunds": N_("Of a refund: the payment whose rest it uses up."),
    }
    plan = Plan(
        entity=Payment,
        columns=("number", "customer_id", "happened_on", "kind", "amount", "allocated",
                 "currency", "created_at"),
        filters=("number", "customer_id", "happened_on", "kind", "method", "amount", "currency",
                 "payer", "bank_ref"),
        orders=("id", "happened_on"),
        search=("number", "source_no", "payer", "bank_ref"),
        labels=CUSTOMER,
        more=("source_no", "method", "payer", "bank_ref", "is_advance", "returned"),
    )  # fmt: skip
    facets, badges = ("kind", "method"), ("kind",)
    tones = {
        PaymentKind.receipt: "green",
        PaymentKind.credit_note: "blue",
        PaymentKind.refund: "amber",
    }
    search_hint = N_("Number, payer, bank reference")
    choices = {"contract": (Contract, "/contracts/find"), "refunds": (Payment, "/payments/find")}
    wishes = ("settles",)
    form_sections = (
        (N_("Payment"), ("customer", "contract", "kind", "refunds", "happened_on", "number")),
        (N_("Money"), ("amount", "currency", "rate", "method", "settles", "is_advance")),
        (N_("Payer and source"), ("payer", "bank_ref", "source_no", "remark")),
    )
    sections = (
        (N_("Payment"), ("customer", "contract", "refunds", "happened_on")),
        (
            N_("Money"),
            ("amount", "allocated", "returned", "currency", "rate", "method", "is_advance"),
        ),
        form_sections[2],
    )
    clashes = {
        "number": N_("This number is already in use."),
        "source_no": N_("A payment with this source number is already there."),
    }
    cells = {"created_at": entered_of}
    steps = (void_step(N_("Take this payment back? Its number is never used again.")),)

    @expose("/find")
    @has_access
    @permission_name("list")
    def find(self):
        """For what gives one back: those with a rest, newest first, with how much it is."""
        pattern = typed_pattern()
        told = (Payment.number, Payment.source_no, Payment.bank_ref)
        asked = select(Payment).where(
            or_(*(column.ilike(pattern, escape="\\") for column in told)),
            Payment.kind != PaymentKind.refund,
            Payment.allocated + Payment.returned < Payment.amount,
            Payment.voided_at.is_(None),
        )
        rows = db.session.scalars(asked.order_by(Payment.id.desc()).limit(20))
        return lookup_results((row.id, _left(row)) for row in rows)

    def field(self, name):
        told = {"label": self.labels[name], "description": self.help_texts.get(name, "")}
        if name == "settles":
            return BooleanField(default=True, **told)
        return super().field(name)

    def prefill_new(self, form):
        super().prefill_new(form)
        form.happened_on.data = today()
        prefill_contract(form)

    def prefill_old(self, form, record):
        super().prefill_old(form, record)
        form.settles.data = False

    def write_new(self, form, record):
        super().write_new(form, record)
        settling.refund(db.session(), record)
        if form.settles.data:
            settling.settle(db.session(), record)

    def write_old(self, form, record):
        named = record.refunds_id
        super().write_old(form, record)
        if record.refunds and not named:
            settling.refund(db.session(), record)
        if form.settles.data:
            settling.settle(db.session(), record)

    def facts(self, record):
        amount = {
            "label": str(N_("Amount")), "value": f"{show(record.amount)} {record.currency}",
        }  # fmt: skip
        if record.kind is PaymentKind.refund:
            return [amount]
        back = {"label": str(N_("Given back")), "value": show(record.returned)}
        return [
            amount,
            {"label": str(N_("Allocated")), "value": show(record.allocated)},
            *([back] if record.returned else []),
            {"label": str(N_("Left")), "value": show(record.unspent)},
        ]


def _left(row):
    """HK2026000001X · 2026-06-30 · 500.00 CNY."""
    return f"{row} · {row.happened_on} · {show(row.unspent)} {row.currency}"


class AllocationView(OnDuty, Child):
    """On a payment's page: what it settles."""

    base_permissions = ["can_list", "can_show", "can_add", "can_void", "can_export"]
    datamodel = Interface(Allocation)
    route_base = "/allocations"
    class_permission_name = "Allocations"
    parent, parent_key, parent_screen = Payment, "payment_id", "PaymentView"
    menu_name, record_word = N_("Allocations"), N_("Allocation")
    labels = {
        "receivable": N_("Receivable"),
        "receivable_id": N_("Receivable"),
        "amount": N_("Amount"),
        "payment": N_("Payment"),
        "payment_id": N_("Payment"),
        "created_at": N_("Entered at"),
    }
    plan = Plan(
        entity=Allocation,
        columns=("payment_id", "receivable_id", "amount", "created_at"),
        filters=("payment_id", "receivable_id"),
        orders=("id",),
        search=(),
        labels={
            "payment_id": (Payment, lambda: Payment.number),
            "receivable_id": (Receivable, lambda: Receivable.number),
        },
    )
    lines = ("receivable", "amount", "created_at")
    form_sections = ((N_("Allocation"), ("receivable", "amount")),)
    sections = ((N_("Allocation"), ("payment", "receivable", "amount", "created_at")),)
    steps = (void_step(N_("Take this allocation back? Both sides have it again.")),)

    def field(self, name):
        if name == "receivable":
            return RemoteField(
                self.labels[name],
                validators=[InputRequired()],
                url="/receivables/find",
                find=seen_by_number(Receivable),
            )
        return super().field(name)

    def write_new(self, form, record):
        payment = settling.locked(db.session(), Payment, record.payment_id)
        owed = settling.locked(db.session(), Receivable, form.receivable.data.id)
        db.session.add(payment.settle(owed, form.amount.data, record))


class CustomerPaymentView(Related):
    """On a customer's page: what it paid."""

    datamodel = Interface(Payment)
    route_base = "/customer-payments"
    class_permission_name, main = "Payments", "PaymentView"
    menu_name, record_word = N_("Payments"), N_("Payment")
    labels, plan, cells = PaymentView.labels, PaymentView.plan, PaymentView.cells
    badges, tones = PaymentView.badges, PaymentView.tones
    lines = ("number", "happened_on", "kind", "amount", "allocated", "currency", "method",
             "created_at")  # fmt: skip


class ContractPaymentView(CustomerPaymentView):
    """On a contract's page: what came in for it."""

    route_base = "/contract-payments"
    parent, parent_key, parent_screen = Contract, "contract_id", "ContractView"
    asks = "contract"


class RefundView(Shown, CustomerPaymentView):
    """On a payment's page: what of it was given back."""

    route_base = "/payment-refunds"
    parent, parent_key, parent_screen = Payment, "refunds_id", "PaymentView"
    menu_name = N_("Refunds")
    lines = ("number", "happened_on", "amount", "currency", "method")  # type: ignore[assignment]


class ReceivableAllocationView(Shown):
    """On a receivable's page: which payments settled it."""

    datamodel = Interface(Allocation)
    route_base = "/receivable-allocations"
    class_permission_name, main = "Allocations", "AllocationView"
    parent, parent_key, parent_screen = Receivable, "receivable_id", "ReceivableView"
    menu_name, record_word = N_("Allocations"), N_("Allocation")
    labels, plan = AllocationView.labels, AllocationView.plan
    lines = ("payment", "amount", "created_at")
