"""Contracts from before: the last day their end can mean."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

#: The day itself, else the last of its month, else of its year.
DAYS = {
    "sqlite": "CASE length(end_on) WHEN 10 THEN end_on"
    " WHEN 7 THEN date(end_on || '-01', '+1 month', '-1 day')"
    " ELSE end_on || '-12-31' END",
    "postgresql": "CASE length(end_on) WHEN 10 THEN CAST(end_on AS date)"
    " WHEN 7 THEN CAST(CAST(end_on || '-01' AS date) + INTERVAL '1 month - 1 day' AS date)"
    " ELSE CAST(end_on || '-12-31' AS date) END",
}


def upgrade() -> None:
    day = DAYS[op.get_bind().dialect.name]
    op.execute(
        sa.text(f"UPDATE contract SET expires_on = {day} WHERE end_on IS NOT NULL")  # noqa: S608
    )


def downgrade() -> None:
    """The days go with their column."""
