"""A customer's timeline tells what was asked about it and decided, to whom the request concerns."""

import re

import pytest
from sqlalchemy import select, text

from app.approvals import flow
from app.approvals.models import ApprovalRequest, ApprovalStep
from app.core.clock import now
from app.core.db import db
from tests.approvals.house import make_house, make_request, person
from tests.factories import make_user
from tests.migrating import migration, on
from tests.workday.test_follow_ups import as_user


@pytest.fixture
def decided(machine):
    """A request the head refused; and an archivist who sees the customer, not the request."""
    with machine() as session:
        house = make_house()
        house["archivist"] = make_user("Archivist", house["below"]).id
        request = make_request(house)
        flow.refuse(session, request, person(house, "head"), now(), "先补授权书")
        return house | {"request": request.id}


def told(app, house, who, of=""):
    address = f"/customers/history/{house['customer']}{of}"
    page = as_user(app, house[who]).get(address).get_data(as_text=True)
    return len(re.findall(rf'href="/approvals/show/{house["request"]}"', page)), page


@pytest.mark.clause("S1.4(3)")
def test_asked_and_decided_stand_in_the_timeline_of_who_may_see_the_request(app, decided):
    links, page = told(app, decided, "head", "?of=business")
    assert (links, "joint visit" in page, "先补授权书" in page) == (2, True, True)
    assert "驳回" in page
    for who in ("other", "archivist"):  # They see the customer; the request is not theirs.
        links, page = told(app, decided, who)
        assert (links, "joint visit" in page, "先补授权书" in page) == (0, False, False)
    counted = [
        "审批申请" in as_user(app, decided[who]).get(f"/stages/of/{decided['customer']}").text
        for who in ("head", "archivist")
    ]
    assert counted == [True, False]


@pytest.mark.usefixtures("unguarded")
def test_requests_of_before_find_their_customer(app, machine):
    with machine() as session:
        house = make_house()
        make_request(house)
        for step in session.scalars(select(ApprovalStep)):  # Else SQLite rebuilds no such table.
            session.delete(step)
    names = migration("20261127_0323_name_whom_requests_are_about")
    with app.app_context(), db.engine.begin() as connection, on(connection):
        names.downgrade()
        names.upgrade()
        found = connection.scalar(text(f"SELECT customer_id FROM {ApprovalRequest.__tablename__}"))
        assert found == house["customer"]
