"""What a database does not keep is one sentence to whoever sent it."""

from sqlalchemy import text

from app.core.saving import OUT_OF_BOUNDS, save
from tests.factories import make_customer


def test_a_value_no_column_keeps_is_refused_and_nothing_is_saved(session):
    """A NUL, which PostgreSQL refuses as data; SQLite keeps it."""
    customer = make_customer(remark="旧")
    session.commit()
    pk = customer.id

    def work():
        customer.remark = "a\0b"

    refusal = save(session, work, {})
    if session.connection().dialect.name == "postgresql":
        assert refusal.message == OUT_OF_BOUNDS
        kept = session.scalar(text(f"SELECT remark FROM customer WHERE id = {pk}"))
        assert kept == "旧"
    else:
        assert refusal is None
