"""A long list read along its order's index shows what the plain question shows, gate included."""

import pytest

from app.core.listing import _page, _walk, place_of, read_url
from app.customers.layout import PLAN
from app.customers.models import Customer
from app.security.actor import Actor, Who, acting_as
from app.security.rules import Reach, Security
from tests.factories import make_customer, make_department, root

LEVELS = (Security.public, Security.internal)
ORDERS = ("id", "-id", "name", "-name", "number", "-number", "updated_at", "-updated_at")


@pytest.fixture
def readers(session):
    """Forty customers in two departments, some above the readers' level, one voided."""
    one, other = make_department(root()), make_department(root())
    for number in range(40):
        place = one if number % 3 else other
        level = Security.restricted if number % 7 == 0 else Security.internal
        make_customer(f"青山{number % 5}公司", department_id=place.id, security=level)
    gone = session.query(Customer).filter_by(department_id=one.id).first()
    gone.void_reason, gone.voided_at = "entered twice", gone.created_at
    session.commit()
    who = Who("reader")
    return [
        Actor(who, Reach.company, 1, one.id, frozenset(), LEVELS),
        Actor(who, Reach.department, 1, one.id, frozenset([one.id]), LEVELS),
        Actor(who, Reach.department, 1, one.id, frozenset([one.id, other.id]), LEVELS),
        Actor(who, Reach.own, 1, one.id, frozenset(), LEVELS),
    ]


def shown(session, question):
    return [row.id for row in session.execute(question)]


def places(session, sort):
    """The addresses of a list: its first pages, its end, and both sides of a row within."""
    first = read_url(PLAN, {"sort": sort})
    row = session.execute(_page(PLAN, first, [], False)).all()[5]
    place = place_of(first, row)
    asked = ({}, {"page": "2"}, {"last": "1"}, {"after": place}, {"before": place})
    return [read_url(PLAN, {"sort": sort, **one}) for one in asked]


@pytest.mark.parametrize("sort", ORDERS)
def test_walking_shows_the_same_rows_in_the_same_order(session, readers, sort):
    asked = places(session, sort)
    for reader in readers:
        with acting_as(reader):
            for one in asked:
                backwards = one.last or one.before is not None
                plain = shown(session, _page(PLAN, one, [], backwards))
                assert shown(session, _walk(PLAN, one, backwards)) == plain


def test_walking_never_shows_what_the_gate_hides(session, readers):
    first = read_url(PLAN, {"size": "200"})
    with acting_as(readers[1]):
        found = shown(session, _walk(PLAN, first, False))
    hidden = session.query(Customer.id).filter(Customer.security == Security.restricted)
    assert found
    assert not set(found) & {one for (one,) in hidden}
