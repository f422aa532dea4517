"""Add sent keys."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sent_key',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sent_key'))
    )
    op.create_index(op.f('ix_sent_key_made_at'), 'sent_key', ['made_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_sent_key_made_at'), table_name='sent_key')
    op.drop_table('sent_key')
