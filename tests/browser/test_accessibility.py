"""axe-core finds nothing on any kind of page; two of eight settings a day, all in make endure."""

from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from app.care.survey_rules import Level
from app.customers.parts import InvoiceTitle
from app.security.models import Person
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
from tests.conftest import DATABASES, DAY
from tests.contracts.factories import (
    make_contract,
    make_line,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.endurance.scale import SCALE, write_down
from tests.factories import make_contact, make_customer, make_person, make_user
from tests.service.factories import make_complaint, make_service
from tests.workday.factories import make_follow_up, make_task

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SETTINGS = tuple(product(("zh", "en"), ("light", "dark"), (1440, 390)))
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
ASK = f"""
const done = arguments[arguments.length - 1];
axe.run(document, {RULES}).then((found) => done(found.violations.map((v) =>
  v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | '))));
"""
PAGES = {
    "chief": (
        "/", "/customers/list/", "/customers/list/?q=zzzz", "/customers/add",
        "/customers/add?kind=individual", "/customers/show/1", "/customers/show/2",
        "/customers/edit/1", "/contacts/list/", "/contacts/show/1", "/contacts/add?for=1",
        "/invoice-titles/show/1", "/imports/list/", "/imports/add", "/shares/list/",
        "/account/password", "/customers/show/999", "/approvals/list/", "/approvals/show/1",
        "/delegations/list/", "/delegations/add",
    ),
    "boss": (
        "/people/list/", "/people/add", "/people/show/1", "/roles/list/", "/roles/show/1",
        "/roles/edit/4", "/grants/list/", "/grants/add", "/departments/list/",
        "/dictionaries/list/", "/dictionaries/add", "/people/why/1", "/approval-rules/list/",
        "/approval-rules/add", "/questionnaires/list/", "/questionnaires/show/1",
        "/gift-limits/list/", "/gift-limits/add",
    ),
    "staff": ("/access-asks/list/", "/access-asks/add", "/customers/show/998"),
    "watch": ("/audit/list/",),
    "desk": (
        "/customer-headings/list/", "/customer-headings/show/1", "/contracts/list/",
        "/contracts/add?for=1", "/contracts/show/1", "/contracts/edit/1", "/transactions/show/1",
        "/receivables/list/", "/payments/add?for=1", "/payments/show/1", "/ageing/",
        "/products/list/", "/service-records/add?for=1", "/complaints/list/",
        "/complaints/show/1", "/complaints/edit/1", "/follow-ups/list/", "/follow-ups/add?for=1",
        "/follow-ups/show/1", "/tasks/list/", "/tasks/show/1", "/stale-customers/list/",
        "/surveys/list/", "/surveys/add?for=1", "/surveys/show/1", "/surveys/answer/2",
        "/satisfaction/", "/care-visits/list/", "/care-visits/add?for=1", "/care-visits/show/1",
        "/care-plans/list/", "/care-plans/add?for=1", "/care-plans/show/1",
        "/customer-events/list/", "/customer-events/show/1", "/staff-interactions/list/",
        "/staff-interactions/show/1", "/entitlements/list/", "/entitlements/show/1",
        "/suppressions/list/", "/suppressions/add?for=1", "/suppressions/show/1", "/calendar/",
        "/to-do/",
    ),
}  # fmt: skip
ROLES = {
    "chief": "ChiefArchivist", "boss": "SystemAdmin", "watch": "Auditor", "staff": "Staff",
    "desk": "Archivist",
}  # fmt: skip


def settings_today():
    """A page has the same markup on every database: each setting is seen on one of them."""
    if SCALE > 1:
        return tuple(product(SETTINGS, DATABASES))
    first = DAY.toordinal() * 2
    return tuple(
        (SETTINGS[(first + n) % len(SETTINGS)], database) for n, database in enumerate(DATABASES)
    )


@pytest.fixture
def archive(machine):
    with machine() as session:
        for name, role in ROLES.items():
            make_user(role=role, username=name)
        customer = make_customer("星辰科技股份有限公司", city="深圳市", phone="0755-25317099")
        make_person("赵六", id_no="11010119900307889X", mobile="13912345678")
        make_contact(customer, mobile="13700000000")
        session.add(InvoiceTitle(customer_id=customer.id, title="星辰科技"))
        make_request(make_house())
        make_business(customer, session.scalars(select(Person).filter_by(username="desk")).one())


def make_business(customer, clerk):
    """One of each kind of what is entered about a customer."""
    contract = make_contract(customer, amount=Decimal(300), signed_on="2026-01")
    make_receivable(customer, contract_id=contract.id)
    make_payment(customer, contract_id=contract.id)
    make_line(make_transaction(customer, contract_id=contract.id))
    make_service(customer)
    make_complaint(customer)
    make_follow_up(customer, clerk)
    make_task(clerk, clerk, customer_id=customer.id)
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


def violations(walk, path):
    walk.open(path)
    walk.driver.execute_script(AXE)
    return walk.driver.execute_async_script(ASK)


@pytest.mark.parametrize(
    ("setting", "database"),
    settings_today(),
    ids=lambda told: told if isinstance(told, str) else "-".join(map(str, told)),
)
def test_axe_finds_nothing_on_any_page(walk, archive, setting, database):
    language, theme, width = setting
    walk.driver.set_window_size(width, 900)
    found = {}
    for person, paths in PAGES.items():
        walk.log_in(person)
        if language == "en":
            walk.send('form[action$="/language/en"] button')
        walk.driver.add_cookie({"name": "theme", "value": theme, "path": "/"})
        for path in paths:
            wrong = violations(walk, path)
            if wrong:
                found[path] = wrong
    walk.driver.get_log("browser")  # A page that is not there is a 404, and meant.
    assert found == {}
    pages = sum(map(len, PAGES.values()))
    write_down(f"axe, {language} {theme} {width} px", database, pages=pages, violations=0)
