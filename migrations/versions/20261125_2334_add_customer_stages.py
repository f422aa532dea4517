"""Add customer stages."""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('customer_stage',
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.Enum('prospective', 'active', 'dormant', 'lost', 'ended', name='timestatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_customer_stage_ends_after_it_began')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_customer_stage_customer_id_customer')),
    sa.ForeignKeyConstraint(['person_id'], ['ab_user.id'], name=op.f('fk_customer_stage_person_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_stage'))
    )
    op.create_index('ix_customer_stage_customer', 'customer_stage', ['customer_id', 'from_on', 'id'], unique=False)
    op.create_index('uq_customer_stage_open', 'customer_stage', ['customer_id'], unique=True, sqlite_where=sa.text('to_on IS NULL'), postgresql_where=sa.text('to_on IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_customer_stage_customer', table_name='customer_stage')
    op.drop_index('uq_customer_stage_open', table_name='customer_stage')
    op.drop_table('customer_stage')
