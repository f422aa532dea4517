"""The list's commonest filters are answered from an index, on both databases."""

import pytest
from sqlalchemy import inspect, text

WANTED = {
    "ix_customer_time_kind": ["time_status", "kind", "id", "security"],
    "ix_customer_kind": ["kind", "id", "security"],
    "ix_customer_province": ["province", "id", "security"],
}
FILTERS = {
    "time_status = 'active' AND kind = 'government'": "ix_customer_time_kind",
    "kind = 'government'": "ix_customer_kind",
    "province = '广东'": "ix_customer_province",
}


@pytest.mark.parametrize("name", WANTED)
def test_a_filter_of_the_list_has_its_index_in_the_database(session, name):
    found = {one["name"]: one for one in inspect(session.connection()).get_indexes("customer")}
    assert found[name]["column_names"] == WANTED[name]


@pytest.mark.parametrize("where", FILTERS)
def test_sqlite_walks_that_index_in_the_lists_order(session, where):
    if session.connection().dialect.name != "sqlite":
        pytest.skip("PostgreSQL scans a table of no rows")
    asked = f"SELECT id FROM customer WHERE {where} AND voided_at IS NULL ORDER BY id DESC LIMIT 26"
    plan = " ".join(
        row[-1] for row in session.connection().execute(text(f"EXPLAIN QUERY PLAN {asked}"))
    )
    assert FILTERS[where] in plan
    assert "TEMP B-TREE" not in plan
