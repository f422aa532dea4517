"""Contracts, trade and money over REST: what their screens do, in JSON."""

from app.contracts.views.agreements import ContractView
from app.contracts.views.deliveries import DeliveryView
from app.contracts.views.lines import ContractLineView
from app.contracts.views.payments import AllocationView, PaymentView
from app.contracts.views.products import ProductView
from app.contracts.views.projects import ProjectView
from app.contracts.views.receivables import ReceivableView
from app.contracts.views.trade import TransactionLineView, TransactionView
from app.core.api import Resource
from app.core.file_types import LARGEST
from app.core.uploads import TAKERS
from app.customers.file_api import Filed

for door in ("post", "put"):
    TAKERS[f"DeliveryApi.{door}"] = LARGEST


class ContractApi(Resource):
    """``/api/v1/contract/``."""

    resource_name = "contract"
    screen = ContractView
    writes = True


class ContractLineApi(Resource):
    """``/api/v1/contract_line/``: a new one names its ``contract``, which is not signed yet."""

    resource_name = "contract_line"
    screen = ContractLineView
    writes, first = True, {"contract": "for"}


class ProjectApi(Resource):
    """``/api/v1/project/``."""

    resource_name = "project"
    screen = ProjectView
    writes = True


class ProductApi(Resource):
    """``/api/v1/product/``."""

    resource_name = "product"
    screen = ProductView
    writes = True


class DeliveryApi(Filed, Resource):
    """``/api/v1/delivery/``: the scan comes with it or later, as ``upload`` of a form."""

    resource_name = "delivery"
    screen = DeliveryView
    writes = True


class TransactionApi(Resource):
    """``/api/v1/transaction/``: orders, returns and exchanges with their sums."""

    resource_name = "transaction"
    screen = TransactionView
    writes = True


class TransactionLineApi(Resource):
    """``/api/v1/transaction_line/``: a new one names its ``transaction``, whose sums follow."""

    resource_name = "transaction_line"
    screen = TransactionLineView
    writes, first = True, {"transaction": "for"}


class PaymentApi(Resource):
    """``/api/v1/payment/``."""

    resource_name = "payment"
    screen = PaymentView
    writes = True


class ReceivableApi(Resource):
    """``/api/v1/receivable/``: what is owed, with its state on the day it is asked."""

    resource_name = "receivable"
    screen = ReceivableView
    writes = True


class AllocationApi(Resource):
    """``/api/v1/allocation/``: a new one names its ``payment`` and what that settles."""

    resource_name = "allocation"
    screen = AllocationView
    writes, first = True, {"payment": "for"}


CONTRACT_RESOURCES = (
    ContractApi,
    ContractLineApi,
    ProjectApi,
    ProductApi,
    TransactionApi,
    TransactionLineApi,
    DeliveryApi,
    PaymentApi,
    AllocationApi,
    ReceivableApi,
)
