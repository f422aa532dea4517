"""Keep the day a comment was made where it was written down later."""

import sqlalchemy as sa
from alembic import op

revision = "0291"
down_revision = "0281"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("comment") as batch_op:
        batch_op.add_column(sa.Column("said_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("comment") as batch_op:
        batch_op.drop_column("said_on")
