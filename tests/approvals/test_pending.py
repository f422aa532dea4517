"""Lists narrowed to what waits for a decision: by the open requests, at its usual cost."""

import pytest
from sqlalchemy import select, text

from app.approvals.models import ApprovalRequest
from app.approvals.rules import ApprovalKind, RequestStatus
from app.care.visits import CareVisit
from app.contracts.models import Contract
from app.core.clock import now
from tests.care.factories import make_visit
from tests.contracts.factories import make_contract
from tests.factories import keep, make_customer, make_department, make_user
from tests.test_weight import counting

pytestmark = pytest.mark.clause("S1.5(3)", "S4.10")
MOST = 8
LISTS = {"contracts": (Contract, make_contract), "care-visits": (CareVisit, make_visit)}


def ask(record, kind, by, status=RequestStatus.pending):
    ended = None if status is RequestStatus.pending else now()
    return keep(
        ApprovalRequest(
            kind=kind, subject=record.__tablename__, subject_id=record.id, title="请审批",
            reason="请审批年度合同", department_id=by.department_id, requested_by_id=by.id,
            requested_at=now(), payload={}, status=status, ended_at=ended,
        )
    )  # fmt: skip


@pytest.fixture(params=LISTS)
def listed(request, machine):
    """Of four records one waits; one was decided, and one of another kind bears its number."""
    entity, make = LISTS[request.param]
    with machine():
        clerk = make_user("Archivist", make_department().id)
        customer = make_customer(department_id=clerk.department_id)
        rows = [make(customer) for _ in range(4)]
        ask(rows[1], entity.__decided__, clerk)
        ask(rows[2], entity.__decided__, clerk, RequestStatus.approved)
        other = next(kind for kind in ApprovalKind if kind is not entity.__decided__)
        ask(rows[3], other, clerk)
        numbers = [row.number for row in rows]
        return request.param, entity, numbers, clerk.department_id


def shown(page, numbers):
    return [number for number in numbers if number in page]


def test_the_filter_shows_what_waits_and_its_opposite_the_rest(listed, sign_in):
    door, _, numbers, department = listed
    browser, _ = sign_in("Archivist", department=department)
    page = browser.get(f"/{door}/list/?in_approval=yes").get_data(as_text=True)
    assert shown(page, numbers) == [numbers[1]]
    assert '<span class="chip">审批中 <b>是</b>' in page
    rest = browser.get(f"/{door}/list/?in_approval=no").get_data(as_text=True)
    assert shown(rest, numbers) == [numbers[0], *numbers[2:]]
    both = browser.get(f"/{door}/list/?in_approval=yes,no").get_data(as_text=True)
    assert shown(both, numbers) == numbers


def test_the_filter_costs_no_more_statements_than_its_list(listed, sign_in):
    door, _, _, department = listed
    browser, _ = sign_in("Archivist", department=department)
    address = f"/{door}/list/?in_approval=yes"
    browser.get(address)
    with counting() as seen:
        browser.get(address)
    assert len(seen) <= MOST, "\n".join(seen)


def test_a_record_knows_it_too(listed, machine):
    _, entity, numbers, _ = listed
    with machine() as session:
        rows = {row.number: row for row in session.scalars(select(entity))}
        assert [rows[number].in_approval for number in numbers] == [False, True, False, False]


def test_the_open_requests_are_found_by_their_index(listed, database, machine):
    """A server reads a table of four rows whole, so it is asked what it would do with many."""
    _, entity, _, _ = listed
    asked = select(entity.id).where(entity.in_approval).order_by(entity.id.desc()).limit(26)
    with machine() as session:
        literal = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        connection = session.connection()
        if database == "sqlite":
            told = connection.execute(text(f"EXPLAIN QUERY PLAN {literal}"))
            plan = [row[3] for row in told]
        else:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = [row[0].strip() for row in connection.execute(text(f"EXPLAIN {literal}"))]
    assert any("uq_approval_request_open" in line for line in plan), plan
    assert not any(line.startswith(("SCAN", "Seq Scan", "->  Seq Scan")) for line in plan), plan
