"""Find the open services and complaints somebody has in hand, without reading past the others.

Where few rows name a handler, an index with all of them looks useless to SQLite, which then reads
the whole table in the order of its days.
"""

import sqlalchemy as sa
from alembic import op

revision = "0151"
down_revision = "0141"
branch_labels = None
depends_on = None

TABLES = ("service_record", "complaint")
TOLD = sa.text("handler_id IS NOT NULL")


def upgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_handler_id", table_name=table)
        op.create_index(
            f"ix_{table}_handler", table, ["handler_id", "status"],
            sqlite_where=TOLD, postgresql_where=TOLD,
        )  # fmt: skip


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_handler", table_name=table)
        op.create_index(f"ix_{table}_handler_id", table, ["handler_id"])
