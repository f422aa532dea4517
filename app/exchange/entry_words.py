"""What the fields of contracts, trade, money and service are called: as on their own screens."""

from collections.abc import Mapping

from app.contracts.views.agreements import ContractView
from app.contracts.views.payments import PaymentView
from app.contracts.views.products import ProductView
from app.contracts.views.receivables import ReceivableView
from app.contracts.views.trade import TransactionLineView, TransactionView
from app.core.words import N_
from app.service.views.complaints import ComplaintView
from app.service.views.records import ServiceView

#: Screen → field → word.
ENTRY_WORDS: Mapping[str, Mapping[str, str]] = {
    screen.__name__: {
        "order_no": N_("Transaction number"),
        "receivable": N_("Receivable number"),
        "contract": N_("Contract number"),
        **screen.labels,
    }
    for screen in (
        ContractView, ProductView, TransactionView, TransactionLineView, ReceivableView,
        PaymentView, ServiceView, ComplaintView,
    )
}  # fmt: skip
