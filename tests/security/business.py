"""What departments enter about a customer of contracts, money and service, planted in a place."""

from app.contracts.deliveries import Delivery
from app.contracts.models import Project
from app.contracts.views.agreements import ContractView
from app.contracts.views.deliveries import DeliveryView
from app.contracts.views.lines import ContractLineView
from app.contracts.views.payments import AllocationView, PaymentView
from app.contracts.views.projects import ProjectView
from app.contracts.views.receivables import ReceivableView
from app.contracts.views.trade import TransactionLineView, TransactionView
from app.core.clock import now, today
from app.customers.collecting import Collection
from app.customers.collection_views import CollectionView
from app.security.roles import ROLES
from app.service.complaints import ComplaintPause
from app.service.views.complaints import ComplaintPauseView, ComplaintView
from app.service.views.records import ServiceView
from app.views import RESOURCES
from app.workday.comments import Comment
from app.workday.views.comments import CommentView
from app.workday.views.follow_ups import FollowUpView
from tests.contracts.factories import (
    make_contract,
    make_contract_line,
    make_line,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.factories import keep, make_user
from tests.security.planted import PLACES, Row, is_seen
from tests.service.factories import make_complaint, make_service
from tests.workday.factories import make_follow_up


def plant(customer, place):
    """screen → a row of its table at this customer, named after the place."""
    word = {screen: f"PLANT-{name}-{place}" for screen, name in NAMES.items()}
    person = make_user()
    contract = make_contract(customer, number=word[ContractView])
    trade = make_transaction(customer, number=word[TransactionView])
    payment = make_payment(customer, number=word[PaymentView], is_advance=True)
    owed = make_receivable(customer, number=word[ReceivableView], contract_id=contract.id)
    complaint = make_complaint(customer, number=word[ComplaintView])
    spoken = make_follow_up(customer, person, what=word[FollowUpView])
    rows = {
        ProjectView: keep(_of(Project, customer, number=word[ProjectView], name="合作")),
        ContractView: contract,
        TransactionView: trade,
        DeliveryView: keep(_of(Delivery, customer, number=word[DeliveryView], what="轴承",
                               happened_on=today(), contract_id=contract.id)),
        ReceivableView: owed,
        PaymentView: payment,
        ServiceView: make_service(customer, number=word[ServiceView]),
        ComplaintView: complaint,
        FollowUpView: spoken,
        CollectionView: keep(_of(Collection, customer, number=word[CollectionView],
                                 what="客户资料表", happened_on=today())),
    }  # fmt: skip
    lines = {
        ContractView: {ContractLineView: make_contract_line(contract).id},
        TransactionView: {TransactionLineView: make_line(trade).id},
        PaymentView: {AllocationView: keep(payment.settle(owed, 1)).id},
        ComplaintView: {ComplaintPauseView: keep(
            ComplaintPause(complaint_id=complaint.id, from_at=now(), reason="等答复")).id},
        FollowUpView: {CommentView: keep(
            Comment(follow_up_id=spoken.id, person_id=person.id, text="看过")).id},
    }  # fmt: skip
    return {
        screen: (row, Row(row.id, customer.id, word[screen], lines.get(screen, {})))
        for screen, row in rows.items()
    }


NAMES = {
    ProjectView: "project", ContractView: "contract", TransactionView: "trade",
    DeliveryView: "delivery", ReceivableView: "owed", PaymentView: "paid", ServiceView: "service",
    ComplaintView: "complaint", FollowUpView: "spoken",
    CollectionView: "sent",
}  # fmt: skip


def _of(entity, customer, **fields):
    return entity(customer_id=customer.id, **fields)


#: First what would hold the others.
VOIDED = tuple(dict.fromkeys((PaymentView, *NAMES)))


def listed_below(browser, planted, role):
    """The lists of what hangs on the rows, where they hold a line out of reach or lack one."""
    lines = [(child, number, is_seen(role, place)) for place in PLACES
             for row in planted[place].values() for child, number in row.lines.items()]  # fmt: skip
    for resource in (r for r in RESOURCES if r.screen in {line[0] for line in lines}):
        may = "can_list" in ROLES[role].screens.get(resource.screen.class_permission_name, ())
        told = browser.get(f"/api/v1/{resource.resource_name}/?size=200").json.get("ids", ())
        here = [(n, seen and may) for child, n, seen in lines if child is resource.screen]
        if wrong := [n for n, is_due in here if (n in told) != is_due]:
            yield resource, wrong
