"""What of contracts, trade and money a customer's timeline tells."""

from app.contracts.deliveries import Delivery
from app.contracts.models import Contract, Project
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.trade import Transaction
from app.core.words import N_
from app.customers.feeding import Feed, FeedKind, Files

FEEDS = (
    Feed(
        entity=Project,
        kind=FeedKind.business,
        icon="briefcase",
        text=Project.number + " " + Project.name,
        right="Projects",
        screen="ProjectView",
        day=Project.from_on,
        told=N_("From %(day)s"),
    ),
    Feed(
        entity=Contract,
        kind=FeedKind.business,
        icon="file-text",
        text=Contract.number + " " + Contract.name,
        right="Contracts",
        screen="ContractView",
        day=Contract.signed_on,
        told=N_("Signed on %(day)s"),
        tag=Contract.stage,
        amount=Contract.amount,
        currency=Contract.currency,
    ),
    Feed(
        entity=Transaction,
        kind=FeedKind.business,
        icon="receipt",
        text=Transaction.number,
        right="Transactions",
        screen="TransactionView",
        day=Transaction.happened_on,
        tag=Transaction.kind,
        amount=Transaction.amount,
        currency=Transaction.currency,
    ),
    Feed(
        entity=Delivery,
        kind=FeedKind.business,
        icon="truck-delivery",
        text=Delivery.number + " " + Delivery.what,
        right="Deliveries",
        screen="DeliveryView",
        day=Delivery.happened_on,
        files=Files(Delivery.id, "DeliveryView", "Deliveries"),
    ),
    Feed(
        entity=Receivable,
        kind=FeedKind.business,
        icon="calendar-dollar",
        tone="amber",
        text=Receivable.number,
        right="Receivables",
        screen="ReceivableView",
        day=Receivable.due_on,
        told=N_("Due on %(day)s"),
        amount=Receivable.amount,
        currency=Receivable.currency,
    ),
    Feed(
        entity=Payment,
        kind=FeedKind.business,
        icon="cash",
        tone="green",
        text=Payment.number,
        right="Payments",
        screen="PaymentView",
        day=Payment.happened_on,
        tag=Payment.kind,
        amount=Payment.amount,
        currency=Payment.currency,
    ),
)
