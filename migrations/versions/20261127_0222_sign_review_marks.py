"""Keep with each mark of a review a sign of what it was set on; marks without one are set anew."""

import sqlalchemy as sa
from alembic import op

revision = "0222"
down_revision = "0221"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_mark") as batch_op:
        batch_op.add_column(sa.Column("sign", sa.String(16), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("review_mark") as batch_op:
        batch_op.drop_column("sign")
