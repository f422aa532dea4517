"""Add delivery documents."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('delivery',
    sa.Column('source_no', sa.String(length=64), nullable=True),
    sa.Column('contract_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('transaction_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=True),
    sa.Column('unit', sa.String(length=20), nullable=True),
    sa.Column('received_by', sa.String(length=120), nullable=True),
    sa.Column('is_signed', sa.Boolean(), nullable=False),
    sa.Column('original_place', sa.String(length=200), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('file_name', sa.String(length=200), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('size', sa.Integer(), nullable=True),
    sa.Column('media_type', sa.String(length=100), nullable=True),
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
    sa.CheckConstraint("what <> ''", name=op.f('ck_delivery_says_what')),
    sa.CheckConstraint('(sha256 IS NULL) = (file_name IS NULL) AND (sha256 IS NULL) = (size IS NULL)', name=op.f('ck_delivery_file_is_whole')),
    sa.CheckConstraint('NOT is_signed OR received_by IS NOT NULL', name=op.f('ck_delivery_signed_by_somebody')),
    sa.CheckConstraint('contract_id IS NOT NULL OR transaction_id IS NOT NULL', name=op.f('ck_delivery_under_what')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_delivery_quantity_above_zero')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_delivery_contract_id_contract')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_delivery_customer_id_customer')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_file.sha256'], name=op.f('fk_delivery_sha256_stored_file')),
    sa.ForeignKeyConstraint(['transaction_id'], ['trade_transaction.id'], name=op.f('fk_delivery_transaction_id_trade_transaction')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('number', name=op.f('uq_delivery_number'))
    )
    op.create_index(op.f('ix_delivery_contract_id'), 'delivery', ['contract_id'], unique=False)
    op.create_index('ix_delivery_customer', 'delivery', ['customer_id', 'id'], unique=False)
    op.create_index('ix_delivery_happened', 'delivery', ['happened_on', 'id'], unique=False)
    op.create_index(op.f('ix_delivery_sha256'), 'delivery', ['sha256'], unique=False)
    op.create_index(op.f('ix_delivery_transaction_id'), 'delivery', ['transaction_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_delivery_transaction_id'), table_name='delivery')
    op.drop_index(op.f('ix_delivery_sha256'), table_name='delivery')
    op.drop_index('ix_delivery_happened', table_name='delivery')
    op.drop_index('ix_delivery_customer', table_name='delivery')
    op.drop_index(op.f('ix_delivery_contract_id'), table_name='delivery')
    op.drop_table('delivery')
