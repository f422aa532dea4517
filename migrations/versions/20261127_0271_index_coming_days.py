"""Find the services to come and the entitlements that end in a month, for the calendar.

Most rows tell no such day: the indexes hold only those that do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0271"
down_revision = "0264"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_service_record_next", "service_record", "next_on"),
    ("ix_entitlement_to", "entitlement", "to_on"),
)


def upgrade() -> None:
    for name, table, day in INDEXES:
        told = sa.text(f"{day} IS NOT NULL")
        op.create_index(name, table, [day, "id"], sqlite_where=told, postgresql_where=told)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
