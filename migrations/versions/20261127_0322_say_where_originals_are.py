"""Say where a contract's originals are kept, and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0322"
down_revision = "0321"
branch_labels = None
depends_on = None

COLUMNS = {"original_place": 200, "original_keeper": 120}


def upgrade() -> None:
    for name, length in COLUMNS.items():
        op.add_column("contract", sa.Column(name, sa.String(length), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("contract") as batch_op:
        for name in COLUMNS:
            batch_op.drop_column(name)
