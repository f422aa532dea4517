"""What the domains tell of waiting work: to-do lines, the calendar, what is decided on."""

from app.access.asks import ACCESS
from app.access.todo import duties_to_do, grants_to_do, shares_to_do
from app.approvals.rules import ApprovalKind
from app.approvals.todo import approvals_to_do
from app.care.due import ENTITLEMENTS_DUE, EVENTS_DUE, OCCASIONS_DUE, VISITS_DUE
from app.care.gifts import GIFTS
from app.care.interactions import StaffInteraction
from app.care.todo import care_to_do
from app.care.visits import CareVisit
from app.contracts.ageing_chart import ageing_chart
from app.contracts.approving import CONTRACT
from app.contracts.deliveries import Delivery
from app.contracts.due import ENDS_DUE, RECEIVABLES_DUE, RENEWALS_DUE
from app.contracts.todo import contracts_to_do
from app.contracts.trade import Transaction
from app.core.words import N_
from app.customers.due import COLLECTIONS_DUE
from app.customers.filed_chart import filed_chart
from app.customers.models import Customer
from app.customers.todo import collections_to_do, files_to_do
from app.exchange.todo import imports_to_do
from app.service.due import COMPLAINTS_DUE, NEXT_SERVICES_DUE, SERVICES_DUE
from app.service.models import ServiceRecord
from app.service.todo import service_to_do
from app.workday.due import CONTACTS_DUE, TASKS_DUE
from app.workday.stale import quiet_to_do
from app.workday.todo import follow_ups_to_do, mentions_to_do, tasks_to_do
from app.workday.unrecorded import Happened, unrecorded_to_do

#: What waits for a reader, asked of each domain: heading of the to-do page → who tells.
TO_DO = {
    N_("To decide"): (approvals_to_do, grants_to_do, shares_to_do, duties_to_do),
    N_("Tasks"): (tasks_to_do,),
    N_("Follow-ups"): (follow_ups_to_do, mentions_to_do, quiet_to_do, unrecorded_to_do),
    N_("Customer files"): (files_to_do, collections_to_do, imports_to_do),
    N_("Contracts and money"): (contracts_to_do,),
    N_("Service"): (service_to_do, care_to_do),
}
#: What falls due on a day, in the order the calendar shows it.
CALENDAR = (
    CONTACTS_DUE,
    TASKS_DUE,
    COLLECTIONS_DUE,
    VISITS_DUE,
    OCCASIONS_DUE,
    EVENTS_DUE,
    RENEWALS_DUE,
    ENDS_DUE,
    RECEIVABLES_DUE,
    COMPLAINTS_DUE,
    SERVICES_DUE,
    NEXT_SERVICES_DUE,
    ENTITLEMENTS_DUE,
)
#: What the start page draws for who leads.
CHARTS = (filed_chart, ageing_chart)
#: What happens with a customer: some days later its account manager is asked for the record.
HAPPENED = (
    Happened(Customer.id, Customer.first_contact_on),
    Happened(Transaction.customer_id, Transaction.happened_on),
    Happened(Transaction.customer_id, Transaction.delivered_on),
    Happened(Delivery.customer_id, Delivery.happened_on),
    Happened(ServiceRecord.customer_id, ServiceRecord.happened_on),
    Happened(CareVisit.customer_id, CareVisit.done_on),
    Happened(StaffInteraction.customer_id, StaffInteraction.happened_on),
)
#: What is decided on by requests, and what an approval of each kind does.
APPROVALS = {
    ApprovalKind.access: ACCESS,
    ApprovalKind.gift: GIFTS,
    ApprovalKind.contract: CONTRACT,
}
