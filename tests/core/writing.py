"""What the tests of REST writing send: for each resource a new one, a change, and what is wrong."""

from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.care.entitlements import Entitlement
from app.care.interactions import StaffInteraction
from app.care.plans import CarePlan
from app.care.suppressions import Suppression
from app.care.surveys import Survey
from app.care.visits import CareVisit
from app.contracts.models import Contract, Project
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.trade import Transaction
from app.core.clock import today
from app.customers.collecting import Collection
from app.customers.contacts import Contact
from app.customers.models import Customer
from app.security.rules import RecordKind, Security
from app.service.complaints import Complaint
from app.service.models import ServiceRecord
from app.workday.models import FollowUp
from app.workday.tasks import Task
from tests.factories import make_customer, make_department, make_user

DAY = today().isoformat()
PLACES = ("mine", "foreign", "secret", "gone")


class Case(NamedTuple):
    """One resource: its table, what makes one, which field is then changed, what is no value."""

    entity: type[Any]
    new: dict[str, Any]
    field: str
    wrong: dict[str, Any]
    kind: RecordKind | None = None
    voids: bool = True


CASES = {
    "customer": Case(Customer, {"name": "新客户一号有限公司"}, "remark",
                     {"registered_capital": "很多"}),
    "contact": Case(Contact, {"name": "钱进", "customer": "{place}", "basis": "contract"},
                    "position", {"mobile": "12"}),
    "contract": Case(Contract, {"customer": "{place}", "name": "供货合同"}, "remark",
                     {"amount": "1.005"}, RecordKind.contract),
    "transaction": Case(Transaction, {"customer": "{place}", "kind": "sale"}, "remark",
                        {"happened_on": "2026-02-30"}, RecordKind.transaction),
    "receivable": Case(Receivable, {"customer": "{place}", "amount": 10, "due_on": DAY}, "remark",
                       {"amount": [1]}, RecordKind.payment),
    "payment": Case(Payment, {"customer": "{place}", "amount": "10.00", "is_advance": True},
                    "remark", {"kind": "nosuch"}, RecordKind.payment),
    "service_record": Case(ServiceRecord, {"customer": "{place}", "content": "咨询保修期"},
                           "result", {"priority": True}, RecordKind.service),
    "complaint": Case(Complaint, {"customer": "{place}", "description": "轴承异响"}, "cause",
                      {"severity": 7}, RecordKind.complaint),
    "project": Case(Project, {"customer": "{place}", "name": "联合研发"}, "summary",
                    {"from_on": "soon"}, RecordKind.contract),
    "follow_up": Case(FollowUp, {"customer": "{place}", "what": "谈了供货"}, "what",
                      {"next_on": "soon"}),
    "collection": Case(Collection, {"customer": "{place}", "what": "客户资料表"}, "result",
                       {"returned_on": "2026-02-30"}),
    "task": Case(Task, {"title": "补齐扫描件", "assignee": "{me}", "due_on": DAY}, "",
                 {"assignee": "x"}, voids=False),
    "survey": Case(Survey, {"customer": "{place}"}, "number", {"happened_on": "soon"},
                   RecordKind.survey),
    "care_plan": Case(CarePlan, {"customer": "{place}", "kind": "festival",
                                 "festival": "mid_autumn"},
                      "content", {"recurs_on": "02-30"}, RecordKind.care),
    "care_visit": Case(CareVisit, {"customer": "{place}"}, "content", {"gift_value": "1.005"},
                       RecordKind.care),
    "suppression": Case(Suppression, {"customer": "{place}", "reason": "客户要求勿扰",
                                      "channel": "email"},
                        "reason", {"since_on": "2026-02-30"}, RecordKind.care),
    "staff_interaction": Case(StaffInteraction, {"customer": "{place}", "employee": "{me}",
                                                 "summary": "陪同参观"},
                              "summary", {"kind": "nosuch"}, RecordKind.interaction),
    "entitlement": Case(Entitlement, {"customer": "{place}", "what": "九五折",
                                      "basis": "框架合同"},
                        "what", {"contract": 99}, RecordKind.care),
}  # fmt: skip
#: What a change leaves besides the field that was changed.
FOLLOWS = {"version", "updated_at", "updated_by_id", "completeness"}
#: What belongs to the house, not to whoever sends: no form has these fields.
NOT_SENT = (
    "id", "created_by_id", "updated_at", "voided_at", "void_reason", "entry_status", "stage",
    "state", "status", "owner", "customer_id", "account_manager_id", "department_id", "person_id",
    "assigner_id", "row_version", "row_seen", "csrf_token", "__class__", "paid", "allocated",
    "quiet_since", "id_no_sealed", "reviewed_by_id", "filed_at", "due", "metadata", "upload",
)  # fmt: skip


def base(resource):
    return f"/api/v1/{resource}/"


def one(resource, number):
    return base(resource) + str(number)


def told(case, ids, place="mine", **more):
    """A new one's fields, with the ids of this run."""
    named = {"{place}": ids[place], "{me}": ids["me"]}
    new = {n: named.get(v, v) if isinstance(v, str) else v for n, v in case.new.items()}
    return {**new, **more}


def settle_company(session):
    """A customer in each place, as the first department's archivist sees or does not see it."""
    here, there = make_department(), make_department()
    rows = {
        "mine": make_customer("近处轻工有限公司", department_id=here.id),
        "foreign": make_customer("远方重工有限公司", department_id=there.id),
        "secret": make_customer(
            "机密二号有限公司", department_id=here.id, security=Security.confidential
        ),
        "gone": make_customer("作废三号有限公司", department_id=here.id),
    }
    session.flush()
    rows["gone"].void(make_user(), "entered twice")
    ids = {place: row.id for place, row in rows.items()}
    return ids | {"here": here.id, "there": there.id}


def held(session, entity, number):
    """A row's columns, whoever may see it."""
    table = entity.__table__
    found = session.execute(select(table).where(table.c.id == number)).mappings().one_or_none()
    return found and dict(found)


def counts(session):
    """How many rows each table of the cases has."""
    tables = {case.entity.__table__ for case in CASES.values()}
    return {t.name: session.scalar(select(func.count()).select_from(t)) for t in tables}


def make_all(browser, ids):
    """One of each resource, by its id."""
    found = {}
    for resource, case in CASES.items():
        made = browser.post(base(resource), json=told(case, ids))
        assert made.status_code == 201, (resource, made.json)
        found[resource] = made.json["id"]
    return found
