"""Find the customers filed in a month, for the start page."""

import sqlalchemy as sa
from alembic import op

revision = "0324"
down_revision = "0323"
branch_labels = None
depends_on = None

NAME, TOLD = "ix_customer_filed", sa.text("filed_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        NAME, "customer", ["filed_at", "id"], sqlite_where=TOLD, postgresql_where=TOLD
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name="customer")
