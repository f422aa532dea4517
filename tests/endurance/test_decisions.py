"""Many decide at once: exactly one decision of a request counts, and what it does is done once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from app.approvals import flow
from app.approvals.deciders import TWICE
from app.approvals.delegations import Delegation
from app.approvals.models import ApprovalDecision, ApprovalRequest
from app.approvals.rules import DECIDED_ALREADY, RequestStatus
from app.audit.chain import verify
from app.core.clock import now, today
from app.core.db import db, writing
from app.core.saving import save
from app.security.acting import acting_user
from app.security.actor import acting_as
from app.security.models import Person, Share
from tests.access.browsing import post
from tests.approvals.house import lay_down, make_house, make_request
from tests.endurance.scale import SCALE, write_down
from tests.factories import keep, make_user

CALLERS = 4
#: Two hundred in every run, ten thousand on each database at full size.
RACES, SAME_CHAIR = 200 * SCALE, 20 * SCALE
BATCH = 100
#: Twice the same batch, once from each end.
BATCHES, SAME_CHOICE = 5 * SCALE, 20


def ask_often(machine, house, count):
    """So many requests, each of somebody else: one of a kind is open at a time."""
    with machine():
        askers = [make_user("Staff", house["beside"]) for _ in range(count)]
        return [make_request({**house, "asker": asker.id}).id for asker in askers]


def decide(request, by, refuses):
    if refuses:
        flow.refuse(db.session(), request, by, now(), "not needed")
    else:
        flow.approve(db.session(), request, by, now())


def race(app, ids, callers):
    """Every caller decides on every request, all let go together; what each was told."""
    gate = threading.Barrier(len(callers))

    def run(place):
        number, name = callers[place]
        told, token = [], writing.set(True)
        with app.app_context(), acting_as(acting_user(name)):
            for turn, pk in enumerate(ids):
                db.session.remove()
                gate.wait()
                by, request = db.session.get(Person, number), db.session.get(ApprovalRequest, pk)
                refuses = (turn + place) % 2 == 1
                refusal = save(db.session, lambda r=request, b=by, n=refuses: decide(r, b, n), {})
                told.append(refusal and str.__str__(refusal.message))
            db.session.remove()
        writing.reset(token)
        return told

    with ThreadPoolExecutor(len(callers)) as pool:
        return list(zip(*pool.map(run, range(len(callers))), strict=True))


def outcomes(machine, ids):
    with machine() as session:
        mine = ApprovalDecision.request_id.in_(ids)
        asked = select(func.count(ApprovalDecision.id)).where(mine)
        given = session.execute(asked.group_by(ApprovalDecision.request_id)).scalars().all()
        stands = select(ApprovalRequest.status).where(ApprovalRequest.id.in_(ids))
        return given, Counter(session.scalars(stands))


def test_of_many_who_decide_on_one_request_exactly_one_does(app, machine, database):
    with machine():
        house = make_house()
        heads = [make_user("DepartmentHead", house["top"]) for _ in range(CALLERS)]
        callers = [(head.id, head.username) for head in heads]
    approved = refused = 0
    for _ in range(RACES // BATCH):
        ids = ask_often(machine, house, BATCH)
        for told in race(app, ids, callers):
            assert sorted(told, key=str) == sorted([None, *[DECIDED_ALREADY] * 3], key=str)
        given, stands = outcomes(machine, ids)
        assert given == [1] * BATCH
        assert set(stands) <= {RequestStatus.approved, RequestStatus.refused}
        approved += stands[RequestStatus.approved]
        refused += stands[RequestStatus.refused]
    assert min(approved, refused) > 0
    check_done_once(app, machine, approved)
    write_down(
        "races to decide one request", database,
        rounds=RACES, callers=CALLERS, winners=1, approved=approved, refused=refused,
    )  # fmt: skip


def check_done_once(app, machine, approved):
    """One share for each approval, and a trail that holds."""
    with machine() as session:
        assert session.scalar(select(func.count(Share.id))) == approved
        key = app.extensions["keyring"].derive("audit")
        assert verify(session.connection(), key).whole


def test_one_chair_counts_once_though_its_holder_and_delegates_decide_together(
    app, machine, database
):
    with machine():
        house = make_house()
        lay_down({"role": "DepartmentHead", "needed": 9})
        head = make_user("DepartmentHead", house["top"])
        clerks = [make_user("Staff", house["top"]) for _ in range(CALLERS - 1)]
        days = {"from_on": today(), "to_on": today() + timedelta(1)}
        for clerk in clerks:
            keep(Delegation(from_id=head.id, to_id=clerk.id, reason="on leave", **days))
        callers = [(person.id, person.username) for person in (head, *clerks)]
    ids = ask_often(machine, house, SAME_CHAIR)
    for told in race(app, ids, callers):
        assert told.count(None) == 1
        assert set(told) <= {None, TWICE, DECIDED_ALREADY}
    given, _ = outcomes(machine, ids)
    assert given == [1] * SAME_CHAIR
    write_down("races for one chair", database, rounds=SAME_CHAIR, callers=CALLERS, counted=1)


def test_two_who_decide_on_the_same_many_from_both_ends_wait_for_each_other(
    app, machine, sign_in, database
):
    """Chosen in opposite order, the same requests would lock each other's holders out."""
    with machine():
        house = make_house()
    heads = [sign_in("DepartmentHead", department=house["top"])[0] for _ in range(2)]
    for _ in range(BATCHES):
        ids = ask_often(machine, house, SAME_CHOICE)
        gate = threading.Barrier(len(heads))

        def choose(head, chosen, gate=gate):
            gate.wait()
            return post(head, "/approvals/step/approve", rowid=chosen).status_code

        with ThreadPoolExecutor(len(heads)) as pool:
            told = list(pool.map(choose, heads, (ids, ids[::-1])))
        # Whoever comes after all is decided finds them gone; nobody meets a failure.
        assert 302 in told
        assert set(told) <= {302, 404}
        given, stands = outcomes(machine, ids)
        assert given == [1] * SAME_CHOICE
        assert set(stands) == {RequestStatus.approved}
    write_down("batches decided from both ends", database, rounds=BATCHES, rows=SAME_CHOICE)
