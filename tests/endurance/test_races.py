"""Many at once: exactly one winner, no number twice, no line below a wrong parent."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import select

from app.core.db import db, writing
from app.customers.marks import field_signs
from app.customers.models import Customer, new_numbers
from app.customers.parts import InvoiceTitle
from app.customers.passage import demands_of
from app.customers.reviews import ReviewMark
from app.customers.rules import CustomerKind, EntryStatus
from app.security.actor import acting_as, system
from app.security.models import Person
from tests.endurance.scale import SCALE, write_down
from tests.factories import make_contact, make_customer, make_user

CALLERS = 8
ROUNDS = 4 * SCALE
POSTS = 200 * SCALE


@pytest.fixture
def browsers(app, machine):
    """One signed-in archivist for each caller."""
    found = []
    with machine():
        ids = [make_user(role="ChiefArchivist").id for _ in range(CALLERS)]
    for user_id in ids:
        browser = app.test_client()
        with browser.session_transaction() as visit:
            visit["_user_id"], visit["_fresh"] = str(user_id), True
        found.append(browser)
    return found


def at_once(work, things):
    """``work`` on each thing in its own thread, all let go together."""
    gate = threading.Barrier(len(things))

    def run(thing):
        gate.wait()
        return work(thing)

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(run, things))


def post_step(address, pk, browser):
    return browser.post(address, data={"rowid": pk}).status_code


def looked_at(session):
    """A submitted file whose required elements everybody has found right."""
    told = {"address": "深圳", "phone": "0755-86543210"}
    customer = make_customer(kind=CustomerKind.other, entry_status=EntryStatus.submitted, **told)
    make_contact(customer)
    names = ("name", "contact", "address", "phone")
    signs = field_signs(session, customer, demands_of(session, customer)[1], names)
    for reviewer in session.scalars(select(Person.id)):
        for name, sign in signs.items():
            mark = ReviewMark(customer_id=customer.id, reviewer_id=reviewer, name=name)
            mark.round, mark.is_right, mark.sign = customer.review_round, True, sign
            session.add(mark)
    return customer.id


def test_of_many_who_review_one_customer_exactly_one_does(unguarded, machine, browsers, database):
    for _ in range(ROUNDS):
        with machine() as session:
            pk = looked_at(session)
        at_once(partial(post_step, "/customers/step/review", pk), browsers)
        with machine() as session:
            customer = session.get(Customer, pk)
            assert customer.entry_status is EntryStatus.reviewed
            assert customer.version == 2
    write_down("races to review one file", database, rounds=ROUNDS, callers=CALLERS, winners=1)


def test_of_many_edits_of_one_form_exactly_one_is_kept(unguarded, machine, browsers, database):
    for _ in range(ROUNDS):
        with machine():
            customer = make_customer()
            pk, name, place = customer.id, customer.name, customer.department_id
        form = {
            "name": name, "department": str(place), "market": "domestic", "security": "internal",
            "time_status": "active", "row_version": "1",
        }  # fmt: skip

        def edit(numbered, pk=pk, form=form):
            number, browser = numbered
            told = {**form, "remark": f"caller {number}"}
            return browser.post(f"/customers/edit/{pk}", data=told).status_code

        answers = at_once(edit, list(enumerate(browsers)))
        assert sorted(answers) == [200] * (CALLERS - 1) + [302]
        with machine() as session:
            kept = session.get(Customer, pk)
            assert (kept.version, kept.remark) == (2, f"caller {answers.index(302)}")
    write_down("races to edit one form", database, rounds=ROUNDS, callers=CALLERS, winners=1)


def test_numbers_are_given_out_once_and_without_gaps(app, database):
    def take(number):
        with app.app_context(), acting_as(system("test")):
            token = writing.set(True)
            taken = list(new_numbers(db.session(), 1))
            if number % 5 == 0:
                db.session.rollback()  # A form that is refused gives its number back.
                taken = []
            db.session.commit()
            db.session.remove()
            writing.reset(token)
            return taken

    with ThreadPoolExecutor(CALLERS) as pool:
        given = [number for taken in pool.map(take, range(POSTS)) for number in taken]
    for year in {number[2:6] for number in given}:  # The old and the new one, at New Year.
        serials = sorted(int(number[6:12]) for number in given if number[2:6] == year)
        assert serials == list(range(1, len(serials) + 1))
    write_down("numbers taken by many", database, taken=len(given), doubled=0, gaps=0)


def test_no_line_ends_below_a_wrong_customer(unguarded, machine, browsers, database):
    with machine():
        parents = [make_customer().id for _ in range(CALLERS)]

    def post(number):
        parent = parents[number % CALLERS]
        line = {"title": f"below {parent}", "kind": "company"}
        answer = browsers[number % CALLERS].post(f"/invoice-titles/add?for={parent}", data=line)
        return answer.status_code

    with ThreadPoolExecutor(CALLERS) as pool:
        answers = list(pool.map(post, range(POSTS)))
    assert set(answers) == {302}
    with machine() as session:
        rows = session.execute(select(InvoiceTitle.customer_id, InvoiceTitle.title)).all()
    assert len(rows) == POSTS
    assert [row for row in rows if row.title != f"below {row.customer_id}"] == []
    write_down("lines posted by many threads", database, posts=POSTS, wrong_parents=0)


def test_a_refused_step_leaves_no_half_state(unguarded, machine, browsers):
    """A step on many is all or nothing, even when the last of them refuses."""
    with machine():
        ids = [make_customer().id for _ in range(3)]
        ids.append(make_customer(entry_status=EntryStatus.filed).id)
    browsers[0].post("/customers/step/submit", data={"rowid": ids})
    with machine() as session:
        states = {session.get(Customer, pk).entry_status for pk in ids[:3]}
    assert states == {EntryStatus.draft}
