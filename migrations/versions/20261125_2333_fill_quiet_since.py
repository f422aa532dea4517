"""Customers from before: nobody contacted them since the day their file was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

DAYS = {
    "sqlite": "date(created_at, '+8 hours')",
    "postgresql": "CAST(created_at AT TIME ZONE 'Asia/Shanghai' AS date)",
}


def upgrade() -> None:
    day = DAYS[op.get_bind().dialect.name]
    op.execute(sa.text(f"UPDATE customer SET quiet_since = {day}"))  # noqa: S608 - a constant


def downgrade() -> None:
    """The days go with their column."""
