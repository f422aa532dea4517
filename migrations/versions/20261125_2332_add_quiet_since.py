"""Say on a customer since when nobody contacted it."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "customer", sa.Column("quiet_since", sa.Date(), server_default="1970-01-01", nullable=False)
    )
    op.create_index("ix_customer_quiet", "customer", ["quiet_since", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_customer_quiet", table_name="customer")
    op.drop_column("customer", "quiet_since")
