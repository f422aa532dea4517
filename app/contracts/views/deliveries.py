"""采集 › 交付单据: delivery notes with their scans, under contracts and transactions."""

from flask import request

from app.contracts.deliveries import Delivery
from app.contracts.models import Contract
from app.contracts.trade import Transaction
from app.contracts.views.agreements import CUSTOMER
from app.core.asking import Plan
from app.core.clock import today
from app.core.file_types import LARGEST
from app.core.lookup import seen_by_number
from app.core.screens import Interface
from app.core.uploads import TAKERS
from app.core.values import id_told
from app.core.words import N_
from app.customers.entries import entered_of
from app.customers.entry_screens import Entries, Related, void_step
from app.customers.file_views import Attaching
from app.security.reveal import REACH, Revealing

for form in ("add", "edit"):
    TAKERS[f"DeliveryView.{form}"] = LARGEST


class DeliveryView(Revealing, Attaching, Entries):
    """采集 › 交付单据."""

    datamodel = Interface(Delivery)
    base_permissions = [*Entries.base_permissions, "can_download", "can_reveal"]
    route_base = "/deliveries"
    class_permission_name = "Deliveries"
    menu_name, menu_icon = N_("Delivery documents"), "send"
    record_word = N_("Delivery document")
    labels = {
        "number": N_("Delivery number"),
        "source_no": N_("Number on the note"),
        "customer": N_("Customer"),
        "customer_id": N_("Customer"),
        "contract": N_("Contract"),
        "transaction": N_("Transaction"),
        "happened_on": N_("Delivered on"),
        "what": N_("What was delivered"),
        "quantity": N_("Quantity"),
        "unit": N_("Unit"),
        "received_by": N_("Received by"),
        "is_signed": N_("Signed for"),
        "original_place": N_("Where the original lies"),
        "upload": N_("Scan"),
        "file_name": N_("File name"),
        "size": N_("Bytes"),
        "sha256": N_("Fingerprint (SHA-256)"),
        "remark": N_("Remark"),
        "created_at": N_("Entered at"),
    }
    help_texts = {
        "number": N_("Left empty, it is numbered by the archive."),
        "upload": N_("PDF, JPEG, PNG, TIFF, OFD, XLSX or DOCX, up to 50 MB."),
        "original_place": N_("Cabinet and folder, where there is no scan or besides it."),
    }
    wishes = ("upload",)
    plan = Plan(
        entity=Delivery,
        columns=("number", "customer_id", "happened_on", "what", "received_by", "is_signed",
                 "created_at"),
        filters=("number", "source_no", "customer_id", "happened_on", "is_signed", "created_at"),
        orders=("id", "happened_on"),
        search=("number", "source_no", "what"),
        labels=CUSTOMER,
        more=("source_no", "quantity", "unit", "original_place", "file_name"),
    )  # fmt: skip
    facets, reveals = ("is_signed",), {"received_by": REACH}
    search_hint = N_("Number, what was delivered")
    choices = {
        "contract": (Contract, "/contracts/find"),
        "transaction": (Transaction, "/transactions/find"),
    }
    form_sections = (
        (N_("Delivery document"), ("customer", "transaction", "contract", "number", "source_no",
                                   "happened_on")),
        (N_("Goods"), ("what", "quantity", "unit")),
        (N_("Signed receipt"), ("received_by", "is_signed", "original_place", "upload", "remark")),
    )  # fmt: skip
    sections = (
        (N_("Delivery document"), ("customer", "transaction", "contract", "source_no",
                                   "happened_on")),
        (N_("Goods"), ("what", "quantity", "unit")),
        (N_("Signed receipt"), ("received_by", "is_signed", "original_place", "remark")),
        (N_("Scan"), ("file_name", "size", "sha256")),
    )  # fmt: skip
    clashes = {"number": N_("This number is already in use.")}
    cells = {
        "created_at": entered_of,
        "size": lambda row: row.size and f"{row.size:,}",
    }
    steps = (void_step(N_("Take this document back? Its number is never used again.")),)

    def prefill_new(self, form):
        """``?transaction=`` or ``?contract=`` names what it belongs under, and its customer."""
        super().prefill_new(form)
        form.happened_on.data = today()
        for name, (entity, _) in self.choices.items():
            number = id_told(request.args.get(name))
            if number and (found := seen_by_number(entity)(number)):
                form[name].data, form.customer.data = found, found.customer


class CustomerDeliveryView(Related):
    """On a customer's page: what was delivered to it."""

    datamodel = Interface(Delivery)
    route_base = "/customer-deliveries"
    class_permission_name, main = "Deliveries", "DeliveryView"
    menu_name, record_word = N_("Delivery documents"), N_("Delivery document")
    labels, plan, cells = DeliveryView.labels, DeliveryView.plan, DeliveryView.cells
    lines = ("number", "happened_on", "what", "quantity", "unit", "received_by", "is_signed",
             "created_at")  # fmt: skip


class TransactionDeliveryView(CustomerDeliveryView):
    """On a transaction's page: its delivery notes."""

    route_base = "/transaction-deliveries"
    parent, parent_key, parent_screen = Transaction, "transaction_id", "TransactionView"
    asks = "transaction"


class ContractDeliveryView(CustomerDeliveryView):
    """On a contract's page: what was delivered under it."""

    route_base = "/contract-deliveries"
    parent, parent_key, parent_screen = Contract, "contract_id", "ContractView"
    asks = "contract"
