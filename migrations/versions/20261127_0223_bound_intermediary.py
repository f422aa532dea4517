"""Let nobody be reached through themselves."""

from alembic import op

revision = "0223"
down_revision = "0222"
branch_labels = None
depends_on = None

NAME = "ck_customer_not_its_own_intermediary"


def upgrade() -> None:
    op.execute("UPDATE customer SET intermediary_id = NULL WHERE intermediary_id = id")
    with op.batch_alter_table("customer") as batch_op:
        batch_op.create_check_constraint(op.f(NAME), "intermediary_id <> id")


def downgrade() -> None:
    with op.batch_alter_table("customer") as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_="check")
