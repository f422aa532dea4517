"""When an edit scores a file again: when it moves the score, and only then."""

import pytest
from sqlalchemy import select

from app.customers import passage
from app.customers.models import Customer
from tests.factories import make_customer


@pytest.fixture
def site(unguarded):
    return unguarded


@pytest.fixture
def scored(machine):
    with machine() as session:
        customer = make_customer("南海精密仪器有限公司", phone="0755-25317099", address="深圳")
        passage.assess(session, customer)
        session.commit()
        return customer.id


def edit(browser, pk, **fields):
    form = {
        "name": "南海精密仪器有限公司", "department": "1", "market": "domestic", "row_version": "1",
        "security": "internal", "time_status": "active", "phone": "0755-25317099",
        "address": "深圳", **fields,
    }  # fmt: skip
    assert browser.post(f"/customers/edit/{pk}", data=form).status_code == 302


def score(machine, pk):
    with machine() as session:
        return session.scalar(select(Customer.completeness).where(Customer.id == pk))


def test_an_emptied_field_lowers_the_score(site, machine, sign_in, scored):
    before = score(machine, scored)
    edit(sign_in("ChiefArchivist")[0], scored, address="")
    assert score(machine, scored) < before


def test_a_customer_gone_abroad_is_asked_for_less(site, machine, sign_in, scored):
    before = score(machine, scored)
    edit(sign_in("ChiefArchivist")[0], scored, market="intl_direct")
    assert score(machine, scored) != before


def test_another_telephone_leaves_the_score_and_asks_for_nothing(
    site, machine, sign_in, scored, monkeypatch
):
    asked = []
    monkeypatch.setattr("app.customers.passage.assess", lambda *told: asked.append(told))
    edit(sign_in("ChiefArchivist")[0], scored, phone="0755-25317000")
    assert not asked
