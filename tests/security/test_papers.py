"""A customer's papers over every door: evidence, checks, gaps, sheet, review, hand-over × place."""

import io

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.db import db
from app.customers.evidence import Evidence, Verification
from app.customers.models import Customer
from app.customers.reviews import HandOver
from app.customers.rules import EntryStatus
from app.customers.verification import CheckKind, CheckMethod, CheckResult
from app.security.actor import unscoped
from app.security.roles import ROLES
from app.security.rules import Security
from tests import kept
from tests.conftest import DATABASES
from tests.customers.test_timeline import PNG
from tests.endurance.scale import in_turn
from tests.factories import keep, make_user
from tests.security.leaks import is_seen, plant_all, readers_today, text_of, void

VOID = {"reason": "a good reason"}
#: Method, address, form; those that take something back come last.
DOORS = (
    ("GET", "/evidence/of/{customer}", None),
    ("GET", "/evidence/add?for={customer}", None),
    ("GET", "/evidence/show/{paper}", None),
    ("GET", "/evidence/file/{paper}", None),
    ("GET", "/evidence/preview/{paper}", None),
    ("GET", "/verifications/of/{customer}", None),
    ("GET", "/verifications/add?for={customer}", None),
    ("GET", "/verifications/offered/{customer}", None),
    ("GET", "/verifications/show/{check}", None),
    ("GET", "/hand-overs/of/{customer}", None),
    ("GET", "/hand-overs/show/{passed}", None),
    ("GET", "/customers/gaps/{customer}", None),
    ("GET", "/sheets/filled/{customer}", None),
    ("POST", "/sheets/printed/{customer}", None),
    ("POST", "/sheets/workbook/{customer}", None),
    ("GET", "/sheets/read?customer={customer}", None),
    ("GET", "/reviews/show/{customer}", None),
    ("POST", "/reviews/decide/{customer}", None),
    ("POST", "/verifications/step/void", {"rowid": "{check}", **VOID}),
    ("POST", "/evidence/step/void", {"rowid": "{paper}", **VOID}),
)
#: A masked sheet leaves as a file only with the right to export besides.
ASKS_MORE = "/sheets/workbook/{customer}"


@pytest.fixture
def papers(unguarded, sign_in, machine):
    """(department, place → what there is of its customer), the last place's customer voided."""
    keeper, _ = sign_in("ChiefArchivist", clearance=Security.confidential)
    with machine() as session:
        here, rows = plant_all()
        by = make_user()
        found = {place: _hang(row.id, by) | {"name": row.name} for place, row in rows.items()}
    for holes in found.values():
        sent = {"kind": "licence", "upload": (io.BytesIO(PNG), "a.png")}
        pk = holes["customer"]
        assert keeper.post(f"/evidence/add?for={pk}", data=sent).status_code == 302
    with machine() as session, unscoped("a test asks for what it has made"):
        papers = {paper.customer_id: paper.id for paper in session.scalars(select(Evidence))}
        for holes in found.values():
            holes["paper"] = papers[holes["customer"]]
        void(session, rows["voided"])
    return here, found


def _hang(pk, by):
    """A check and a hand-over of a customer that waits for its review."""
    customer = db.session.get(Customer, pk)
    customer.entry_status, customer.submitted_by_id = EntryStatus.submitted, by.id
    told = {"kind": CheckKind.identity, "method": next(iter(CheckMethod)), "source": "公示系统"}
    check = keep(Verification(customer_id=pk, result=CheckResult.passed, **told))
    passed = keep(HandOver(customer_id=pk, to_id=by.id, reason="maternity leave"))
    return {"customer": pk, "check": check.id, "passed": passed.id}


def right_of(app, method, address):
    """The right a door is kept to ask for; a step asks for its own besides."""
    endpoint, _ = app.url_map.bind("localhost").match(address.partition("?")[0], method)
    right, screen = next(row[2:] for row in kept.rows("doors") if row[0] == endpoint)
    return ("can_void" if address.endswith("/step/void") else right), screen


def said(answer):
    return text_of(answer) if answer.data[:4] != PNG[:4] else ""


@pytest.mark.parametrize(("role", "database"), in_turn(readers_today(), DATABASES), scope="session")
@pytest.mark.clause("S4.10", "S6.五.2")
def test_no_door_shows_or_changes_papers_out_of_reach(unguarded, papers, sign_in, machine, role):
    here, found = papers
    browser, _ = sign_in(role, department=here)
    seen = {place: is_seen(ROLES[role].reach, place) for place in found}
    names = [holes["name"] for place, holes in found.items() if not seen[place]]
    wrong = []
    for place, holes in found.items():
        for method, door, told in DOORS:
            address = door.format(**holes)
            form = {name: value.format(**holes) for name, value in (told or {}).items()}
            answer = browser.open(address, method=method, data=form or None)
            is_open = right_of(unguarded, method, address) in kept.rights(role) and seen[place]
            good = answer.status_code < 400 if is_open else answer.status_code in {403, 404}
            good = good or (door == ASKS_MORE and answer.status_code == 403)
            leaked = [name for name in names if name in said(answer)]
            if not good or leaked:
                wrong.append((door, place, answer.status_code, leaked))
    assert wrong == []
    _check_untouched(machine, [found[place] for place in found if not seen[place]])


def _check_untouched(machine, unseen):
    """What was out of reach stands as it was, and nobody is told to have read or printed it."""
    with machine() as session, unscoped("a test compares rows nobody sees"):
        for holes in unseen:
            assert session.get(Verification, holes["check"]).voided_at is None
            assert session.get(Evidence, holes["paper"]).voided_at is None
            told = select(AuditEntry.id).where(
                AuditEntry.event == "print", AuditEntry.subject_id == holes["customer"]
            )
            assert session.scalars(told).all() == []
