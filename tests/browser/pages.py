"""Every kind of page there is, whose it is, and the records it needs to show itself whole."""

from datetime import timedelta
from decimal import Decimal

from app.access.models import Grant
from app.access.rules import GrantKind
from app.care.survey_rules import Level
from app.contracts.models import Project
from app.core.clock import now, today
from app.customers.collecting import Collection
from app.customers.parts import InvoiceTitle
from app.customers.passage import assess
from app.models import Share
from app.service.rules import ServiceChannel
from tests.approvals.house import make_house, make_request
from tests.care.factories import (
    answer,
    invite,
    leave_alone,
    make_entitlement,
    make_event,
    make_interaction,
    make_plan,
    make_survey,
    make_visit,
)
from tests.contracts.factories import (
    make_contract,
    make_contract_line,
    make_delivery,
    make_line,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.customers.test_review import WHOLE
from tests.exchange.screens import THREE, checked, imported, send, work
from tests.factories import keep, make_contact, make_customer, make_person, make_user
from tests.service.factories import make_complaint, make_service
from tests.workday.factories import make_follow_up, make_task

ROLES = {
    "chief": "ChiefArchivist", "boss": "SystemAdmin", "guard": "SecurityAdmin",
    "watch": "Auditor", "staff": "Staff", "desk": "Archivist",
}  # fmt: skip
PALETTE, COLUMNS = "[data-palette-open]", "[data-open=columns]"
FACET, DIALOG = ".bar .dropdown > button", ".hero-acts [data-confirm]"
#: Who looks at which pages; after a blank, what is pressed there first. Without a role: nobody.
PAGES = {
    "": ("/login/",),
    "chief": (
        "/", "/customers/list/", "/customers/list/?q=查无此人", "/customers/add",
        "/customers/add?kind=individual", "/customers/show/1", "/customers/show/2",
        "/customers/edit/1", "/contacts/list/", "/contacts/show/1", "/contacts/add?for=1",
        "/invoice-titles/show/1", "/imports/list/", "/imports/add", "/imports/show/1",
        "/imports/show/2", "/imports/show/3", "/shares/list/", "/shares/add?for=1",
        "/shares/show/1", "/account/password", "/customers/show/999", "/approvals/list/",
        "/approvals/show/1", "/delegations/list/", "/delegations/add", "/reviews/list/",
        "/reviews/show/3", "/sheets/blank", "/sheets/filled/1", "/sheets/read", "/duties/list/",
        "/standards/list/", "/standards/show/1", f"/ {PALETTE}", f"/customers/list/ {FACET}",
        f"/customers/list/ {COLUMNS}", f"/customers/show/1 {DIALOG}",
    ),
    "boss": (
        "/people/list/", "/people/add", "/people/show/1", "/roles/list/", "/roles/show/1",
        "/roles/edit/4", "/grants/list/", "/grants/add", "/grants/show/1", "/departments/list/",
        "/dictionaries/list/", "/dictionaries/add", "/people/why/1", "/approval-rules/list/",
        "/approval-rules/add", "/questionnaires/list/", "/questionnaires/show/1",
        "/gift-limits/list/", "/gift-limits/add", "/standards/add", "/standards/edit/1",
        "/follow-up-templates/list/", "/follow-up-templates/show/1", "/follow-up-templates/add",
    ),
    "guard": ("/grants/show/1", "/duties/edit/1", "/duties/show/1"),
    "staff": ("/access-asks/list/", "/access-asks/add", "/customers/show/998", "/quick/"),
    "watch": ("/audit/list/", "/audit/show/1"),
    "desk": (
        "/customer-headings/list/", "/customer-headings/show/1", "/contracts/list/",
        "/contracts/add?for=1", "/contracts/show/1", "/contracts/edit/1", "/transactions/list/",
        "/transactions/show/1", "/receivables/list/", "/receivables/show/1",
        "/receivables/add?for=1", "/payments/list/", "/payments/add?for=1", "/payments/show/1",
        "/allocations/add?for=1", "/contract-lines/add?for=1", "/contract-lines/show/1",
        "/deliveries/list/", "/deliveries/show/1", "/deliveries/add?for=1", "/projects/list/",
        "/projects/show/1", "/projects/add?for=1", "/ageing/", "/products/list/",
        "/service-records/list/", "/service-records/show/1", "/service-records/add?for=1",
        "/complaints/list/", "/complaints/show/1", "/complaints/edit/1", "/follow-ups/list/",
        "/follow-ups/add?for=1", "/follow-ups/show/1", "/comments/add?for=1", "/stages/add?for=1",
        "/tasks/list/", "/tasks/show/1", "/tasks/add", "/stale-customers/list/",
        "/surveys/list/", "/surveys/add?for=1", "/surveys/show/1", "/surveys/answer/2",
        "/satisfaction/", "/care-visits/list/", "/care-visits/add?for=1", "/care-visits/show/1",
        "/care-plans/list/", "/care-plans/add?for=1", "/care-plans/show/1",
        "/customer-events/list/", "/customer-events/show/1", "/staff-interactions/list/",
        "/staff-interactions/show/1", "/entitlements/list/", "/entitlements/show/1",
        "/suppressions/list/", "/suppressions/add?for=1", "/suppressions/show/1", "/calendar/",
        "/collections/list/", "/collections/add?for=1", "/collections/show/1",
        "/to-do/",
    ),
}  # fmt: skip
#: Whom somebody asks for there is none, or none for them.
MISSING = ("/customers/show/999", "/customers/show/998")


def fill(machine, app):
    with machine() as session:
        people = {name: make_user(role=role, username=name) for name, role in ROLES.items()}
        customer = make_customer("星辰科技股份有限公司", city="深圳市", phone="0755-25317099")
        make_person("赵六", id_no="11010119900307889X", mobile="13912345678")
        make_contact(customer, mobile="13700000000")
        make_waiting(session)
        keep(InvoiceTitle(customer_id=customer.id, title="星辰科技"))
        make_request(make_house()).reason = "参加联合拜访"
        make_business(customer, people["desk"])
        make_access(customer, people)
        ids = {name: user.id for name, user in people.items()}
    send_imports(app, ids)


def make_waiting(session):
    """A whole file that waits for its review."""
    waiting = make_customer("南山仪器有限公司", **WHOLE)
    make_contact(waiting)
    assess(session, waiting)
    waiting.submit()


def make_business(customer, clerk):
    """One of each kind of what is entered about a customer."""
    contract = make_contract(customer, amount=Decimal(300), signed_on="2026-01")
    make_contract_line(contract)
    make_delivery(contract)
    make_receivable(customer, contract_id=contract.id)
    make_payment(customer, contract_id=contract.id)
    make_line(make_transaction(customer, contract_id=contract.id))
    keep(Project(customer_id=customer.id, name="年度合作", number="XM1"))
    make_service(customer)
    make_complaint(customer)
    make_follow_up(customer, clerk)
    make_task(clerk, clerk, customer_id=customer.id)
    sent = {"what": "客户资料表", "happened_on": today(), "due_on": today()}
    keep(Collection(customer_id=customer.id, number="CJ1", handler_id=clerk.id, **sent))
    make_care(customer, clerk)


def make_care(customer, clerk):
    """One of each kind of what customer care keeps, a dear gift and a low answer among them."""
    leave_alone(customer, channel=ServiceChannel.email)
    make_plan(customer, executor_id=clerk.id)
    make_visit(customer, value="500.00", executor_id=clerk.id)
    answer(make_survey(customer), level=Level.dissatisfied)
    make_survey(customer)
    invite(make_event(), customer)
    make_entitlement(customer)
    make_interaction(customer, clerk)


def make_access(customer, people):
    """A grant and a share that wait for somebody's word."""
    who = {"user_id": people["staff"].id, "reason": "新岗位"}
    by = {"proposed_by_id": people["boss"].id, "proposed_at": now()}
    keep(Grant(**who, **by, kind=GrantKind.add_role, new="Leader"))
    share = {"subject": "customer", "subject_id": customer.id, "until": now() + timedelta(days=9)}
    keep(Share(**who, **share, granted_by_id=people["desk"].id))


def send_imports(app, ids):
    """One file to match, one to look at, one of somebody else's to review."""
    app.config["WTF_CSRF_ENABLED"] = False
    send(signed_in(app, ids["chief"]), THREE)
    work(app)
    checked(app, signed_in(app, ids["chief"]))
    imported(app, signed_in(app, ids["desk"]))
    app.config["WTF_CSRF_ENABLED"] = True


def signed_in(app, user_id):
    browser = app.test_client()
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(user_id), True
    return browser
