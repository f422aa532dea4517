"""Add the last day a contract's end can mean."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contract", sa.Column("expires_on", sa.Date(), nullable=True))
    op.create_index("ix_contract_expires", "contract", ["expires_on", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_contract_expires", table_name="contract")
    op.drop_column("contract", "expires_on")
