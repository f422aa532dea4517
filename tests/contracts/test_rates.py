"""A rate says what foreign money is worth, so yuan have none: in the database as in a form."""

from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.trade import Transaction
from app.core.db import db
from tests.contracts.factories import (
    make_contract,
    make_payment,
    make_receivable,
    make_transaction,
)
from tests.factories import make_customer
from tests.migrating import migration, on

MIGRATION = "20261127_0201_rate_of_foreign_money"
MAKERS = {
    Contract: make_contract,
    Payment: make_payment,
    Receivable: make_receivable,
    Transaction: make_transaction,
}
STATED = {"currency": "USD", "rate": Decimal("7.1234")}


@pytest.mark.parametrize("entity", MAKERS, ids=lambda entity: entity.__name__)
def test_the_database_keeps_no_rate_of_yuan(app, machine, entity):
    with machine():
        MAKERS[entity](make_customer(), **STATED)
    table = entity.__table__
    with app.app_context(), db.engine.connect() as connection:
        with pytest.raises(IntegrityError, match="rate_of_foreign_money"):
            connection.execute(table.update().values(currency="CNY"))
        connection.rollback()
        assert connection.scalar(select(table.c.rate)) == STATED["rate"]


def test_rates_kept_before_stay_and_those_of_yuan_go(app, machine):
    with machine():
        customer = make_customer()
        for make in MAKERS.values():
            make(customer, **STATED)
            make(customer)
    module = migration(MIGRATION)
    with app.app_context(), db.engine.begin() as connection:
        with on(connection):
            module.downgrade()
            for table in module.TABLES:
                connection.execute(text(f"UPDATE {table} SET rate = 1 WHERE currency = 'CNY'"))
            module.upgrade()
        for table in module.TABLES:
            kept = connection.execute(text(f"SELECT currency, rate FROM {table} ORDER BY id"))
            assert list(map(tuple, kept)) == [("USD", 712340000), ("CNY", None)]
