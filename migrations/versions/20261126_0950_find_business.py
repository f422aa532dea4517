"""Find what customers bought and had done: by kind, and by any part of number or words."""

import sqlalchemy as sa
from alembic import op

from app.core import search, search_tables

revision = "0095"
down_revision = "0091"
branch_labels = None
depends_on = None

INDEXES = {
    ("ix_trade_transaction_kind", "trade_transaction"): ["kind", "id", "currency"],
    ("ix_service_record_kind", "service_record"): ["kind", "id", "status"],
}
INDEXED = {
    "trade_transaction": ("number", "source_no", "invoice_no"),
    "service_record": ("number", "source_no", "content", "result"),
}
BLOCK = 2_000


def upgrade() -> None:
    for (name, table), columns in INDEXES.items():
        op.create_index(name, table, columns)
    for table, columns in INDEXED.items():
        search_tables.create(op.get_bind(), table)
        fill(table, columns)


def fill(table: str, columns: tuple[str, ...]) -> None:
    rows = sa.table(table, sa.column("id"), *map(sa.column, columns))
    last = 0
    while True:
        asked = sa.select(rows).where(rows.c.id > last).order_by(rows.c.id).limit(BLOCK)
        found = op.get_bind().execute(asked).all()
        if not found:
            return
        told = [(row[0], search.plain("\n".join(str(cell) for cell in row[1:] if cell)))
                for row in found]
        search.put(op.get_bind(), table, told, is_new=True)
        last = found[-1][0]


def downgrade() -> None:
    for table in reversed(INDEXED):
        search_tables.drop(op.get_bind(), table)
    for name, table in reversed(INDEXES):
        op.drop_index(name, table)
