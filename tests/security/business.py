"""What departments enter about a customer, planted in each place, and every door to it.

The doors are read off the screens and the URL map, so that a route more is tried at once.
"""

from typing import Any, NamedTuple

from app.contracts.deliveries import Delivery
from app.contracts.models import Project
from app.contracts.views.agreements import ContractView
from app.contracts.views.deliveries import DeliveryView
from app.contracts.views.payments import AllocationView, PaymentView
from app.contracts.views.projects import ProjectView
from app.contracts.views.receivables import ReceivableView
from app.contracts.views.trade import TransactionLineView, TransactionView
from app.core.clock import now, today
from app.core.db import db
from app.security.rules import Security
from app.service.complaints import ComplaintPause
from app.service.views.complaints import ComplaintPauseView, ComplaintView
from app.service.views.records import ServiceView
from app.views import RESOURCES, TABS
from app.workday.comments import Comment
from app.workday.views.comments import CommentView
from app.workday.views.follow_ups import FollowUpView
from tests.contracts.factories import (
    make_contract,
    make_line,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.factories import keep, make_customer, make_department, make_user
from tests.service.factories import make_complaint, make_service
from tests.workday.factories import make_follow_up

PLACES = ("own department", "other department", "higher class", "voided customer", "voided")
REASON = "not wanted any more"


class Row(NamedTuple):
    """One planted row: its customer, the word that betrays it, and one line of each kind below."""

    id: int
    customer: int
    word: str
    lines: dict[type[Any], int]


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
    }  # fmt: skip
    lines = {
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
}  # fmt: skip


def _of(entity, customer, **fields):
    return entity(customer_id=customer.id, **fields)


def plant_all(session):
    """The first department, and place → screen → its row; the last two taken out of sight."""
    here, there = make_department(), make_department()
    customers = {
        "own department": make_customer("近处轻工有限公司", department_id=here.id),
        "other department": make_customer("远方重工有限公司", department_id=there.id),
        "higher class": make_customer(
            "机密二号有限公司", department_id=here.id, security=Security.confidential
        ),
        "voided customer": make_customer("作废三号有限公司", department_id=here.id),
    }
    customers["voided"] = customers["own department"]
    found = {
        place: plant(customers[place], tag) for place, tag in zip(PLACES, "ABCDE", strict=True)
    }
    session.flush()
    by = make_user()
    customers["voided customer"].void(by, REASON)
    for screen in dict.fromkeys((PaymentView, *NAMES)):  # First what would hold the others.
        found["voided"][screen][0].void(by, REASON)
        db.session.flush()
    return here.id, {p: {s: kept for s, (_, kept) in rows.items()} for p, rows in found.items()}


class Door(NamedTuple):
    """One request: method, address, form, JSON; and the right by which it shows a row it finds."""

    method: str
    address: str
    form: dict | None = None
    json: dict | None = None
    right: str = ""

    def open(self, browser):
        return browser.open(self.address, method=self.method, data=self.form, json=self.json,
                            follow_redirects=True)  # fmt: skip


def doors_to(app, screen, row):
    """Every route that names this row, a line of it or its customer."""
    resource = next((r for r in RESOURCES if r.screen is screen), None)
    yield from _by_id(app, screen.__name__, row.id)
    yield from _steps(screen, row.id)
    for child in TABS.get(screen, ()):
        yield Door("GET", f"{child.route_base}/of/{row.id}")
        if child in row.lines:
            yield from _by_id(app, child.__name__, row.lines[child], leave={"of"})
            yield from _steps(child, row.lines[child])
            yield Door("GET", f"{child.route_base}/add?for={row.id}")
            yield Door("POST", f"{child.route_base}/add?for={row.id}", {"text": "x"})
    if resource:
        yield from _by_id(app, resource.__name__, row.id)


def _by_id(app, name, number, leave=frozenset()):
    """The routes of one view that take an id; a change is sent with all that it could ask for."""
    body = {"version": 1, "remark": "x"}
    for rule in app.url_map.iter_rules():
        view, _, method = rule.endpoint.partition(".")
        if view != name or "<pk>" not in rule.rule or method in leave:
            continue
        address = rule.rule.replace("<pk>", str(number))
        for verb in rule.methods - {"HEAD", "OPTIONS"}:
            if verb == "GET":
                yield Door(verb, address, right="can_show" if method in {"show", "get"} else "")
            elif rule.rule.startswith("/api/"):
                yield Door(verb, address, json={"reason": REASON} if "void" in method else body)
            else:
                yield Door(verb, address, {"row_version": "1", "what": "x", "name": "x"})


def _steps(screen, number):
    """Each step on this row alone, and the last on one more as well."""
    for step in screen.steps:
        yield Door("POST", f"{screen.route_base}/step/{step.name}",
                   {"rowid": [number], "reason": REASON})  # fmt: skip
    if screen.steps:
        yield Door("POST", f"{screen.route_base}/step/{screen.steps[-1].name}",
                   {"rowid": [1, number], "reason": REASON})  # fmt: skip


QUERIES = ("?size=200", "?last=1", "?q=PLANT", "?sort=-id&size=200", "?q=PLANT&page=2&size=1")


def lists_of(screen):
    """Every way to ask for many rows at once."""
    base = screen.route_base
    yield from (Door("GET", f"{base}/list/{q}", right="can_list") for q in QUERIES[:4])
    yield Door("GET", f"{base}/list/{QUERIES[4]}")
    yield from (Door("GET", f"{base}/{name}?q=PLANT") for name in ("find", "others"))
    for kind in ("csv", "xlsx"):
        yield Door("POST", f"{base}/export/{kind}", {}, right="can_export")
    for resource in (r for r in RESOURCES if r.screen is screen):
        address = f"/api/v1/{resource.resource_name}/"
        yield from (Door("GET", address + q, right="can_list") for q in QUERIES[:4])
        yield Door("GET", f"{address}_info")


def lists_at(screen, customer):
    """The rows at one customer: the tab on its page, and the list narrowed to it."""
    for child in TABS_OF_CUSTOMER:
        if getattr(child, "main", "") == screen.__name__:
            yield Door("GET", f"{child.route_base}/of/{customer}", right="can_list")
    yield Door("GET", f"{screen.route_base}/list/?customer_id={customer}", right="can_list")
    yield Door("GET", f"{screen.route_base}/add?for={customer}")


TABS_OF_CUSTOMER = next(tabs for above, tabs in TABS.items() if above.__name__ == "CustomerView")
ELSEWHERE = tuple(Door("GET", address) for address in (
    "/", "/to-do/", "/calendar/", "/ageing/", "/desk/palette?q=PLANT"
))  # fmt: skip
