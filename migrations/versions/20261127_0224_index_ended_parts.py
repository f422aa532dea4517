"""Find the parts that end on a day: their customers are scored again then."""

import sqlalchemy as sa
from alembic import op

revision = "0224"
down_revision = "0223"
branch_labels = None
depends_on = None

NAME, TOLD = "ix_contact_link_ends", sa.text("to_on IS NOT NULL")


def upgrade() -> None:
    columns = ["to_on", "customer_id"]
    op.create_index(
        NAME, "contact_link", columns, sqlite_where=TOLD, postgresql_where=TOLD
    )


def downgrade() -> None:
    op.drop_index(NAME, "contact_link")
