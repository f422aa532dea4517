"""Whoever a record of one customer names serves that customer, whichever door it came by."""

import pytest

from app.care.events import Participation
from app.care.interactions import StaffInteraction
from app.care.plans import CarePlan
from app.care.suppressions import Suppression
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.contracts.models import Contract
from app.core.clock import today
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from tests.access.browsing import text
from tests.care.writing import count, customer
from tests.core.writing import base
from tests.factories import make_contact, make_customer

pytestmark = pytest.mark.clause("S1.5(2)")
DAY = today().isoformat()
#: resource → (its form's door, its table, what is told of it); a wish comes last, for from then on
#: they are left alone.
NAMING = {
    "survey": ("surveys", Survey, {"channel": "phone", "happened_on": DAY}),
    "care_plan": ("care-plans", CarePlan,
                  {"kind": "birthday", "recurs_on": "05-20", "channel": "phone"}),
    "care_visit": ("care-visits", CareVisit,
                   {"kind": "visit", "channel": "phone", "planned_on": DAY}),
    "staff_interaction": ("staff-interactions", StaffInteraction,
                          {"kind": "visit", "happened_on": DAY, "summary": "陪同参观"}),
    "participation": ("participations", Participation,
                      {"channel": "phone", "invited_on": DAY}),
    "service_record": ("service-records", ServiceRecord,
                       {"kind": "repair", "channel": "phone", "priority": "high",
                        "happened_on": DAY, "content": "轴承更换"}),
    "complaint": ("complaints", Complaint,
                  {"category": "quality", "severity": "minor", "channel": "phone",
                   "received_at": "2026-11-03 09:30", "description": "异响"}),
    "contract": ("contracts", Contract, {"name": "供货合同", "currency": "CNY"}),
    "suppression": ("suppressions", Suppression, {"since_on": DAY, "reason": "客户来电要求"}),
}  # fmt: skip


@pytest.fixture
def people(company, machine):
    """(a browser, what is told of each, one of the customer's own people, a stranger)"""
    browser, ids = company
    with machine():
        own = make_contact(customer(ids)).id
        foreign = make_contact(make_customer(department_id=ids["here"]), name="孙外").id
    told = {"customer": ids["mine"], "employee": ids["me"]}
    return browser, told, ids["event"], own, foreign


def field_of(resource):
    return "signatory" if resource == "contract" else "contact"


@pytest.mark.parametrize("resource", NAMING)
def test_a_form_refuses_another_customers_person(people, machine, resource):
    browser, told, event, own, foreign = people
    door, entity, fields = NAMING[resource]
    address, field = f"/{door}/add?for={event}", field_of(resource)
    wrong = browser.post(address, data={**told, **fields, field: foreign})
    assert "该联系人不属于此客户" in text(wrong)
    assert count(machine, entity) == 0
    assert browser.post(address, data={**told, **fields, field: own}).status_code == 302
    assert count(machine, entity) == 1


@pytest.mark.parametrize("resource", NAMING)
def test_a_program_is_refused_it_too(people, machine, resource):
    browser, told, event, own, foreign = people
    _, entity, fields = NAMING[resource]
    body = {"customer": told["customer"], **fields}
    body |= {"employee": told["employee"]} if resource == "staff_interaction" else {}
    body |= {"event": event} if resource == "participation" else {}
    field = field_of(resource)
    wrong = browser.post(base(resource), json={**body, field: foreign})
    assert (wrong.status_code, count(machine, entity)) == (422, 0)
    assert "该联系人不属于此客户" in str(wrong.json)
    assert browser.post(base(resource), json={**body, field: own}).status_code == 201
