"""Index what lists filter by: two states together, industry, place."""

from alembic import op

revision = "0009"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_customer_progress": ["entry_status", "time_status", "id"],
    "ix_customer_industry": ["industry", "id"],
    "ix_customer_province": ["province", "city", "id"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "customer", columns)


def downgrade() -> None:
    for name in reversed(INDEXES):
        op.drop_index(name, "customer")
