"""The number a service record or complaint has in the system it came from."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0057"
branch_labels = None
depends_on = None

TABLES = ("service_record", "complaint")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column('source_no', sa.String(length=64), nullable=True))
        op.create_index(f'uq_{table}_source', table, ['source_no'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f'uq_{table}_source', table_name=table)
        op.drop_column(table, 'source_no')
