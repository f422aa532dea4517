"""Remember who changed a customer's contents since its file was submitted."""

import sqlalchemy as sa
from alembic import op

revision = "0221"
down_revision = "0272"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customer") as batch_op:
        batch_op.add_column(sa.Column("changers", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("customer") as batch_op:
        batch_op.drop_column("changers")
