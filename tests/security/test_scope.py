"""The one gate: what a reader does not reach, no question finds and no write touches."""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import aliased

from app.contracts.trade import Product
from app.core.clock import now
from app.core.gate import gate_of
from app.core.once import SentKey
from app.core.screens import Screen
from app.core.words import RuleError
from app.customers.models import Customer
from app.security.actor import Actor, NoActorError, Who, acting_as, set_actor, unscoped
from app.security.models import Department, Person, RoleTerms, Share
from app.security.rules import Reach, Security, cleared_for
from app.security.scope import UnguardedError
from app.security.tree import Tree
from app.work.models import JobRun
from tests.factories import keep, make_customer, make_department, make_user

pytestmark = pytest.mark.clause("S4.10", "S6.五.2")


def actor(reach, department=None, user_id=1, clearance=Security.internal):
    below = frozenset({department.id}) if department else frozenset()
    return Actor(
        Who("user:test", user_id),
        reach,
        user_id,
        department and department.id,
        below,
        cleared_for(clearance),
    )


@pytest.fixture
def places(session):
    return make_department(), make_department()


@pytest.fixture
def files(session, places):
    ours, theirs = places
    found = {
        "ours": make_customer(department_id=ours.id),
        "theirs": make_customer(department_id=theirs.id),
        "secret": make_customer(department_id=ours.id, security=Security.confidential),
    }
    ids = {name: customer.id for name, customer in found.items()}
    session.commit()
    for customer in found.values():
        session.expunge(customer)
    return ids


QUESTIONS = {
    "entities": lambda s: set(s.scalars(select(Customer)).unique()),
    "columns": lambda s: set(s.scalars(select(Customer.id))),
    "alias": lambda s: set(s.scalars(select(aliased(Customer).id))),
    "subquery": lambda s: set(
        s.scalars(select(Department.id).where(Department.id.in_(select(Customer.department_id))))
    ),
    "count": lambda s: range(s.scalar(select(func.count()).select_from(Customer))),
    "legacy query": lambda s: set(s.query(Customer.id)),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_kind_of_question_sees_the_own_department_only(session, places, files, question):
    with acting_as(actor(Reach.department, places[0])):
        assert len(QUESTIONS[question](session)) == 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_reach_no_question_finds_anything(session, files, question):
    with acting_as(actor(Reach.none)):
        assert len(QUESTIONS[question](session)) == 0


def test_a_record_out_of_reach_is_not_there(session, places, files):
    with acting_as(actor(Reach.department, places[0])):
        assert session.get(Customer, files["ours"]) is not None
        assert session.get(Customer, files["theirs"]) is None
        assert session.get(Customer, files["secret"]) is None


@pytest.mark.parametrize(
    ("clearance", "count"),
    [(Security.internal, 2), (Security.restricted, 2), (Security.confidential, 3)],
)
@pytest.mark.clause("S1.7(2)")
def test_clearance_opens_classes_from_the_lowest_up(session, files, clearance, count):
    with acting_as(actor(Reach.company, clearance=clearance)):
        assert len(session.scalars(select(Customer.id)).all()) == count


def test_staff_see_the_customers_they_keep(session, places):
    mine = make_user(role="Staff", department=places[0].id)
    kept = make_customer(department_id=places[0].id, account_manager_id=mine.id)
    make_customer(department_id=places[0].id)
    session.commit()
    with acting_as(actor(Reach.own, places[0], mine.id)):
        assert session.scalars(select(Customer.id)).all() == [kept.id]


@pytest.mark.clause("S7.5.1")
@pytest.mark.parametrize(
    ("confirmed", "days", "seen"), [(True, 1, True), (False, 1, False), (True, -1, False)]
)
def test_a_share_opens_one_record_once_confirmed_and_until_its_day(
    session, places, files, confirmed, days, seen
):
    reader, giver, confirmer = make_user(role="Staff"), make_user(), make_user()
    keep(
        Share(
            user_id=reader.id, subject="customer", subject_id=files["theirs"],
            until=now() + timedelta(days=days), reason="joint visit", granted_by_id=giver.id,
            confirmed_by_id=confirmer.id if confirmed else None,
        )
    )  # fmt: skip
    session.commit()
    with acting_as(actor(Reach.own, places[0], reader.id)):
        assert (files["theirs"] in session.scalars(select(Customer.id)).all()) == seen


def test_a_voided_file_is_gone_for_everybody(session, files):
    customer = session.get(Customer, files["ours"])
    customer.void(make_user(), "entered twice")
    session.commit()
    assert files["ours"] not in session.scalars(select(Customer.id)).all()


def test_a_row_cannot_be_moved_into_or_made_in_another_department(session, places, files):
    with acting_as(actor(Reach.department, places[0])):
        session.get(Customer, files["ours"]).department_id = places[1].id
        with pytest.raises(RuleError):
            session.flush()
        session.rollback()
        with pytest.raises(RuleError):
            make_customer(department_id=places[1].id)
        session.rollback()


def test_a_row_held_from_before_cannot_be_changed_by_a_stranger(session, places, files):
    held = session.get(Customer, files["theirs"])
    with acting_as(actor(Reach.department, places[0])):
        held.remark = "taken over"
        with pytest.raises(RuleError):
            session.flush()
        session.rollback()


def test_a_class_above_the_clearance_cannot_be_given(session, places, files):
    with acting_as(actor(Reach.department, places[0])):
        session.get(Customer, files["ours"]).security = Security.confidential
        with pytest.raises(RuleError):
            session.flush()
        session.rollback()


MASS = (
    update(Customer).values(remark="x"),
    delete(Customer),
    update(Product).values(name="x"),  # Open to all readers, and remembered by the trail.
    delete(RoleTerms),
    insert(Product).values(code="x", name="x"),
    update(Person).values(active=False),
)


@pytest.mark.parametrize("statement", MASS)
def test_mass_writes_past_the_gate_or_the_trail_are_refused(session, statement):
    with pytest.raises(UnguardedError):
        session.execute(statement)


def test_rows_that_say_they_are_short_lived_may_go_at_once(session):
    session.execute(delete(SentKey))
    session.execute(update(JobRun).values(outcome=""))


def test_with_nobody_acting_the_gate_opens_nothing(session, files):
    set_actor(None)
    with pytest.raises(NoActorError):
        session.scalars(select(Customer.id)).all()


def test_looking_past_the_gate_is_said_aloud(session, places, files):
    with acting_as(actor(Reach.none)), unscoped("a test"):
        assert len(session.scalars(select(Customer.id)).all()) == 3


def test_the_tree_reaches_downwards(session):
    top = make_department()
    below = make_department(top)
    leaf = make_department(below)
    assert Tree().below(session, top.id, None) == {top.id, below.id, leaf.id}
    assert Tree().below(session, leaf.id, None) == {leaf.id}


def test_a_reference_set_as_a_record_is_checked_like_its_key(session, places):
    """A form sets ``department``; its key is filled only when the row is written."""
    ours, theirs = places
    session.commit()
    with acting_as(actor(Reach.department, ours)):
        mine = make_customer(department_id=None, department=ours)
        session.commit()
        mine.department = session.get_one(Department, theirs.id)
        with pytest.raises(RuleError):
            session.flush()
        session.rollback()
        with pytest.raises(RuleError):
            make_customer(department_id=None, department=session.get_one(Department, theirs.id))


def test_what_is_joined_beside_a_record_is_open_to_all(app):
    """A joined reference passes no gate of its own."""
    with app.app_context():
        screens = [v for v in current_app.appbuilder.baseviews if isinstance(v, Screen)]
        beside = [relation.property.mapper.class_ for s in screens for relation in s.beside]
    assert beside
    assert [entity for entity in beside if gate_of(entity)] == []
