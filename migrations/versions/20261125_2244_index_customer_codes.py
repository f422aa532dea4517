"""Find customers by the code they have elsewhere."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_customer_stock_code", "customer", ["stock_code"])


def downgrade() -> None:
    op.drop_index("ix_customer_stock_code", table_name="customer")
