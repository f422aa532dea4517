"""Add indexes for the lists' commonest filters: a count then reads no row of the table."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_customer_time_kind": ["time_status", "kind", "id", "security"],
    "ix_customer_kind": ["kind", "id", "security"],
    "ix_customer_province": ["province", "id", "security"],
}
LIVING = sa.text("voided_at IS NULL")


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "customer", columns, sqlite_where=LIVING, postgresql_where=LIVING)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "customer")
