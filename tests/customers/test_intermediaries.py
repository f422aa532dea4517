"""Nobody is reached through themselves, whichever door says so."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core.db import db
from app.customers.models import Customer
from app.customers.rules import Market
from tests.customers.sheets import Reader
from tests.factories import make_customer
from tests.migrating import migration, on

SENTENCE = "客户不能以自己为中间商"


@pytest.fixture
def indirect(machine):
    with machine():
        way = make_customer("中间商").id
        told = {"market": Market.intl_indirect, "intermediary_id": way}
        return make_customer("海外客户", **told).id


def test_a_form_and_a_program_are_told_so_at_the_field(unguarded, sign_in, machine, indirect):
    browser, _ = sign_in("ChiefArchivist")
    fields = Reader(browser.get(f"/customers/edit/{indirect}").text).fields
    page = browser.post(
        f"/customers/edit/{indirect}", data={**fields, "intermediary": str(indirect)}
    )
    assert page.status_code == 200
    assert SENTENCE in page.text
    tag = browser.get(f"/api/v1/customer/{indirect}").headers["ETag"]
    answer = browser.patch(
        f"/api/v1/customer/{indirect}", json={"intermediary": indirect}, headers={"If-Match": tag}
    )
    assert answer.status_code == 422
    assert SENTENCE in answer.text
    with machine() as session:
        assert session.get(Customer, indirect).intermediary_id != indirect


def test_the_database_keeps_it_too(session):
    customer = make_customer()
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE customer SET intermediary_id = {customer.id}"))
    session.rollback()


def test_who_was_their_own_intermediary_before_is_nobody_s(app, machine, indirect):
    module = migration("20261127_0223_bound_intermediary")
    with app.app_context(), db.engine.connect() as connection:
        keys = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":  # As migrations/env.py does.
            keys.execute("PRAGMA foreign_keys=OFF")
        with connection.begin(), on(connection):
            module.downgrade()
            connection.execute(
                text(f"UPDATE customer SET intermediary_id = id WHERE id = {indirect}")
            )
            module.upgrade()
        asked = text(f"SELECT intermediary_id FROM customer WHERE id = {indirect}")
        assert connection.scalar(asked) is None
        connection.rollback()
        if connection.dialect.name == "sqlite":
            keys.execute("PRAGMA foreign_keys=ON")
