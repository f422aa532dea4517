"""Add entitlements."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('entitlement',
    sa.Column('kind', sa.Enum('discount', 'warranty', 'service', 'membership', 'points', 'exclusive', 'other', name='entitlementkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('what', sa.String(length=200), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("what <> '' AND basis <> ''", name=op.f('ck_entitlement_says_what')),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_entitlement_ends_after_it_began')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_entitlement_contract_id_contract')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_entitlement_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entitlement')),
    sa.UniqueConstraint('number', name=op.f('uq_entitlement_number'))
    )
    op.create_index(op.f('ix_entitlement_contract_id'), 'entitlement', ['contract_id'], unique=False)
    op.create_index('ix_entitlement_customer', 'entitlement', ['customer_id', 'id'], unique=False)
    op.create_index('ix_entitlement_from', 'entitlement', ['from_on', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_entitlement_contract_id'), table_name='entitlement')
    op.drop_index('ix_entitlement_customer', table_name='entitlement')
    op.drop_index('ix_entitlement_from', table_name='entitlement')
    op.drop_table('entitlement')
