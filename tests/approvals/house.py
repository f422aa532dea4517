"""A company for the tests of approvals: a department, one below, one beside; and a request."""

from contextlib import contextmanager

import pytest

from app.approvals import flow
from app.approvals.kinds import Wanted
from app.approvals.models import ApprovalRule
from app.approvals.rules import ApprovalKind
from app.core.clock import now
from app.core.db import db
from app.core.words import RuleError
from app.customers.models import Customer
from app.security.models import Person
from tests.factories import keep, make_customer, make_department, make_user


def make_house():
    """Ids of three departments, of people by what they are, and of a customer in the first."""
    top, beside = make_department(), make_department()
    below = make_department(top)
    places = {"top": top.id, "below": below.id, "beside": beside.id}
    people = {
        "head": make_user("DepartmentHead", top.id),
        "other": make_user("DepartmentHead", top.id),
        "stranger": make_user("DepartmentHead", beside.id),
        "chief": make_user("ChiefArchivist", beside.id),
        "asker": make_user("Staff", beside.id),
        "clerk": make_user("Staff", top.id),
    }
    customer = make_customer("近处轻工有限公司", department_id=below.id)
    found = {name: person.id for name, person in people.items()}
    return places | found | {"customer": customer.id, "number": customer.number}


def make_request(house, by="asker", last_on=None, until="2027-01-31"):
    """What somebody asks for about the house's customer."""
    wanted = Wanted(
        ApprovalKind.access, "customer", house["customer"], house["number"], "joint visit",
        house["below"], {"until": until}, last_on, house["customer"],
    )  # fmt: skip
    return flow.ask(db.session(), wanted, person(house, by), now())


def person(house, name):
    return db.session.get_one(Person, house[name])


def customer(house):
    return db.session.get_one(Customer, house["customer"])


def lay_down(*steps):
    """These steps decide on access from now on."""
    for rule in db.session.query(ApprovalRule):
        db.session.delete(rule)
    db.session.flush()
    for place, told in enumerate(steps, 1):
        keep(ApprovalRule(kind=ApprovalKind.access, place=place, **told))


@contextmanager
def refused(words=""):
    """A refusal whose sentence, before it is translated, holds these words."""
    with pytest.raises(RuleError) as caught:
        yield
    assert words in str.__str__(caught.value.message)
