"""Add the amount from which an approval rule counts."""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None

CHECK = "ck_approval_rule_from_above_zero"


def upgrade() -> None:
    with op.batch_alter_table("approval_rule") as batch_op:
        batch_op.add_column(sa.Column("from_amount", sa.BigInteger(), nullable=True))
        batch_op.create_check_constraint(op.f(CHECK), "from_amount > 0")


def downgrade() -> None:
    with op.batch_alter_table("approval_rule") as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.drop_column("from_amount")
