"""The audit trail: in the same transaction, chained, and the database refuses to change it."""

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.audit.chain import verify
from app.audit.models import AuditEntry
from app.core import triggers
from app.core.db import db
from app.customers.models import Customer
from tests.factories import make_customer

pytestmark = pytest.mark.clause("S6.七.1")


def key(app):
    return app.extensions["keyring"].derive("audit")


def entries(session, event, subject="customer"):
    asked = select(AuditEntry).where(AuditEntry.event == event, AuditEntry.subject == subject)
    return session.scalars(asked.order_by(AuditEntry.id)).all()


def check(app):
    db.session.rollback()
    with db.engine.connect() as connection:
        return verify(connection, key(app))


@pytest.mark.clause("S6.五.3")
@pytest.mark.clause("S10.3.3")
def test_a_change_tells_who_what_from_and_to(app, session):
    customer = make_customer(city="深圳")
    session.commit()
    customer.city = "广州"
    session.commit()
    (entry,) = entries(session, "change")
    assert (entry.actor, entry.subject_id) == ("test", customer.id)
    assert json.loads(entry.detail) == {"city": ["深圳", "广州"]}


def test_each_committed_record_has_one_entry_and_the_chain_holds(app, session):
    for _ in range(5):
        make_customer()
    session.commit()
    assert len(entries(session, "add")) == 5
    assert check(app).whole


def test_what_was_rolled_back_left_no_entry(app, session):
    make_customer()
    session.rollback()
    make_customer()
    session.commit()
    assert len(entries(session, "add")) == 1


def test_a_touch_that_changes_nothing_leaves_no_entry(app, session):
    customer = make_customer(city="深圳")
    session.commit()
    customer.city = "深圳"
    session.commit()
    assert entries(session, "change") == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry"]
)
def test_the_database_refuses_to_change_the_trail(app, session, statement):
    make_customer()
    session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))


LAST = "SELECT max(seq) FROM audit_entry"
TAMPERINGS = {
    "edit": "UPDATE audit_entry SET actor = 'nobody' WHERE seq = 3",
    "edit detail": f"UPDATE audit_entry SET detail = '{{}}' WHERE seq = ({LAST})",
    "delete": "DELETE FROM audit_entry WHERE seq = 3",
    "swap": "UPDATE audit_entry SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)",
    "cut tail": f"DELETE FROM audit_entry WHERE seq = ({LAST})",
}  # fmt: skip


@pytest.fixture
def unwatched(session):
    """The trail without its triggers, as whoever owns the database can leave it."""
    with db.engine.begin() as connection:
        triggers.drop(connection)
    yield
    session.rollback()
    with db.engine.begin() as connection:
        triggers.create(connection)


@pytest.mark.usefixtures("unwatched")
@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampering_behind_the_database_s_back_is_found(app, session, kind):
    for _ in range(3):
        make_customer()
    session.commit()
    with db.engine.begin() as connection:
        connection.execute(text(TAMPERINGS[kind]))
        if kind == "swap":
            connection.execute(text("UPDATE audit_entry SET seq = -seq WHERE seq < 0"))
    assert not check(app).whole


def test_another_key_does_not_make_a_valid_trail(app, session):
    with db.engine.connect() as connection:
        assert not verify(connection, b"0" * 32).whole


def test_numbers_are_part_of_the_transaction(app, session):
    first = make_customer().number
    session.rollback()
    again = make_customer().number
    assert again[6:12] == first[6:12]  # Each year begins at one.
    assert session.scalars(select(Customer.number)).all() == [again]
