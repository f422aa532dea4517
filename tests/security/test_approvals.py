"""Requests over every door: who neither asks nor decides reads nothing, who decides no hidden name.

A request may be laid before somebody who does not see its record: of a higher class, or taken
back since. What they read of it then is a number and a mask.
"""

import pytest
from sqlalchemy import select

from app.approvals.models import ApprovalRequest, ApprovalRule
from app.approvals.rules import ApprovalKind, RequestStatus
from app.approvals.views import InboxView
from app.care.gifts import ask_gift
from app.care.views.visits import CareVisitView
from app.contracts import approving
from app.contracts.views.agreements import ContractView
from app.core.clock import now
from app.core.db import db
from tests.care.factories import make_visit
from tests.conftest import DATABASES
from tests.contracts.factories import make_contract
from tests.endurance.scale import in_turn
from tests.factories import keep, make_department, make_user
from tests.security.leaks import text_of
from tests.security.planted import (
    PLACES,
    SECRETS,
    TAGS,
    Door,
    Row,
    betrayed,
    doors_to,
    is_seen,
    plant_all,
    sweeps,
)

ASKED = (CareVisitView, ContractView)
TABS = ("", "waiting", "mine", "decided", "all", "nosuch")
QUERIES = ("", "&q=PLANT", "&size=200&sort=-id", "&last=1", "&status=pending")


def plant(customer, place):
    """A dear gift and a contract's name that betrays them, each laid before who decides."""
    clerk = make_user("Staff", customer.department_id)
    visit = make_visit(customer, "300", number=f"PLANT-visit-{place}")
    contract = make_contract(customer, number=f"PLANT-contract-{place}", name=f"密约{place}")
    ask_gift(db.session(), visit, clerk, "合作二十周年", now())
    approving.ask(db.session(), contract, clerk, "请审批合同", now())
    rows = {CareVisitView: visit, ContractView: contract}
    return {s: (row, Row(row.id, customer.id, row.number, {})) for s, row in rows.items()}


@pytest.fixture
def planted(machine):
    """The first department, and place → (number, word) of the requests made there."""
    with machine() as session:
        keep(ApprovalRule(kind=ApprovalKind.contract, place=1, role="DepartmentHead",
                          or_role="Leader"))  # fmt: skip
        here, rows = plant_all(session, plant, ASKED)
        session.flush()
        return here, {place: [_asked_about(session, s, row) for s, row in of_place.items()]
                      for place, of_place in rows.items()}  # fmt: skip


def _asked_about(session, screen, row):
    subject = screen.plan.entity.__tablename__
    found = select(ApprovalRequest.id).where(
        ApprovalRequest.subject == subject, ApprovalRequest.subject_id == row.id
    )
    return Row(session.scalar(found), row.customer, row.word, {})


def doors():
    """Every list of requests, and the pages that count or name them."""
    for tab in TABS:
        yield from (Door("GET", f"/approvals/list/?tab={tab}{query}") for query in QUERIES)
        yield Door("GET", f"/api/v1/approval_request/?size=200&tab={tab}")
    for query in ("?q=PLANT", "?sort=-id&size=200", "?status=pending", "_info"):
        yield Door("GET", f"/api/v1/approval_request/{query}")
    yield from (Door("GET", address) for address in ("/", "/to-do/", "/desk/palette?q=PLANT"))


def standing(machine):
    with machine() as session:
        return dict(session.execute(select(ApprovalRequest.id, ApprovalRequest.status)).all())


@pytest.mark.clause("S4.10", "S6.五.2")
@pytest.mark.parametrize(
    ("role", "database"),
    in_turn(["Archivist", "Staff", "DepartmentHead"], DATABASES),
    scope="session",
)
def test_requests_of_others_are_read_and_decided_by_nobody_else(
    unguarded, planted, sign_in, machine, role
):
    """An archivist of the very department, a colleague without the role, a head of another."""
    here, rows = planted
    with machine():
        beside = make_department().id
    browser, _ = sign_in(role, department=beside if role == "DepartmentHead" else here)
    requests = [row for of_place in rows.values() for row in of_place]
    words = [row.word for row in requests]
    for row in requests:
        for door in doors_to(unguarded, InboxView, row):
            answer = door.open(browser)
            assert answer.status_code in {403, 404}, door
            assert betrayed(text_of(answer), words) == []
    asked = [door for door in (*doors(), *sweeps(InboxView)) if "/appro" in door.address]
    assert [door for door in asked if betrayed(text_of(door.open(browser)), words)] == []
    assert set(standing(machine).values()) <= {RequestStatus.pending, RequestStatus.stale}


@pytest.mark.clause("S1.7(2)", "S6.五.2")
@pytest.mark.parametrize("role", ["DepartmentHead", "Leader"])
def test_whoever_decides_reads_a_number_and_a_mask_of_what_they_do_not_see(
    unguarded, planted, sign_in, role
):
    here, rows = planted
    browser, _ = sign_in(role, department=here)
    # A record that was taken back took its request along: nobody is asked about it any more.
    asked = [p for p in PLACES if p != "voided" and (role == "Leader" or p != "other department")]
    unseen = [place for place in PLACES if not is_seen(role, place)]
    secrets = [name for name, place in zip(SECRETS, PLACES[1:4], strict=True) if place in unseen]
    secrets += [f"密约{tag}" for place, tag in zip(PLACES, TAGS, strict=True) if place in unseen]
    waiting = browser.get("/approvals/list/?size=200").get_data(as_text=True)
    for place in PLACES:
        for row in rows[place]:
            shown = text_of(browser.get(f"/approvals/show/{row.id}"))
            told = browser.get(f"/api/v1/approval_request/{row.id}")
            assert (row.word in text_of(told)) == (place in asked), row
            assert bool(told.json.get("result", {}).get("subject")) == (
                place in asked and place not in unseen
            )
            assert (row.word in waiting, row.word in shown) == (place in asked,) * 2, row
            leads = any(f"/{record}/show/" in shown for record in ("care-visits", "contracts"))
            assert leads == (place in asked and place not in unseen), row
    pages = [Door("GET", f"/approvals/show/{row.id}") for p in asked for row in rows[p]]
    pages += [Door("GET", f"/api/v1/approval_request/{row.id}") for p in asked for row in rows[p]]
    every = [*pages, *doors(), *sweeps(InboxView)]
    assert [door for door in every if betrayed(text_of(door.open(browser)), secrets)] == []
