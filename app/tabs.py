"""What each record page holds besides the record: the tables below it, each a tab."""

from itertools import chain

from app.care import menu as care
from app.contracts.views.agreements import (
    ContractVersionView,
    ContractView,
    CustomerContractView,
    ProjectContractView,
)
from app.contracts.views.deliveries import (
    ContractDeliveryView,
    CustomerDeliveryView,
    TransactionDeliveryView,
)
from app.contracts.views.lines import ContractLineView
from app.contracts.views.payments import (
    AllocationView,
    ContractPaymentView,
    CustomerPaymentView,
    PaymentView,
    ReceivableAllocationView,
    RefundView,
)
from app.contracts.views.projects import CustomerProjectView, ProjectView
from app.contracts.views.receivables import (
    ContractReceivableView,
    CustomerReceivableView,
    ReceivableView,
)
from app.contracts.views.trade import (
    ContractTransactionView,
    CustomerTransactionView,
    ReturnView,
    TransactionLineView,
    TransactionView,
)
from app.core.children import Child
from app.core.screens import Screen
from app.core.words import N_
from app.customers.collection_views import CustomerCollectionView
from app.customers.contact_link_views import CustomerContactView, EmployerView
from app.customers.contact_views import ContactView
from app.customers.evidence_views import EvidenceView
from app.customers.heading_views import HeadingView
from app.customers.part_views import (
    AddressView,
    BankAccountView,
    BillingDataView,
    FormerNameView,
    InvoiceTitleView,
)
from app.customers.standard_views import ElementView, StandardView
from app.customers.verification_views import HandOverView, VerificationView
from app.customers.views import CustomerView
from app.service.views.complaints import (
    ComplaintPauseView,
    ComplaintView,
    CustomerComplaintView,
)
from app.service.views.records import ContractServiceView, CustomerServiceView
from app.workday.views.comments import CommentView
from app.workday.views.files import FollowUpFileView
from app.workday.views.follow_ups import CustomerFollowUpView, FollowUpView
from app.workday.views.stages import StageView
from app.workday.views.tasks import CustomerTaskView

#: What departments on duty enter about a customer, for the file and for its heading alike: the
#: parts of a file besides the basic one (S3.定义.2).
BUSINESS: dict[N_, tuple[type[Child], ...]] = {
    N_("Acceptance"): (
        CustomerProjectView,
        CustomerContractView,
        CustomerTransactionView,
        CustomerDeliveryView,
        CustomerReceivableView,
        CustomerPaymentView,
        CustomerServiceView,
        CustomerComplaintView,
        *care.ACCEPTANCE,
    ),
    N_("Entitlement"): care.ENTITLEMENT,
    N_("Communication"): care.COMMUNICATION,
}
#: The parts of a customer's whole file, and the tabs in each.
PARTS: dict[N_, tuple[type[Child], ...]] = {
    N_("Basics"): (
        StageView,
        EvidenceView,
        VerificationView,
        CustomerCollectionView,
        CustomerContactView,
        AddressView,
        InvoiceTitleView,
        BankAccountView,
        BillingDataView,
        FormerNameView,
        HandOverView,
    ),
    **BUSINESS,
    N_("Communication"): (CustomerFollowUpView, CustomerTaskView, *care.COMMUNICATION),
}
#: screen → the tables below its record page, each a tab there.
TABS: dict[type[Screen], tuple[type[Child], ...]] = {
    CustomerView: tuple(chain(*PARTS.values())),
    HeadingView: (InvoiceTitleView, BankAccountView, BillingDataView, *chain(*BUSINESS.values())),
    ContractView: (
        ContractLineView,
        ContractReceivableView,
        ContractPaymentView,
        ContractTransactionView,
        ContractDeliveryView,
        ContractServiceView,
        *care.OF_CONTRACT,
        ContractVersionView,
    ),
    ProjectView: (ProjectContractView,),
    ReceivableView: (ReceivableAllocationView,),
    TransactionView: (TransactionLineView, TransactionDeliveryView, ReturnView),
    PaymentView: (AllocationView, RefundView),
    FollowUpView: (FollowUpFileView, CommentView),
    ComplaintView: (ComplaintPauseView,),
    StandardView: (ElementView,),
    ContactView: (EmployerView,),
    **care.BELOW,
}
#: screen → the parts its tabs stand in.
GROUPED: dict[type[Screen], dict[N_, tuple[type[Child], ...]]] = {
    CustomerView: PARTS,
    HeadingView: {N_("Basics"): (), **BUSINESS},
}
