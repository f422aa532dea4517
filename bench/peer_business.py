"""The same business in the peers' tables, indexed as a competent developer would."""

from collections.abc import Iterator

from bench.business_rows import ServiceRow, TradeRow, services, trades

SCHEMA = """
CREATE TABLE crm_transaction (
  id {pk}, number varchar(20) NOT NULL,
  customer_id integer NOT NULL REFERENCES crm_customer(id), happened_on date NOT NULL,
  kind varchar(12) NOT NULL, amount numeric(16,2) NOT NULL, currency varchar(3) NOT NULL,
  source_no varchar(64), invoice_no varchar(64), created_on date NOT NULL);
CREATE TABLE crm_service (
  id {pk}, number varchar(20) NOT NULL,
  customer_id integer NOT NULL REFERENCES crm_customer(id), kind varchar(12) NOT NULL,
  channel varchar(12) NOT NULL, priority varchar(8) NOT NULL, status varchar(10) NOT NULL,
  happened_on date NOT NULL, content text NOT NULL, result text, created_on date NOT NULL);
"""
INDEXES = """
CREATE UNIQUE INDEX ux_transaction_number ON crm_transaction(number);
CREATE INDEX ix_transaction_customer ON crm_transaction(customer_id);
CREATE INDEX ix_transaction_happened ON crm_transaction(happened_on);
CREATE INDEX ix_transaction_kind ON crm_transaction(kind);
CREATE INDEX ix_transaction_currency ON crm_transaction(currency);
CREATE UNIQUE INDEX ux_service_number ON crm_service(number);
CREATE INDEX ix_service_customer ON crm_service(customer_id);
CREATE INDEX ix_service_happened ON crm_service(happened_on);
CREATE INDEX ix_service_kind ON crm_service(kind);
CREATE INDEX ix_service_status ON crm_service(status);
"""


def tables(count: int) -> Iterator[tuple[str, tuple[str, ...], Iterator[TradeRow | ServiceRow]]]:
    """Table, its columns, its rows."""
    yield "crm_transaction", TradeRow._fields, trades(count)
    yield "crm_service", ServiceRow._fields, services(count)
