"""Contracts, trade and money over REST: what their screens show, as JSON."""

from app.contracts.views.agreements import ContractView
from app.contracts.views.money import PaymentView, ReceivableView
from app.contracts.views.trade import TransactionView
from app.core.api import Resource


class ContractApi(Resource):
    """``/api/v1/contract/``."""

    resource_name = "contract"
    screen = ContractView


class TransactionApi(Resource):
    """``/api/v1/transaction/``: orders, returns and exchanges with their sums."""

    resource_name = "transaction"
    screen = TransactionView


class PaymentApi(Resource):
    """``/api/v1/payment/``."""

    resource_name = "payment"
    screen = PaymentView


class ReceivableApi(Resource):
    """``/api/v1/receivable/``: what is owed, with its state on the day it is asked."""

    resource_name = "receivable"
    screen = ReceivableView
