"""Filter customers by kind without reading past the others.

Without the state: pairs of both are so few rows that SQLite, which knows averages only, would take
them before the far fewer rows of a reader's own department.
"""

from alembic import op

revision = "0090"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_customer_kind", "customer", ["kind", "id"])


def downgrade() -> None:
    op.drop_index("ix_customer_kind", table_name="customer")
