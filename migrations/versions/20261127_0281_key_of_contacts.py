"""Contacts that a file updates are found by their name at a customer, or by their mobile."""

from alembic import op

revision = "0281"
down_revision = "0224"
branch_labels = None
depends_on = None

CHECK = "ck_import_batch_key"
OLD = ("number", "uscc")
NEW = (*OLD, "person", "mobile")


def upgrade() -> None:
    _allow(NEW)


def downgrade() -> None:
    """What such a batch did stays; by which key it did so is not told any more."""
    op.execute("UPDATE import_batch SET key = 'number' WHERE key IN ('person', 'mobile')")
    _allow(OLD)


def _allow(names: tuple[str, ...]) -> None:
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), f"key IN ({', '.join(map(repr, names))})")
