"""Let the day a receivable is due be open; it comes after all that have one."""

import sqlalchemy as sa
from alembic import op

revision = "0321"
down_revision = "0311"
branch_labels = None
depends_on = None

#: Stands for an open day wherever the column cannot be empty.
LAST = "9999-12-31"
INDEX = "ix_receivable_due_by"
CHECKS = {
    "ck_receivable_due_by_its_day": f"due_by = coalesce(due_on, '{LAST}')",
    "ck_receivable_reminded_of_a_day": "(remind_on IS NULL) = (due_on IS NULL)",
}


def upgrade() -> None:
    with op.batch_alter_table("receivable") as batch_op:
        batch_op.add_column(sa.Column("due_by", sa.Date(), nullable=True))
        for name in ("due_on", "remind_on"):
            batch_op.alter_column(name, existing_type=sa.Date(), nullable=True)
    op.execute("UPDATE receivable SET due_by = due_on")
    op.execute(f"UPDATE receivable SET due_on = NULL, remind_on = NULL WHERE due_on = '{LAST}'")  # noqa: S608
    with op.batch_alter_table("receivable") as batch_op:
        batch_op.alter_column("due_by", existing_type=sa.Date(), nullable=False)
        for name, told in CHECKS.items():
            batch_op.create_check_constraint(op.f(name), told)
    op.create_index(INDEX, "receivable", ["due_by", "id"])


def downgrade() -> None:
    """An open day becomes the last there is, which never falls due either."""
    op.drop_index(INDEX, table_name="receivable")
    with op.batch_alter_table("receivable") as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
    op.execute(f"UPDATE receivable SET remind_on = '{LAST}' WHERE due_on IS NULL")  # noqa: S608
    op.execute("UPDATE receivable SET due_on = due_by WHERE due_on IS NULL")
    with op.batch_alter_table("receivable") as batch_op:
        batch_op.drop_column("due_by")
        for name in ("due_on", "remind_on"):
            batch_op.alter_column(name, existing_type=sa.Date(), nullable=False)
